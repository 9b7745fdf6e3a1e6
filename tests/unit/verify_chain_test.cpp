// The rules of the chain, without storage: each is broken once, and the first record that breaks
// one is named.
#include "ledger/chain/verify.hpp"

#include <doctest/doctest.h>

#include <map>

using namespace ledger;

namespace {

LedgerId some_id(std::uint8_t fill) {
  LedgerId id;
  id.writable()[0] = fill;
  return id;
}

Bytes key_of(std::uint64_t sequence) {
  Bytes key;
  append_be(key, sequence, 8);
  return key;
}

// Records whose bodies are one byte; what a body says is looked up by it.
struct Chain {
  std::vector<Bytes> records;
  std::map<std::uint8_t, BodyFacts> facts;
  RecordHeader next;

  Chain() {
    next.ledger_id = some_id(1);
    facts[0].opening = OpeningClaim{some_id(1), std::nullopt};
    add(0);
  }
  void add(std::uint8_t body, std::int64_t seconds = 1) {
    next.recorded_at = Timestamp(next.recorded_at.get() + seconds);
    records.push_back(make_record(next, Bytes{body}));
    next.previous = hash_leaf(records.back());
    next.sequence = Sequence(next.sequence.get() + 1);
  }
  BodyReader reader() const {
    return [this](const RecordHeader&, ByteView body) -> Result<BodyFacts> {
      if (body[0] == 0xFF) return fail(Errc::kMalformed, "not a body", "", "");
      const auto found = facts.find(body[0]);
      return found == facts.end() ? BodyFacts() : found->second;
    };
  }
  std::optional<ChainFault> check() const {
    const BodyReader read = reader();
    ChainRun run(Sequence(0), read);
    for (std::size_t i = 0; i < records.size(); ++i)
      if (!run.add(key_of(i), records[i])) return run.fault();
    static_cast<void>(run.finish(TreeSize(records.size())));
    if (run.fault()) return run.fault();
    return check_last(run.back());
  }
};

BodyFacts part(std::uint16_t index, std::uint16_t count, std::uint8_t event) {
  BodyFacts facts;
  facts.part.index = index;
  facts.part.count = count;
  facts.part.event_id.writable()[0] = event;
  facts.part.source = "crm";
  return facts;
}

void check_fault(const Chain& chain, FaultKind kind, std::uint64_t at) {
  const auto fault = chain.check();
  REQUIRE(fault);
  CAPTURE(fault->what);
  CHECK(fault->kind == kind);
  CHECK(fault->at == Sequence(at));
}

} // namespace

TEST_CASE("a chain in order has no fault, and its leaves are those of its records") {
  Chain chain;
  for (std::uint8_t i = 1; i < 9; ++i)
    chain.add(i);
  CHECK_FALSE(chain.check());
  const BodyReader read = chain.reader();
  ChainRun run(Sequence(0), read);
  for (std::size_t i = 0; i < chain.records.size(); ++i)
    REQUIRE(run.add(key_of(i), chain.records[i]));
  REQUIRE(run.leaves().size() == 9);
  CHECK(run.leaves()[4] == hash_leaf(chain.records[4]));
  CHECK(run.back().leaf == hash_leaf(chain.records[8]));
}

TEST_CASE("a flipped bit anywhere in a record shows at it or at the one behind it") {
  Chain chain;
  for (std::uint8_t i = 1; i < 5; ++i)
    chain.add(i);
  for (std::size_t bit = 0; bit < chain.records[2].size() * 8; ++bit) {
    CAPTURE(bit);
    Chain changed = chain;
    changed.records[2][bit / 8] ^= static_cast<std::uint8_t>(1u << bit % 8);
    const auto fault = changed.check();
    REQUIRE(fault);
    CHECK((fault->at == Sequence(2) || fault->at == Sequence(3)));
  }
}

TEST_CASE("a gap is named by its first record, and by the next one that is there") {
  Chain chain;
  for (std::uint8_t i = 1; i < 5; ++i)
    chain.add(i);
  const BodyReader read = chain.reader();
  ChainRun run(Sequence(0), read);
  REQUIRE(run.add(key_of(0), chain.records[0]));
  CHECK_FALSE(run.add(key_of(3), chain.records[3]));
  CHECK(run.fault()->kind == FaultKind::kGap);
  CHECK(run.fault()->at == Sequence(1));
  CHECK(run.fault()->found == Sequence(3));
}

TEST_CASE("a run that ends before its size has a gap at its end") {
  const Chain chain;
  const BodyReader read = chain.reader();
  ChainRun run(Sequence(0), read);
  REQUIRE(run.add(key_of(0), chain.records[0]));
  CHECK_FALSE(run.finish(TreeSize(2)));
  CHECK(run.fault()->at == Sequence(1));
}

TEST_CASE("a key that no record has is a fault") {
  const Chain chain;
  const BodyReader read = chain.reader();
  ChainRun run(Sequence(0), read);
  CHECK_FALSE(run.add(Bytes(7), chain.records[0]));
  CHECK(run.fault()->kind == FaultKind::kKey);
}

TEST_CASE("a record in another's place says so itself") {
  Chain chain;
  for (std::uint8_t i = 1; i < 5; ++i)
    chain.add(i);
  std::swap(chain.records[1], chain.records[3]);
  check_fault(chain, FaultKind::kPlace, 1);
  CHECK(chain.check()->found == Sequence(3));
}

TEST_CASE("time may stand still and never goes back") {
  Chain chain;
  chain.add(1, 0);
  CHECK_FALSE(chain.check());
  chain.add(2, -1);
  check_fault(chain, FaultKind::kTime, 2);
}

TEST_CASE("a body that is none is a fault of its record") {
  Chain chain;
  chain.add(0xFF);
  check_fault(chain, FaultKind::kBody, 1);
}

TEST_CASE("record 0 must open the ledger whose id it bears") {
  Chain chain;
  chain.facts.erase(0);
  check_fault(chain, FaultKind::kBody, 0);
  chain.facts[0].opening = OpeningClaim{some_id(2), std::nullopt};
  check_fault(chain, FaultKind::kLedger, 0);
}

TEST_CASE("another ledger's record is a fault, and the next generation of this one is none") {
  Chain chain;
  chain.next.ledger_id = some_id(2);
  chain.add(1);
  check_fault(chain, FaultKind::kLedger, 1);
  chain.facts[1].opening = OpeningClaim{some_id(2), some_id(9)};
  check_fault(chain, FaultKind::kLedger, 1);
  chain.facts[1].opening = OpeningClaim{some_id(2), some_id(1)};
  CHECK_FALSE(chain.check());
}

TEST_CASE("the parts of a batch use stand one behind the other, all of them") {
  Chain whole;
  for (std::uint8_t i = 0; i < 3; ++i) {
    whole.facts[static_cast<std::uint8_t>(10 + i)] = part(i, 3, 1);
    whole.facts[static_cast<std::uint8_t>(20 + i)] = part(i, 3, 2);
  }
  const auto chain_of = [&](const std::vector<std::uint8_t>& bodies) {
    Chain chain = whole;
    for (const std::uint8_t body : bodies)
      chain.add(body);
    return chain;
  };
  CHECK_FALSE(chain_of({10, 11, 12, 20, 21, 22, 1}).check());
  check_fault(chain_of({10, 12}), FaultKind::kParts, 2);
  check_fault(chain_of({10, 11, 1}), FaultKind::kParts, 3);
  check_fault(chain_of({10, 11, 22}), FaultKind::kParts, 3);
  check_fault(chain_of({10, 11, 12, 12}), FaultKind::kParts, 4);
  check_fault(chain_of({11, 12}), FaultKind::kParts, 1);
  check_fault(chain_of({10, 10}), FaultKind::kParts, 2);
  check_fault(chain_of({1, 10, 11}), FaultKind::kParts, 3); // ends within
  // Of another policy, type or clear part.
  whole.facts[11].part.content.writable()[0] = 1;
  check_fault(chain_of({10, 11, 12}), FaultKind::kParts, 2);
}
