#include "ledger/projection/subject_projection.hpp"

#include "ledger/projection/fact_of.hpp"

#include <kj/exception.h>

#include <algorithm>

namespace ledger {
namespace {

using wire::EventType;

// Above this, the people of an event share one entry for what it says.
constexpr std::size_t kOwnCopies = 4;

constexpr std::size_t kPersonKeyBytes = 1 + SubjectId::kSize + 1 + 8;

class SubjectFold : public Fold {
 public:
  explicit SubjectFold(StateView& state) : state_(state) {}

  Status apply(const RecordView& record) override {
    try {
      return add(record);
    } catch (const kj::Exception&) {
      return fail(Errc::kMalformed, "the body cannot be read",
                  "record " + std::to_string(record.sequence().get()),
                  "auditledger verify names the first bad record");
    }
  }

 private:
  Status add(const RecordView& record) {
    if (const auto erased = erased_subject(record)) {
      put(record, *erased, fact_of(record));
      return {};
    }
    const auto& subjects = record.subjects();
    if (subjects.empty()) return {};
    const Bytes fact = fact_of(record);
    const bool shared = subjects.size() > kOwnCopies;
    if (shared) state_.put(SubjectProjection::shared_key(record.sequence()), fact);
    for (const SubjectId& subject : subjects)
      put(record, subject, shared ? Bytes() : fact);
    return {};
  }

  // A person who is named twice in one event met it once: it is one key.
  void put(const RecordView& record, const SubjectId& subject, Bytes fact) {
    const auto shelf = SubjectProjection::shelf_of(record.event().getType());
    state_.put(SubjectProjection::person_key(subject, shelf, record.sequence()), std::move(fact));
  }

  StateView& state_;
};

} // namespace

SubjectProjection::Shelf SubjectProjection::shelf_of(EventType type) {
  switch (type) {
  case EventType::USE:
  case EventType::USE_BATCH:
  case EventType::DISCLOSURE:
  case EventType::TRANSFER_THIRD_COUNTRY:
  case EventType::STAFF_ACCESSED:
  case EventType::REPORT_PRODUCED:
    return Shelf::kProcessing;
  default:
    return Shelf::kStanding;
  }
}

Bytes SubjectProjection::person_prefix(const SubjectId& subject) {
  Bytes key;
  key.reserve(kPersonKeyBytes);
  append_be(key, 'p', 1);
  append(key, subject.view());
  return key;
}

Bytes SubjectProjection::shelf_prefix(const SubjectId& subject, Shelf shelf) {
  Bytes key = person_prefix(subject);
  key.push_back(static_cast<std::uint8_t>(shelf));
  return key;
}

Bytes SubjectProjection::person_key(const SubjectId& subject, Shelf shelf, Sequence by) {
  Bytes key = shelf_prefix(subject, shelf);
  append_be(key, by.get(), 8);
  return key;
}

Bytes SubjectProjection::shared_key(Sequence by) {
  Bytes key;
  append_be(key, 's', 1);
  append_be(key, by.get(), 8);
  return key;
}

std::optional<SubjectProjection::PersonKey> SubjectProjection::parse_person_key(ByteView key) {
  ByteReader in(key);
  if (in.be(1) != 'p') return std::nullopt;
  PersonKey parsed;
  parsed.subject = in.fixed<SubjectId>();
  parsed.shelf = static_cast<Shelf>(in.be(1));
  parsed.by = Sequence(in.be(8));
  if (!in.at_end()) return std::nullopt;
  return parsed;
}

std::unique_ptr<Fold> SubjectProjection::start(StateView& state) const {
  return std::make_unique<SubjectFold>(state);
}

} // namespace ledger
