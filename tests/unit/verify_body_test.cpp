// What a body must be beside canonical: each rule is broken once, in records that are signed and
// linked as they should be, so that nothing else can notice.
#include "ledger/base/limits.hpp"
#include "ledger/crypto/random.hpp"
#include "ledger/verify/verify_state.hpp"
#include "tests/support/ledger_builder.hpp"
#include "tests/support/store_testing.hpp"

#include <capnp/serialize.h>

using namespace ledger;
using namespace ledger::test;

namespace {

constexpr std::uint8_t kSeed = 7;

struct Part {
  wire::EventType type = wire::EventType::USE_BATCH;
  std::uint16_t index = 0;
  std::uint16_t count = 2;
  std::size_t people = 1;
  std::string_view source = "crm";
  std::uint8_t event = 1;
  std::uint8_t policy = 0;
  std::uint64_t policy_sequence = 0;
  std::int64_t occurred_at = 1'772'438'400'000'000;
  std::vector<std::uint16_t> boxes = {}; // the subject of each
};

Bytes body_of_part(const Part& part) {
  capnp::MallocMessageBuilder message;
  message.initRoot<wire::Clear>().setOccurredAt(part.occurred_at);
  const auto canonical = capnp::canonicalize(message.getRoot<wire::Clear>().asReader());
  std::vector<std::uint64_t> clear(canonical.size());
  std::memcpy(clear.data(), canonical.begin(), canonical.size() * sizeof(capnp::word));
  const std::vector<SubjectId> people(part.people, random_id<SubjectId>());
  std::vector<BoxEntry> boxes;
  for (const std::uint16_t subject : part.boxes) {
    BoxEntry& box = boxes.emplace_back();
    box.subject_index = subject;
    box.key_class = "customer";
    box.box.ciphertext.resize(80);
  }
  BodyParts body;
  body.type = part.type;
  body.event_id.writable()[0] = part.event;
  body.source = part.source;
  body.policy.writable()[0] = part.policy;
  body.policy_sequence = Sequence(part.policy_sequence);
  body.part_index = part.index;
  body.part_count = part.count;
  body.subjects = people;
  body.boxes = boxes;
  body.clear = clear;
  return must(write_body(body));
}

struct Raw {
  Bytes body;
  std::uint16_t flags = 0;
};

// A ledger of record 0 and these; what is found, or nothing.
std::string found_in(const std::vector<Raw>& records) {
  const TempFolder folder;
  const auto state = folder / "state";
  LedgerBuilder builder(state, kSeed);
  for (const Raw& record : records)
    builder.append_body(record.body, record.flags);
  builder.checkpoint();
  builder.write_head();
  builder.close();
  Evidence evidence;
  evidence.trusted_key = must(parse_verifier_key(vkey_of(kSeed, kTestOrigin)));
  const VerifyReport report = must(verify_state(must(find_state(state)), evidence, nullptr, {}));
  if (report.verdict() == Verdict::kVerified) return {};
  REQUIRE(!report.findings.empty());
  CHECK(report.findings.front().record.has_value());
  return report.findings.front().what;
}

std::string found_in_parts(const std::vector<Part>& parts) {
  std::vector<Raw> records;
  for (const Part& part : parts)
    records.push_back({body_of_part(part)});
  return found_in(records);
}

Bytes own_body(const std::function<void(wire::Event::Builder)>& fill) {
  capnp::MallocMessageBuilder message;
  auto event = message.initRoot<wire::Event>();
  event.setType(wire::EventType::LEDGER_HEARTBEAT);
  const EventId id = random_id<EventId>();
  event.setEventId({id.view().data(), id.view().size()});
  fill(event);
  return canonical_body(event.asReader());
}

} // namespace

TEST_CASE("the parts of a batch use are full, of one kind, and hold no box but the one of part 0") {
  const std::size_t full = limits::kSubjectsPerPart;
  const Part first{.people = full, .boxes = {0}};
  const Part last{.index = 1, .people = 7};
  CHECK(found_in_parts({first, last}).empty());

  const auto first_with = [&](const auto& change) {
    Part part = first;
    change(part);
    return found_in_parts({part, last});
  };
  const auto last_with = [&](const auto& change) {
    Part part = last;
    change(part);
    return found_in_parts({first, part});
  };
  CHECK(!first_with([&](Part& part) { part.people = full - 1; }).empty());
  CHECK(!first_with([&](Part& part) { part.people = full + 1; }).empty());
  CHECK(!first_with([](Part& part) { part.boxes = {1}; }).empty());
  CHECK(!first_with([](Part& part) { part.boxes = {0, 0}; }).empty());
  CHECK(!first_with([](Part& part) { part.count = 3; }).empty());
  CHECK(!last_with([](Part& part) { part.people = 0; }).empty());
  CHECK(!last_with([&](Part& part) { part.people = full + 1; }).empty());
  CHECK(!last_with([](Part& part) { part.boxes = {0}; }).empty());
  CHECK(!last_with([](Part& part) { part.source = "erp"; }).empty());
  CHECK(!last_with([](Part& part) { part.event = 2; }).empty());
  CHECK(!last_with([](Part& part) { part.policy = 1; }).empty());
  CHECK(!last_with([](Part& part) { part.policy_sequence = 1; }).empty());
  CHECK(!last_with([](Part& part) { ++part.occurred_at; }).empty());
  CHECK(!last_with([](Part& part) { part.index = 2, part.count = 3; }).empty());
  CHECK(!last_with([](Part& part) { part.type = wire::EventType::USE; }).empty());
  CHECK(!found_in_parts({last, first}).empty());
  CHECK(!found_in_parts({first, last, last}).empty());
  CHECK(!found_in_parts({first}).empty());
}

TEST_CASE("only a batch use is stored in parts, and every batch use is") {
  CHECK(found_in_parts({{.type = wire::EventType::USE, .count = 0}}).empty());
  CHECK(found_in_parts({{.count = 1}}).empty());
  CHECK(!found_in_parts({{.type = wire::EventType::USE, .count = 1}}).empty());
  CHECK(!found_in_parts({{.count = 0}}).empty());
}

TEST_CASE("a record is the ledger's own, or somebody posted it; flag and body agree") {
  const Bytes posted = body_of_part({.type = wire::EventType::USE, .count = 0});
  const Bytes heartbeat =
      own_body([](wire::Event::Builder event) { event.initControl().setHeartbeat(); });
  CHECK(found_in({{posted, 0}, {heartbeat, kControlRecord}}).empty());
  CHECK(!found_in({{posted, kControlRecord}}).empty());
  CHECK(!found_in({{heartbeat, 0}}).empty());
  const auto own = [](const auto& fill) { return found_in({{own_body(fill), kControlRecord}}); };
  CHECK(!own([](wire::Event::Builder) {}).empty());
  CHECK(!own([](wire::Event::Builder event) {
           event.initControl().setHeartbeat();
           event.initClear().setOccurredAt(1);
         }).empty());
  CHECK(!own([](wire::Event::Builder event) {
           event.initControl().setHeartbeat();
           event.setSubjectIds(kj::heapArray<kj::byte>(16));
         }).empty());
  CHECK(!found_in({{own_body([](wire::Event::Builder event) {
                      event.setSource("crm");
                      event.initControl().setHeartbeat();
                    }),
                    0}})
             .empty());
}
