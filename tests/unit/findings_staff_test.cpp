// F37: look-ups by staff.
#include "tests/unit/findings_support.hpp"

using namespace ledger;
using namespace ledger::test;
using wire::EventType;
using wire::Rule;

namespace {

Fill staff(const Fill& more = {}, std::uint8_t who = 1, const std::string& role = "support") {
  return [=](wire::Clear::Builder clear) {
    clear.setStaff(bytes_of(ref(who)));
    clear.setStaffRole(role.c_str());
    if (more) more(clear);
  };
}
Fill dates(const char* from, const char* to) {
  return [=](wire::Clear::Builder clear) {
    if (from != nullptr) clear.setEffectiveFrom(at(from).get());
    if (to != nullptr) clear.setEffectiveTo(at(to).get());
  };
}
Fill bound_to(const std::string& commitment, std::uint8_t who = 1, const Fill& more = {}) {
  return [=](wire::Clear::Builder clear) {
    clear.setStaff(bytes_of(ref(who)));
    clear.setCommitment(commitment.c_str());
    if (more) more(clear);
  };
}
Fill because(const std::string& reason) {
  return [=](wire::Clear::Builder clear) {
    if (!reason.empty()) clear.setLookupReason(reason.c_str());
  };
}
const Fill kWellReasoned = staff(because("support-request"));

void commits(Story& story, std::string_view when, std::uint8_t who = 1) {
  story.house(EventType::STAFF_COMMITTED, when, bound_to("confidentiality", who));
  story.house(EventType::STAFF_COMMITTED, when, bound_to("privacy-obligations", who));
}

} // namespace

TEST_CASE("F37 is not raised by who has access, is bound and says why") {
  Story story;
  story.house(EventType::STAFF_GRANTED, "2026-01-01", staff());
  commits(story, "2026-01-01");
  story.fact(EventType::STAFF_ACCESSED, "2026-02-01", kWellReasoned);
  CHECK_FALSE(story.raises(Rule::F37));
}

TEST_CASE("F37: access must have been granted before, to that person in that role") {
  const auto granted = [](const char* when, const Fill& grant) {
    Story story;
    story.house(EventType::STAFF_GRANTED, when, grant);
    commits(story, "2026-01-01");
    story.fact(EventType::STAFF_ACCESSED, "2026-02-01", kWellReasoned);
    return story.raises(Rule::F37);
  };
  CHECK_FALSE(granted("2026-02-01", staff()));
  CHECK(granted("2026-02-02", staff()));
  CHECK(granted("2026-01-01", staff({}, 2)));
  CHECK(granted("2026-01-01", staff({}, 1, "sales")));
  CHECK_FALSE(granted("2026-01-01", staff(dates("2026-02-01", "2026-02-02"))));
  CHECK(granted("2026-01-01", staff(dates("2026-02-02", nullptr))));
  CHECK(granted("2026-01-01", staff(dates(nullptr, "2026-02-01"))));
}

TEST_CASE("F37: after a revocation there is no access, until it is granted again") {
  Story story;
  story.house(EventType::STAFF_GRANTED, "2026-01-01", staff());
  commits(story, "2026-01-01");
  const Sequence revoked =
      story.house(EventType::STAFF_REVOKED, "2026-01-15", staff(dates("2026-01-20", nullptr)));
  story.house(EventType::STAFF_REVOKED, "2026-01-10", staff({}, 1, "sales"));
  story.fact(EventType::STAFF_ACCESSED, "2026-01-19", kWellReasoned);
  CHECK_FALSE(story.raises(Rule::F37));
  const Sequence access = story.fact(EventType::STAFF_ACCESSED, "2026-01-20", kWellReasoned);
  const auto found = story.of(Rule::F37);
  REQUIRE(found.size() == 1);
  CHECK(found[0].trigger == access);
  CHECK(found[0].evidence == std::vector{revoked, access});
  CHECK(found[0].from == at("2026-01-20"));
  CHECK(found[0].about == "support");
  story.house(EventType::STAFF_GRANTED, "2026-02-01", staff());
  story.fact(EventType::STAFF_ACCESSED, "2026-02-02", kWellReasoned);
  CHECK(story.of(Rule::F37).size() == 1);
}

TEST_CASE("F37: staff are bound by everything that the policy asks of them, at that time") {
  const auto bound = [](const std::vector<std::pair<const char*, Fill>>& commitments) {
    Story story;
    story.house(EventType::STAFF_GRANTED, "2026-01-01", staff());
    for (const auto& [when, fill] : commitments)
      story.house(EventType::STAFF_COMMITTED, when, fill);
    story.fact(EventType::STAFF_ACCESSED, "2026-02-01", kWellReasoned);
    return !story.raises(Rule::F37);
  };
  const Fill secrecy = bound_to("confidentiality");
  const Fill privacy = bound_to("privacy-obligations");
  CHECK(bound({{"2026-01-01", secrecy}, {"2026-02-01", privacy}}));
  CHECK_FALSE(bound({{"2026-01-01", secrecy}}));
  CHECK_FALSE(bound({{"2026-01-01", privacy}}));
  CHECK_FALSE(bound({{"2026-01-01", secrecy}, {"2026-02-02", privacy}}));
  CHECK_FALSE(bound({{"2026-01-01", secrecy}, {"2026-01-01", bound_to("privacy-obligations", 2)}}));
  const Fill ended = bound_to("privacy-obligations", 1, dates(nullptr, "2026-02-01"));
  CHECK_FALSE(bound({{"2026-01-01", secrecy}, {"2026-01-01", ended}}));
}

TEST_CASE("F37: a look-up has one of the policy's reasons, or any where it names none") {
  const auto raised = [](const std::string& reason, const std::string& toml) {
    Story story(toml);
    story.house(EventType::STAFF_GRANTED, "2026-01-01", staff());
    commits(story, "2026-01-01");
    story.fact(EventType::STAFF_ACCESSED, "2026-02-01", staff(because(reason)));
    return story.raises(Rule::F37);
  };
  CHECK(raised("", example_text()));
  CHECK(raised("curiosity", example_text()));
  CHECK_FALSE(raised("audit", example_text()));
  const std::string text = example_text();
  const std::size_t reasons = text.find("[[staff.lookup_reasons]]");
  const std::size_t behind = text.find("# --- What the rules reckon with");
  const std::string without = text.substr(0, reasons) + text.substr(behind);
  CHECK_FALSE(raised("curiosity", without));
  CHECK(raised("", without));
}

TEST_CASE("F37: a role that looks up unusually many on a day is found when the day is over") {
  Story story;
  auto& support = story.counts().look_ups["support"];
  for (const char* day : {"2026-02-02", "2026-02-03", "2026-02-04"})
    support.push_back(story.on_day(day, 10));
  support.push_back(story.on_day("2026-02-05", 51)); // over five times the average of 10
  support.push_back(story.on_day("2026-02-06", 10));
  const auto found = story.of(Rule::F37);
  REQUIRE(found.size() == 1);
  CHECK(found[0].about == "support");
  CHECK(found[0].trigger == support[3].first);
  CHECK(found[0].evidence == std::vector{support[3].first});
  CHECK(found[0].from == at("2026-02-06T00:00:00Z"));
  CHECK_FALSE(story.raises(Rule::F37, "2026-02-05T23:59:59Z"));
}

TEST_CASE("F37 is not raised by as many as the factor allows, nor by days without look-ups") {
  Story story;
  auto& support = story.counts().look_ups["support"];
  support.push_back(story.on_day("2026-02-02", 10));
  support.push_back(story.on_day("2026-02-09", 50));
  // Another role has its own average.
  story.counts().look_ups["sales"].push_back(story.on_day("2026-02-09", 500));
  CHECK_FALSE(story.raises(Rule::F37));
}

TEST_CASE("F37: the days with which a day is compared, and the factor, are the policy's") {
  const auto raised = [](const char* before, const std::string& toml) {
    Story story(toml);
    auto& support = story.counts().look_ups["support"];
    support.push_back(story.on_day(before, 10));
    support.push_back(story.on_day("2026-03-31", 60));
    return story.raises(Rule::F37);
  };
  CHECK(raised("2026-03-01", example_text()));
  CHECK_FALSE(raised("2026-02-28", example_text())); // forgotten: nothing to compare with
  CHECK(raised("2026-02-28", replaced(example_text(), "lookup_baseline = \"P30D\"",
                                      "lookup_baseline = \"P40D\"")));
  CHECK_FALSE(
      raised("2026-03-01", replaced(example_text(), "lookup_factor = 5", "lookup_factor = 6")));
}
