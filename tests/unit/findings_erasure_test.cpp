// F31, F33 and F34: what becomes of an erasure.
#include "tests/unit/findings_support.hpp"

using namespace ledger;
using namespace ledger::test;
using wire::Answer;
using wire::DataSource;
using wire::EventType;
using wire::Rule;

namespace {

constexpr const char* kActivity = "customer.satisfaction-survey";
constexpr const char* kApproved = "2026-02-01T10:00:00+01:00";
constexpr const char* kEnd = "2026-02-09T00:00:00+01:00"; // seven days, a Sunday the last

Fill systems(const std::vector<std::string>& names) {
  return [=](wire::Clear::Builder clear) {
    set_names(clear.initSystems(static_cast<unsigned>(names.size())), names);
  };
}
Fill in_system(const std::string& name) {
  return [=](wire::Clear::Builder clear) { clear.setSystem(name.c_str()); };
}

Fill collected(DataSource source, Answer suppressed) {
  return [=](wire::Clear::Builder clear) {
    clear.setDataSource(source);
    clear.setSuppressed(suppressed);
  };
}

FillControl destroyed(bool whole, const std::string& key_class = "marketing") {
  return [=](wire::Control::Builder control) {
    auto keys = control.initKeyDestroyed();
    keys.setWhole(whole);
    keys.initKeys(1)[0].setKeyClass(key_class.c_str());
  };
}

Fill checked(Answer found, const std::string& in = {}, const std::string& key_class = {}) {
  return [=](wire::Clear::Builder clear) {
    clear.setKeyMaterialFound(found);
    if (!in.empty()) clear.setSystem(in.c_str());
    if (!key_class.empty()) set_names(clear.initKeyClasses(1), {key_class});
  };
}

} // namespace

TEST_CASE("F31: each system that has to erase reports within the policy's term") {
  Story story;
  const Sequence approved =
      story.fact(EventType::ERASURE_APPROVED, kApproved, systems({"crm", "mailer", "archive"}));
  story.fact(EventType::ERASURE_EXECUTED, "2026-02-02", in_system("crm"));
  story.fact(EventType::ERASURE_PARTIAL, "2026-02-08T23:59:59+01:00", in_system("mailer"));
  auto found = story.of(Rule::F31);
  REQUIRE(found.size() == 1);
  CHECK(found[0].about == "archive");
  CHECK(found[0].trigger == approved);
  CHECK(found[0].from == at(kEnd));
  CHECK(found[0].state == FindingState::kOpen);
  const Sequence done = story.fact(EventType::ERASURE_EXECUTED, kEnd, in_system("archive"));
  found = story.of(Rule::F31);
  REQUIRE(found.size() == 1); // late it was
  CHECK(found[0].closed_at == at(kEnd));
  CHECK(found[0].state_by == done);
}

TEST_CASE(
    "F31: where no system is named, one result of any is enough, and the term is the policy's") {
  Story story(replaced(example_text(), "erasure_system_within = \"P7D\"",
                       "erasure_system_within = \"P3D\""));
  story.fact(EventType::ERASURE_EXECUTED, "2026-01-31", in_system("crm")); // of something before
  story.fact(EventType::ERASURE_APPROVED, kApproved);
  CHECK(story.of(Rule::F31).at(0).from == at("2026-02-05T00:00:00+01:00"));
  story.fact(EventType::ERASURE_EXECUTED, "2026-02-02", in_system("crm"));
  CHECK_FALSE(story.raises(Rule::F31));
}

TEST_CASE("F31: an erasure that failed is tried again") {
  Story story;
  const Sequence failed = story.fact(EventType::ERASURE_FAILED, kApproved, in_system("crm"));
  auto found = story.of(Rule::F31);
  REQUIRE(found.size() == 1);
  CHECK(found[0].trigger == failed);
  CHECK(found[0].about == "crm");
  CHECK(found[0].from == at(kEnd));
  story.fact(EventType::ERASURE_EXECUTED, "2026-02-03", in_system("mailer"));
  CHECK(story.raises(Rule::F31));
  story.fact(EventType::ERASURE_EXECUTED, "2026-02-03", in_system("crm"));
  CHECK_FALSE(story.raises(Rule::F31));
}

TEST_CASE("F31: a failure is a result, and starts a term of its own") {
  Story story;
  story.fact(EventType::ERASURE_APPROVED, kApproved, systems({"crm"}));
  const Sequence failed = story.fact(EventType::ERASURE_FAILED, "2026-02-03", in_system("crm"));
  const auto found = story.of(Rule::F31);
  REQUIRE(found.size() == 1);
  CHECK(found[0].trigger == failed);
}

TEST_CASE("F31: a result of another case is none") {
  Story story;
  story.fact(EventType::ERASURE_APPROVED, kApproved, in_case(1, systems({"crm"})));
  story.fact(EventType::ERASURE_EXECUTED, "2026-02-02", in_case(2, in_system("crm")));
  CHECK(story.raises(Rule::F31));
  story.fact(EventType::ERASURE_EXECUTED, "2026-02-02", in_case(1, in_system("crm")));
  CHECK_FALSE(story.raises(Rule::F31));
}

TEST_CASE("F33: an id that was wholly erased is not used or disclosed again") {
  for (const EventType type : {EventType::USE, EventType::USE_BATCH, EventType::DISCLOSURE,
                               EventType::TRANSFER_THIRD_COUNTRY}) {
    CAPTURE(static_cast<unsigned>(type));
    Story story;
    story.fact(type, "2026-02-01", doing(kActivity));
    const Sequence erased = story.control(EventType::KEY_DESTROYED, "2026-02-02", destroyed(true));
    const Sequence used = story.fact(type, "2026-02-03", doing(kActivity));
    const auto found = story.of(Rule::F33);
    REQUIRE(found.size() == 1);
    CHECK(found[0].trigger == used);
    CHECK(found[0].evidence == std::vector{erased, used});
    CHECK(found[0].from == at("2026-02-03"));
    CHECK(found[0].about == kActivity);
  }
}

TEST_CASE("F33 is not raised after a part was erased, by what is told late, or by a collection") {
  Story part;
  part.control(EventType::KEY_DESTROYED, "2026-02-02", destroyed(false));
  part.fact(EventType::USE, "2026-02-03", doing(kActivity));
  CHECK_FALSE(part.raises(Rule::F33));
  Story late;
  late.control(EventType::KEY_DESTROYED, "2026-02-02", destroyed(true));
  late.fact(EventType::USE, "2026-02-01", doing(kActivity), "2026-02-03");
  late.fact(EventType::COLLECTION, "2026-02-04", doing(kActivity));
  CHECK_FALSE(late.raises(Rule::F33));
  // Coming in again does not make the old id usable.
  late.fact(EventType::COLLECTION, "2026-02-04",
            doing(kActivity, collected(DataSource::DATA_SUBJECT, Answer::UNSTATED)));
  late.fact(EventType::USE, "2026-02-05", doing(kActivity));
  CHECK(late.raises(Rule::F33));
}

TEST_CASE("F33: a suppressed person is left alone until they come in by themselves") {
  Story story;
  const Sequence suppressed =
      story.fact(EventType::COLLECTION, "2026-02-01",
                 doing(kActivity, collected(DataSource::THIRD_PARTY, Answer::YES)));
  const Sequence used = story.fact(EventType::USE, "2026-02-02", doing(kActivity));
  story.fact(EventType::COLLECTION, "2026-02-03",
             doing(kActivity, collected(DataSource::PUBLIC_WEBSITE, Answer::NO)));
  const Sequence again = story.fact(EventType::USE, "2026-02-04", doing(kActivity));
  const auto found = story.of(Rule::F33);
  REQUIRE(found.size() == 2);
  CHECK(found[0].evidence == std::vector{suppressed, used});
  CHECK(found[1].evidence == std::vector{suppressed, again});
  story.fact(EventType::COLLECTION, "2026-02-05",
             doing(kActivity, collected(DataSource::DATA_SUBJECT, Answer::UNSTATED)));
  story.fact(EventType::USE, "2026-02-06", doing(kActivity));
  CHECK(story.of(Rule::F33).size() == 2);
}

TEST_CASE("F33 is not raised by who is not suppressed, or returns from the suppression list") {
  for (const Answer answer : {Answer::UNSTATED, Answer::NO}) {
    Story story;
    story.fact(EventType::COLLECTION, "2026-02-01",
               doing(kActivity, collected(DataSource::THIRD_PARTY, answer)));
    story.fact(EventType::USE, "2026-02-02", doing(kActivity));
    CHECK_FALSE(story.raises(Rule::F33));
  }
  Story returned;
  returned.fact(EventType::COLLECTION, "2026-02-01",
                doing(kActivity, collected(DataSource::DATA_SUBJECT, Answer::YES)));
  returned.fact(EventType::USE, "2026-02-02", doing(kActivity));
  CHECK_FALSE(returned.raises(Rule::F33));
}

TEST_CASE("F34: what was said to be erased is still found, until it is not") {
  Story story;
  const Sequence claim = story.control(EventType::KEY_DESTROYED, "2026-02-01", destroyed(true));
  story.fact(EventType::ERASURE_CHECKED, "2026-02-01T12:00:00Z", checked(Answer::NO));
  const Sequence check = story.fact(EventType::ERASURE_CHECKED, "2026-02-02", checked(Answer::YES));
  auto found = story.of(Rule::F34);
  REQUIRE(found.size() == 1);
  CHECK(found[0].trigger == check);
  CHECK(found[0].evidence == std::vector{claim, check});
  CHECK(found[0].from == at("2026-02-02"));
  story.fact(EventType::ERASURE_CHECKED, "2026-02-03", checked(Answer::NO, "archive"));
  story.fact(EventType::ERASURE_CHECKED, "2026-02-03", checked(Answer::UNSTATED));
  CHECK(story.of(Rule::F34).at(0).state == FindingState::kOpen);
  story.fact(EventType::ERASURE_CHECKED, "2026-02-04", checked(Answer::NO));
  found = story.of(Rule::F34);
  REQUIRE(found.size() == 1);
  CHECK(found[0].closed_at == at("2026-02-04"));
}

TEST_CASE("F34 is not raised where nothing was claimed before, or nothing is found") {
  Story before;
  before.fact(EventType::ERASURE_CHECKED, "2026-02-02", checked(Answer::YES));
  before.fact(EventType::ERASURE_EXECUTED, "2026-02-03");
  CHECK_FALSE(before.raises(Rule::F34));
  for (const Answer answer : {Answer::UNSTATED, Answer::NO}) {
    Story gone;
    gone.fact(EventType::ERASURE_EXECUTED, "2026-02-01");
    gone.fact(EventType::ERASURE_CHECKED, "2026-02-02", checked(answer));
    CHECK_FALSE(gone.raises(Rule::F34));
  }
}

TEST_CASE("F34: an application's claim counts where it was made") {
  for (const EventType type :
       {EventType::ERASURE_EXECUTED, EventType::ERASURE_PARTIAL, EventType::RETENTION_EXECUTED}) {
    const auto found_in = [&](const std::string& place) {
      Story story;
      story.fact(type, "2026-02-01", in_system("crm"));
      story.fact(EventType::ERASURE_CHECKED, "2026-02-02", checked(Answer::YES, place));
      return story.raises(Rule::F34);
    };
    CHECK(found_in("crm"));
    CHECK(found_in(""));
    CHECK_FALSE(found_in("archive"));
  }
}

TEST_CASE("F34: what a partial destruction left alone may be readable") {
  const auto found = [](bool whole, const std::string& key_class) {
    Story story;
    story.control(EventType::KEY_DESTROYED, "2026-02-01", destroyed(whole, "marketing"));
    story.fact(EventType::ERASURE_CHECKED, "2026-02-02", checked(Answer::YES, {}, key_class));
    return story.raises(Rule::F34);
  };
  CHECK(found(false, "marketing"));
  CHECK(found(false, ""));
  CHECK_FALSE(found(false, "invoice"));
  CHECK(found(true, "invoice"));
}
