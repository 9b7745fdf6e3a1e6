// The gate: may this be done? What it says before is what the rules say after.
#include "ledger/base/limits.hpp"
#include "tests/unit/findings_support.hpp"

#include <algorithm>
#include <array>
#include <random>

using namespace ledger;
using namespace ledger::test;
using wire::EventType;
using wire::GateReason;
using wire::Rule;

namespace {

constexpr const char* kNewsletter = "newsletter.marketing-communication";
constexpr const char* kSupport = "customer.informative-communication";
constexpr const char* kStats = "service.usage-analytics";
constexpr const char* kMail = "example-mail";           // processor, in the area
constexpr const char* kAnalytics = "example-analytics"; // in the US
constexpr const char* kFramework = "tm.dpf";

GateQuery query(const std::string& activity, std::string_view when = "2024-06-01") {
  GateQuery asked;
  asked.activity = activity;
  asked.at = at(when);
  return asked;
}
GateQuery giving(const std::string& activity, const std::string& recipient) {
  GateQuery asked = query(activity);
  asked.recipient = recipient;
  return asked;
}

Fill about(const std::string& recipient, const Fill& more = {}) {
  return [=](wire::Clear::Builder clear) {
    clear.setRecipient(recipient);
    if (more) more(clear);
  };
}
Fill contract(const std::string& recipient, wire::ContractKind kind, std::uint8_t items = 0xff) {
  return about(recipient, [=](wire::Clear::Builder clear) {
    clear.setContractKind(kind);
    clear.setContract(bytes_of(ref(1)));
    clear.setContractItems(items);
  });
}
Fill collected(const std::string& category, const std::string& relation) {
  return [=](wire::Clear::Builder clear) {
    set_names(clear.initCategories(1), {category});
    clear.setRelation(relation);
  };
}

} // namespace

TEST_CASE(
    "gate: without a policy, an activity or a name that is short enough, nothing may be done") {
  Story story;
  CHECK(story.check(query(kNewsletter, "2017-01-01")).reason == GateReason::NO_POLICY);
  CHECK(story.check(query("no-such")).reason == GateReason::UNKNOWN_ACTIVITY);
  const auto refused = story.asked([&](const PersonCase& person) {
    return ledger::check(person, query(std::string(limits::kSlugChars + 1, 'a')));
  });
  REQUIRE(!refused.has_value());
  CHECK(refused.error().code() == Errc::kInvalidField);
}

TEST_CASE("gate: consent opens, its end closes, each with the record that it rests on") {
  Story story;
  CHECK(story.check(query(kNewsletter)).reason == GateReason::NO_CONSENT);
  const Sequence given = story.fact(EventType::CONSENT_GIVEN, "2024-01-01", doing(kNewsletter));
  CHECK(story.check(query(kNewsletter)).reason == GateReason::ALLOWED);
  CHECK(story.check(query(kNewsletter)).record == given);
  CHECK(story.check(query(kNewsletter, "2023-12-31")).reason == GateReason::NO_CONSENT);
  const Sequence taken = story.fact(EventType::CONSENT_WITHDRAWN, "2024-02-01", doing(kNewsletter));
  CHECK(story.check(query(kNewsletter)).reason == GateReason::CONSENT_WITHDRAWN);
  CHECK(story.check(query(kNewsletter)).record == taken);
}

TEST_CASE("gate: what a recipient may have needs a contract that the house knows of") {
  Story story; // the policy's own word on a contract is no contract
  CHECK(story.check(giving(kSupport, kMail)).reason == GateReason::NO_CONTRACT);
  story.house(EventType::CONTRACT_SIGNED, "2024-01-01",
              contract(kMail, wire::ContractKind::PROCESSOR, 0x7f));
  CHECK(story.check(giving(kSupport, kMail)).reason == GateReason::NO_CONTRACT);
  story.house(EventType::CONTRACT_SIGNED, "2024-01-02",
              contract(kMail, wire::ContractKind::PROCESSOR));
  CHECK(story.check(giving(kSupport, kMail)).reason == GateReason::ALLOWED);
  CHECK(story.check(giving("customer.invoicing", "example-leads")).reason ==
        GateReason::RECIPIENT_NOT_DECLARED);
  CHECK(story.check(giving(kSupport, "no-such")).reason == GateReason::UNKNOWN_RECIPIENT);
}

TEST_CASE("gate: a country outside needs a mechanism that holds and its documents") {
  Story story;
  GateQuery asked = query(kSupport);
  asked.country = "US";
  CHECK(story.check(asked).reason == GateReason::NO_MECHANISM);
  asked.country = "CH";
  CHECK(story.check(asked).reason == GateReason::ALLOWED);
  asked.country = "FR";
  CHECK(story.check(asked).reason == GateReason::ALLOWED);

  story.house(EventType::CONTRACT_SIGNED, "2024-01-01",
              contract(kAnalytics, wire::ContractKind::PROCESSOR));
  CHECK(story.check(giving(kStats, kAnalytics)).reason == GateReason::NO_MECHANISM);
  story.house(EventType::RECIPIENT_CERTIFIED, "2024-02-01",
              about(kAnalytics, [](wire::Clear::Builder clear) {
                clear.setMechanism(kFramework);
                clear.setCertificate(bytes_of(ref(2)));
              }));
  CHECK(story.check(giving(kStats, kAnalytics)).reason == GateReason::ALLOWED);
}

TEST_CASE("gate: data that the relation does not list is not used") {
  Story story;
  GateQuery asked = query(kSupport);
  asked.category = "no-such";
  CHECK(story.check(asked).reason == GateReason::CATEGORY_NOT_DECLARED);
  asked.category = "email";
  CHECK(story.check(asked).reason == GateReason::ALLOWED);
}

namespace {

// Stories by chance, of what opens and closes the gate.
class Chance {
 public:
  explicit Chance(std::uint32_t seed) : random_(seed) {}
  template <class Range>
  const auto& of(const Range& range) {
    return *(range.begin() + static_cast<std::ptrdiff_t>(below(range.size())));
  }
  std::size_t below(std::size_t bound) { return random_() % bound; }
  bool one_in(std::size_t n) { return below(n) == 0; }
  std::string day() {
    const std::size_t month = 1 + below(6);
    return "2024-0" + std::to_string(month) + "-" + (one_in(2) ? "05" : "20");
  }

 private:
  std::mt19937 random_;
};

void happens(Story& story, const policy::Contents& policy, Chance& chance) {
  const std::string activity = chance.of(policy.activities).id;
  const std::string category = chance.of(policy.categories).id;
  const std::string relation = chance.of(policy.relations).id;
  const std::string recipient = chance.of(policy.recipients).id;
  switch (chance.below(14)) {
  case 0:
  case 1:
    story.fact(EventType::CONSENT_GIVEN, chance.day(), doing(activity));
    return;
  case 2:
    story.fact(EventType::CONSENT_WITHDRAWN, chance.day(), doing(activity));
    return;
  case 3:
    story.fact(EventType::OBJECTION_LODGED, chance.day(), in_case(1, doing(activity)));
    return;
  case 4:
    story.fact(EventType::OBJECTION_ASSESSED, chance.day(),
               in_case(1, doing(activity, [&](wire::Clear::Builder clear) {
                         clear.setOutcome(chance.one_in(2) ? wire::Outcome::UPHELD
                                                           : wire::Outcome::REFUSED);
                       })));
    return;
  case 5:
    story.fact(EventType::RESTRICTION_SET, chance.day(), doing(activity));
    return;
  case 6:
    story.fact(EventType::RELATION_STARTED, chance.day(),
               [&](wire::Clear::Builder clear) { clear.setRelation(relation); });
    return;
  case 7:
    story.fact(EventType::RELATION_ENDED, chance.day(),
               [&](wire::Clear::Builder clear) { clear.setRelation(relation); });
    return;
  case 8:
  case 9:
    story.fact(EventType::COLLECTION, chance.day(), collected(category, relation));
    return;
  case 10:
  case 11:
    story.house(EventType::CONTRACT_SIGNED, chance.day(),
                contract(recipient, chance.one_in(3) ? wire::ContractKind::STANDARD_CLAUSES
                                                     : wire::ContractKind::PROCESSOR));
    return;
  case 12:
    story.house(EventType::CONTRACT_ENDED, chance.day(),
                contract(recipient, wire::ContractKind::UNSTATED));
    return;
  default:
    story.house(EventType::RECIPIENT_CERTIFIED, chance.day(),
                about(recipient, [&](wire::Clear::Builder clear) {
                  clear.setMechanism(kFramework);
                  clear.setCertificate(bytes_of(ref(2)));
                }));
  }
}

GateQuery asks(const policy::Contents& policy, Chance& chance) {
  constexpr std::array kOperations = {wire::Operation::UNSTATED, wire::Operation::SEND,
                                      wire::Operation::STORE, wire::Operation::PROFILE};
  constexpr std::array kChannels = {wire::Channel::UNSTATED, wire::Channel::EMAIL,
                                    wire::Channel::POST};
  const policy::Activity& activity = chance.of(policy.activities);
  GateQuery asked = query(activity.id, "2024-08-01");
  asked.operation = chance.of(kOperations);
  asked.channel = chance.of(kChannels);
  if (chance.one_in(2)) asked.relation = chance.of(policy.relations).id;
  if (chance.one_in(2)) asked.category = chance.of(policy.categories).id;
  if (chance.one_in(2)) asked.recipient = chance.of(policy.recipients).id;
  if (chance.one_in(6)) asked.country = "US";
  return asked;
}

// As asked, done and recorded.
Sequence done(Story& story, const GateQuery& asked) {
  const bool given = !asked.recipient.empty() || !asked.country.empty();
  return story.fact(given ? EventType::DISCLOSURE : EventType::USE, "2024-08-01",
                    doing(asked.activity, [&](wire::Clear::Builder clear) {
                      clear.setOperation(asked.operation);
                      clear.setChannel(asked.channel);
                      if (!asked.relation.empty()) clear.setRelation(asked.relation);
                      if (!asked.category.empty())
                        set_names(clear.initCategories(1), {asked.category});
                      if (!asked.recipient.empty()) clear.setRecipient(asked.recipient);
                      if (!asked.country.empty()) clear.setCountry(asked.country);
                    }));
}

// What the gate answers for; the rest is about how it is done, or what only the statement lacks.
bool is_for_the_gate(const Finding& finding) {
  constexpr std::array kRules = {Rule::F01, Rule::F02, Rule::F04, Rule::F05, Rule::F07,
                                 Rule::F08, Rule::F10, Rule::F17, Rule::F20, Rule::F21,
                                 Rule::F22, Rule::F23, Rule::F24, Rule::F45, Rule::F46};
  const bool only_undeclared = finding.breaks == Breaks::kPromise &&
                               (finding.rule == Rule::F08 || finding.rule == Rule::F10);
  return !only_undeclared && std::find(kRules.begin(), kRules.end(), finding.rule) != kRules.end();
}

} // namespace

TEST_CASE("gate: what it allows raises no finding when it is done, what it denies mostly does") {
  const Story base;
  const policy::Contents policy =
      base.asked([](const PersonCase& person) { return person.policies().versions().front(); })
          .policy.contents();
  std::size_t allowed = 0;
  std::size_t denied = 0;
  std::size_t denied_and_found = 0;
  for (std::uint32_t seed = 1; seed <= 60; ++seed) {
    CAPTURE(seed);
    Chance chance(seed);
    Story story = base;
    for (std::size_t i = 0; i < 40; ++i)
      happens(story, policy, chance);
    for (std::size_t i = 0; i < 25; ++i) {
      const GateQuery asked = asks(policy, chance);
      const GateVerdict verdict = story.check(asked);
      Story after = story;
      const Sequence record = done(after, asked);
      bool found = false;
      for (const Finding& finding : after.findings()) {
        if (finding.trigger != record || !is_for_the_gate(finding)) continue;
        found = true;
        CAPTURE(asked.activity);
        CAPTURE(asked.recipient);
        CAPTURE(asked.category);
        CAPTURE(asked.relation);
        CAPTURE(name_of(finding.rule));
        CHECK(!verdict.allowed);
      }
      allowed += verdict.allowed;
      denied += !verdict.allowed;
      denied_and_found += !verdict.allowed && found;
    }
  }
  // Both happen often, and hardly anything is denied that no rule minds: an unknown recipient that
  // needs no contract, an item that the policy does not list.
  CHECK(allowed > 100);
  CHECK(denied > 100);
  CHECK(denied_and_found * 20 >= denied * 19);
}
