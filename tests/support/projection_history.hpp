// Histories for the tests of ledger/projection: records as the ledger writes them, without keys,
// since a fold never sees what is sealed.
#pragma once

#include "ledger/chain/record.hpp"
#include "ledger/event/own_events.hpp"
#include "ledger/projection/lane.hpp"
#include "ledger/projection/record_view.hpp"

#include <capnp/message.h>
#include <capnp/serialize.h>
#include <doctest/doctest.h>

#include <functional>

namespace ledger::test {

using FillClear = std::function<void(wire::Clear::Builder)>;

inline SubjectId person(std::uint8_t number) {
  SubjectId id;
  id.writable().front() = 0xee;
  id.writable().back() = number;
  return id;
}

inline OpaqueRef reference(std::uint8_t number) {
  OpaqueRef ref;
  ref.writable().back() = number;
  return ref;
}

inline capnp::Data::Reader data_of(ByteView bytes) {
  return {bytes.data(), bytes.size()};
}

inline void set_names(capnp::List<capnp::Text>::Builder list,
                      const std::vector<std::string>& names) {
  for (unsigned i = 0; i < list.size(); ++i)
    list.set(i, names[i].c_str());
}

inline void set_activities(wire::Clear::Builder clear, const std::vector<std::string>& names) {
  set_names(clear.initActivities(static_cast<unsigned>(names.size())), names);
}

inline void set_categories(wire::Clear::Builder clear, const std::vector<std::string>& names) {
  set_names(clear.initCategories(static_cast<unsigned>(names.size())), names);
}

class History {
 public:
  static constexpr std::int64_t kStart = 1'700'000'000'000'000;
  static constexpr std::int64_t kSecond = 1'000'000;

  // Record 0 is there from the beginning, as in every ledger.
  History() { add_own(ledger_opened(Opening())); }

  // When the record of this number is recorded, if nobody waits; by default events happen at that
  // time.
  [[nodiscard]] static Timestamp time_of(std::uint64_t sequence) {
    return Timestamp(kStart + static_cast<std::int64_t>(sequence) * kSecond);
  }
  // The next record comes at that time, and others a second apart behind it.
  void wait_until(Timestamp time) { waited_ = time.get() - time_of(records_.size()).get(); }
  [[nodiscard]] Timestamp now() const {
    return Timestamp(time_of(records_.size()).get() + waited_);
  }
  // Who posts from here on.
  void post_as(std::string source) { source_ = std::move(source); }

  Sequence add(wire::EventType type, const std::vector<SubjectId>& subjects,
               const FillClear& fill = {}, const ValueTags& tags = {}) {
    capnp::MallocMessageBuilder message;
    auto clear = message.initRoot<wire::Clear>();
    clear.setOccurredAt(now().get());
    if (fill) fill(clear);
    const kj::Array<capnp::word> words = capnp::canonicalize(clear.asReader());
    BodyParts parts;
    parts.type = type;
    parts.event_id.writable().back() = 1;
    parts.source = source_;
    parts.part_count = type == wire::EventType::USE_BATCH ? 1 : 0;
    parts.subjects = subjects;
    parts.clear = {reinterpret_cast<const std::uint64_t*>(words.begin()), words.size()};
    BoxEntry box;
    box.key_class = "customer";
    box.box.ciphertext = Bytes(64 + kTagBytes);
    box.tags = tags;
    if (!tags.stated.empty() || !tags.former.empty()) parts.boxes = {&box, 1};
    const auto body = write_body(parts);
    REQUIRE(body.has_value());
    return add_body(*body, 0);
  }

  Sequence add_own(const Sealed& event) { return add_body(event.body(), kControlRecord); }

  [[nodiscard]] TreeSize size() const { return TreeSize(records_.size()); }
  [[nodiscard]] const std::vector<Bytes>& records() const { return records_; }

 private:
  Sequence add_body(ByteView body, std::uint16_t flags) {
    RecordHeader header;
    header.flags = flags;
    header.sequence = Sequence(records_.size());
    header.recorded_at = now();
    if (!records_.empty()) header.previous = hash_leaf(records_.back());
    records_.push_back(make_record(header, body));
    return header.sequence;
  }

  std::vector<Bytes> records_;
  std::int64_t waited_ = 0;
  std::string source_ = "shop";
};

// RFC 3339.
inline Timestamp time_at(const char* text) {
  const auto parsed = parse_rfc3339(text);
  REQUIRE(parsed.has_value());
  return *parsed;
}

// What a projection makes of a whole history, in memory.
inline std::shared_ptr<StateCopy> folded(const Projection& projection, const History& history) {
  Lane lane(projection, std::make_shared<MemoryCopy>());
  for (std::uint64_t i = 0; i < history.size().get(); ++i) {
    const auto record = RecordView::parse(Sequence(i), history.records()[i]);
    REQUIRE(record.has_value());
    REQUIRE(lane.apply(*record).has_value());
  }
  REQUIRE(lane.commit(history.records().back()).has_value());
  return lane.copy();
}

} // namespace ledger::test
