#include "ledger/facade/newcomers.hpp"

#include "ledger/base/limits.hpp"
#include "ledger/crypto/digest.hpp"

#include <capnp/message.h>
#include <kj/exception.h>

#include <set>

namespace ledger {
namespace {

EventId registration_id(const EventId& batch, std::span<const std::uint32_t> places) {
  Sha256Stream stream;
  stream.add(as_bytes("auditledger/registration/v1\n"));
  stream.add(batch.view());
  for (const std::uint32_t place : places) {
    std::uint8_t bytes[4];
    put_be(bytes, place, sizeof bytes);
    stream.add(bytes);
  }
  ContentHash digest;
  stream.finish(digest.writable());
  return EventId(digest.view().first<EventId::kSize>());
}

kj::ArrayPtr<const std::uint8_t> data_of(ByteView bytes) {
  return {bytes.data(), bytes.size()};
}

// What all registrations in front of one batch use share.
struct Common {
  EventId batch;
  std::int64_t occurred_at;
  wire::Answer before_ledger; // who is in an imported mailing was known as early
  std::string_view source;
};

Result<Validated> registration(const Common& common, const Prepared& prepared,
                               std::span<const std::uint32_t> places) {
  const auto message = std::make_shared<capnp::MallocMessageBuilder>();
  auto draft = message->initRoot<wire::Draft>();
  draft.setType(wire::EventType::SUBJECT_REGISTERED);
  draft.setEventId(data_of(registration_id(common.batch, places).view()));
  auto clear = draft.initClear();
  clear.setOccurredAt(common.occurred_at);
  clear.setBeforeLedger(common.before_ledger);
  if (prepared.key_class != kUnclassified)
    clear.setRetentionClass(std::string(prepared.key_class).c_str());
  auto subjects = draft.initSubjects(static_cast<unsigned>(places.size()));
  for (unsigned i = 0; i < subjects.size(); ++i) {
    const SubjectMention& person = prepared.subjects[places[i]];
    // The source's own namespace is what an absent one means, and need not be a slug.
    if (person.name_space != common.source)
      subjects[i].setNamespace(std::string(person.name_space).c_str());
    subjects[i].setReference(data_of(person.reference));
  }
  return validate(Draft(message, draft.asReader()), PostedBy::kApplication);
}

} // namespace

tl::unexpected<Error> never_given_out(std::size_t place) {
  return fail(Errc::kNotFound, "no person has this subject id", "subject " + std::to_string(place),
              "use the id that an earlier answer gave, or the application's own reference");
}

Status Newcomers::acquire(const SubjectName& name, std::string_view key_class, SealingKey& into,
                          SubjectSet& minted) {
  const std::lock_guard lock(mutex_);
  LEDGER_TRY(keyring_.acquire(name, key_class, into));
  unrecorded_.insert(into.subject);
  minted.insert(into.subject);
  return {};
}

void Newcomers::recorded(const SubjectSet& people) {
  if (people.empty()) return;
  const std::lock_guard lock(mutex_);
  for (const SubjectId& subject : people)
    unrecorded_.erase(subject);
}

Result<std::vector<std::uint32_t>> Newcomers::unregistered(const Prepared& batch,
                                                           const SubjectSet& in_unit,
                                                           SubjectSet& registered) const {
  std::vector<std::uint32_t> places;
  std::set<std::pair<std::string_view, std::string_view>> unknown;
  for (std::size_t i = 0; i < batch.subjects.size(); ++i) {
    const SubjectMention& mention = batch.subjects[i];
    if (mention.id) {
      if (!keyring_.knows(*mention.id)) return never_given_out(i);
      continue;
    }
    const std::lock_guard lock(mutex_);
    const auto known = keyring_.find({mention.name_space, mention.reference});
    if (known && (unrecorded_.count(*known) == 0 || in_unit.count(*known) > 0)) continue;
    const std::string_view reference(reinterpret_cast<const char*>(mention.reference.data()),
                                     mention.reference.size());
    const bool first = known ? registered.insert(*known).second
                             : unknown.emplace(mention.name_space, reference).second;
    if (first) places.push_back(static_cast<std::uint32_t>(i));
  }
  return places;
}

Result<std::vector<Validated>> registrations(const Validated& batch, const Prepared& prepared,
                                             std::span<const std::uint32_t> places,
                                             std::string_view source) {
  Common common{batch.event_id(), 0, wire::Answer::UNSTATED, source};
  try {
    common.occurred_at = batch.reader().getClear().getOccurredAt();
    common.before_ledger = batch.reader().getClear().getBeforeLedger();
  } catch (const kj::Exception&) {
    return fail(Errc::kMalformed, "not a well-formed message", "event",
                "check the client's Cap'n Proto library and schema version");
  }
  std::vector<Validated> events;
  for (std::size_t first = 0; first < places.size(); first += limits::kSubjectsPerEvent) {
    const std::size_t count = std::min(limits::kSubjectsPerEvent, places.size() - first);
    LEDGER_ASSIGN(Validated event, registration(common, prepared, places.subspan(first, count)));
    events.push_back(std::move(event));
  }
  return events;
}

} // namespace ledger
