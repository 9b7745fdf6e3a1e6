// What a correction takes back counts for nobody, whomever the correction names.
#include "tests/unit/findings_retention_support.hpp"

using namespace ledger;
using namespace ledger::test;
using wire::EventType;
using wire::Rule;

namespace {

Fill correcting(Sequence record) {
  return [=](wire::Clear::Builder clear) {
    clear.setTarget(record.get());
    clear.setCorrectionReason(wire::CorrectionReason::WRONG_PERSON);
  };
}

} // namespace

TEST_CASE("a correction that names nobody, or somebody else, takes a person's record back") {
  Story story;
  const Sequence collected = story.fact(EventType::COLLECTION, "2021-01-10", kept(kMailing));
  CHECK(story.raises(Rule::F18));
  story.house(EventType::CORRECTION, "2024-02-01", correcting(collected));
  CHECK_FALSE(story.raises(Rule::F18));
}

TEST_CASE("a correction takes back neither what came later nor what it does not name") {
  Story story;
  const Sequence other = story.house(EventType::ORDER_RECEIVED, "2021-01-05");
  story.fact(EventType::COLLECTION, "2021-01-10", kept(kMailing));
  story.house(EventType::CORRECTION, "2024-02-01", correcting(other));
  CHECK(story.raises(Rule::F18));
  story.house(EventType::CORRECTION, "2024-02-01", correcting(Sequence(other.get() + 100)));
  CHECK(story.raises(Rule::F18));
}
