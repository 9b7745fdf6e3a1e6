// F32 and F36: telling recipients, and telling people of recipients.
#include "tests/unit/findings_support.hpp"

using namespace ledger;
using namespace ledger::test;
using wire::EventType;
using wire::NotifiedOf;
using wire::Rule;

namespace {

constexpr const char* kMail = "example-mail";
constexpr const char* kLeads = "example-leads"; // must learn of objections
constexpr const char* kSupport = "customer.informative-communication";

Fill to(const std::string& recipient, const std::vector<std::string>& categories = {},
        const std::vector<std::string>& via = {}) {
  return doing(kSupport, [=](wire::Clear::Builder clear) {
    clear.setRecipient(recipient);
    set_names(clear.initCategories(static_cast<unsigned>(categories.size())), categories);
    set_names(clear.initVia(static_cast<unsigned>(via.size())), via);
  });
}

Fill of(const std::vector<std::string>& categories) {
  return [=](wire::Clear::Builder clear) {
    set_names(clear.initCategories(static_cast<unsigned>(categories.size())), categories);
  };
}

Fill telling(const std::string& recipient, NotifiedOf what,
             wire::InfeasibleReason reason = wire::InfeasibleReason::UNSTATED) {
  return [=](wire::Clear::Builder clear) {
    clear.setRecipient(recipient);
    clear.setNotifiedOf(what);
    clear.setInfeasibleReason(reason);
  };
}

Fill answer(const std::vector<std::string>& recipients) {
  return [=](wire::Clear::Builder clear) {
    set_names(clear.initRecipients(static_cast<unsigned>(recipients.size())), recipients);
  };
}

Fill objection(const char* via = "") {
  return [=](wire::Clear::Builder clear) {
    clear.setObjectionScope(wire::ObjectionScope::DIRECT_MARKETING);
    clear.setReceivedVia(via);
  };
}

} // namespace

TEST_CASE("F32: a recipient is told within seven days, and confirms within seven more") {
  Story story;
  const Sequence given = story.fact(EventType::DISCLOSURE, "2024-01-01", to(kMail));
  const Sequence erased = story.fact(EventType::ERASURE_EXECUTED, "2024-03-01");
  const auto first = story.of(Rule::F32);
  REQUIRE(first.size() == 1);
  CHECK(first[0].about == kMail);
  CHECK(first[0].trigger == erased);
  CHECK(first[0].evidence == std::vector{given, erased});
  CHECK(first[0].from == at("2024-03-09T00:00:00+01:00"));
  CHECK(first[0].breaks == Breaks::kLaw);
  const Sequence told =
      story.fact(EventType::RECIPIENT_NOTIFIED, "2024-03-20", telling(kMail, NotifiedOf::ERASURE));
  const auto second = story.of(Rule::F32);
  REQUIRE(second.size() == 2);
  CHECK(second[0].closed_at == at("2024-03-20"));
  CHECK(second[0].state == FindingState::kClosed);
  CHECK(second[0].state_by == told);
  const auto before = story.of(Rule::F32, "2024-03-19");
  REQUIRE(before.size() == 1);
  CHECK(before[0].state == FindingState::kOpen);
  CHECK_FALSE(before[0].state_by);
  CHECK(second[1].from == at("2024-03-28T00:00:00+01:00"));
  CHECK(second[1].evidence == std::vector{given, erased, told});
  CHECK_FALSE(second[1].closed_at);
  story.fact(EventType::RECIPIENT_CONFIRMED, "2024-03-27", telling(kMail, NotifiedOf::ERASURE));
  CHECK(story.of(Rule::F32).size() == 1);
}

TEST_CASE("F32 is not raised when all is done in time") {
  const auto raised = [](const char* notified, const char* confirmed) {
    Story story;
    story.fact(EventType::DISCLOSURE, "2024-01-01", to(kMail));
    story.fact(EventType::RESTRICTION_SET, "2024-03-01");
    if (notified != nullptr)
      story.fact(EventType::RECIPIENT_NOTIFIED, notified, telling(kMail, NotifiedOf::RESTRICTION));
    story.fact(EventType::RECIPIENT_CONFIRMED, confirmed, telling(kMail, NotifiedOf::RESTRICTION));
    return story.raises(Rule::F32);
  };
  CHECK_FALSE(raised("2024-03-08", "2024-03-15"));
  CHECK_FALSE(raised(nullptr, "2024-03-08")); // who confirms was told
  CHECK(raised("2024-03-09T12:00:00+01:00", "2024-03-15"));
  CHECK(raised("2024-03-08", "2024-03-16T12:00:00+01:00"));
  CHECK(raised("2024-03-09T00:00:00+01:00", "2024-03-15"));
  CHECK(raised(nullptr, "2024-03-16"));
  CHECK(raised("2024-02-28", "2024-02-29")); // before it
}

TEST_CASE("F32: who is told again was told the first time") {
  Story story;
  story.fact(EventType::DISCLOSURE, "2024-01-01", to(kMail));
  story.fact(EventType::ERASURE_EXECUTED, "2024-03-01");
  for (const char* when : {"2024-03-02", "2024-03-20"})
    story.fact(EventType::RECIPIENT_NOTIFIED, when, telling(kMail, NotifiedOf::ERASURE));
  REQUIRE(story.of(Rule::F32).size() == 1);
  CHECK(story.of(Rule::F32)[0].from == at("2024-03-10T00:00:00+01:00"));
}

TEST_CASE("F32: told of something else, or somebody else told, does not count") {
  const auto raised = [](const Fill& fill) {
    Story story;
    story.fact(EventType::DISCLOSURE, "2024-01-01", to(kMail));
    story.fact(EventType::RECTIFICATION_EXECUTED, "2024-03-01", of({"email"}));
    story.fact(EventType::RECIPIENT_NOTIFIED, "2024-03-02", fill);
    story.fact(EventType::RECIPIENT_CONFIRMED, "2024-03-02", fill);
    return story.raises(Rule::F32);
  };
  CHECK_FALSE(raised(telling(kMail, NotifiedOf::RECTIFICATION)));
  CHECK(raised(telling(kMail, NotifiedOf::ERASURE)));
  CHECK(raised(telling(kLeads, NotifiedOf::RECTIFICATION)));
}

TEST_CASE("F32: a recipient that it is impossible to tell is excused, one that costs is not") {
  const auto raised = [](wire::InfeasibleReason reason) {
    Story story;
    story.fact(EventType::DISCLOSURE, "2024-01-01", to(kMail));
    story.fact(EventType::ERASURE_PARTIAL, "2024-03-01");
    story.fact(EventType::RECIPIENT_NOTIFY_INFEASIBLE, "2024-03-02",
               telling(kMail, NotifiedOf::ERASURE, reason));
    return story.raises(Rule::F32);
  };
  CHECK_FALSE(raised(wire::InfeasibleReason::IMPOSSIBLE));
  CHECK_FALSE(raised(wire::InfeasibleReason::DISPROPORTIONATE));
  CHECK(raised(wire::InfeasibleReason::COMMERCIAL));
}

TEST_CASE("F32 is about those who got what was changed, before it was") {
  const auto about = [](const Fill& disclosure, const char* when) {
    Story story;
    story.fact(EventType::DISCLOSURE, when, disclosure);
    story.fact(EventType::RECTIFICATION_EXECUTED, "2024-03-01", of({"email"}));
    std::vector<std::string> all;
    for (const Finding& finding : story.of(Rule::F32))
      all.push_back(finding.about);
    return all;
  };
  using Names = std::vector<std::string>;
  CHECK(about(to(kMail, {"email", "phone"}), "2024-01-01") == Names{kMail});
  CHECK(about(to(kMail, {"phone"}), "2024-01-01").empty());
  CHECK(about(to(kMail), "2024-03-02").empty());
  Story other; // of another activity
  other.fact(EventType::DISCLOSURE, "2024-01-01", to(kMail));
  other.fact(EventType::ERASURE_EXECUTED, "2024-03-01", doing("customer.invoicing"));
  CHECK_FALSE(other.raises(Rule::F32));
  CHECK(about(to("example-hosting", {}, {"example-backup"}), "2024-01-01") ==
        Names{"example-backup", "example-hosting"});
  const auto of_category = [](const char* category) {
    return [=](wire::Clear::Builder clear) {
      clear.setRecipient("undeclared");
      clear.setRecipientCategory(category);
    };
  };
  CHECK(about(of_category("rc.authority"), "2024-01-01").empty());
  CHECK(about(of_category("rc.staff"), "2024-01-01").empty());
}

TEST_CASE("F32: marketing companies are told of no interest, as was promised") {
  const auto found = [](const char* recipient, EventType type, const Fill& fill) {
    Story story;
    story.fact(EventType::CONSENT_GIVEN, "2024-01-01", doing("newsletter.marketing-communication"));
    story.fact(EventType::DISCLOSURE, "2024-01-01", to(recipient));
    story.fact(type, "2024-03-01", fill);
    return story.of(Rule::F32);
  };
  const auto objected = found(kLeads, EventType::OBJECTION_LODGED, objection());
  REQUIRE(objected.size() == 1);
  CHECK(objected[0].breaks == Breaks::kPromise);
  CHECK(found(kLeads, EventType::CONSENT_WITHDRAWN, doing("newsletter.marketing-communication"))
            .size() == 1);
  CHECK(found(kMail, EventType::OBJECTION_LODGED, objection()).empty());
  CHECK(found(kLeads, EventType::OBJECTION_LODGED, objection(kLeads)).empty()); // told us itself
  CHECK(found(kLeads, EventType::OBJECTION_LODGED, [](wire::Clear::Builder clear) {
          clear.setObjectionScope(wire::ObjectionScope::MEDIA);
        }).empty());
}

TEST_CASE("F32: an erasure in several systems is one erasure") {
  const auto count = [](std::uint8_t other) {
    Story story;
    story.fact(EventType::DISCLOSURE, "2024-01-01", to(kMail));
    for (const std::uint8_t number : {std::uint8_t{1}, other})
      story.fact(EventType::ERASURE_EXECUTED, "2024-03-01",
                 [=](wire::Clear::Builder clear) { clear.setCorrelation(bytes_of(ref(number))); });
    return story.of(Rule::F32).size();
  };
  CHECK(count(1) == 1);
  CHECK(count(2) == 2);
  Story both; // of one case, but two changes
  both.fact(EventType::DISCLOSURE, "2024-01-01", to(kMail));
  for (const EventType type : {EventType::RECTIFICATION_EXECUTED, EventType::ERASURE_EXECUTED})
    both.fact(type, "2024-03-01",
              [](wire::Clear::Builder clear) { clear.setCorrelation(bytes_of(ref(1))); });
  CHECK(both.of(Rule::F32).size() == 2);
}

TEST_CASE("F36: an answer names every recipient, until a later one does") {
  Story story;
  const Sequence given = story.fact(EventType::DISCLOSURE, "2024-01-01", to(kMail));
  story.fact(EventType::TRANSFER_THIRD_COUNTRY, "2024-01-02", to("example-analytics"));
  const Sequence answered =
      story.fact(EventType::ACCESS_PROVIDED, "2024-03-01", answer({"example-analytics"}));
  story.fact(EventType::DISCLOSURE, "2024-03-02", to(kLeads)); // after it
  const auto found = story.of(Rule::F36);
  REQUIRE(found.size() == 1);
  CHECK(found[0].about == kMail);
  CHECK(found[0].trigger == answered);
  CHECK(found[0].evidence == std::vector{given, answered});
  CHECK(found[0].from == at("2024-03-01"));
  const Sequence again =
      story.fact(EventType::ACCESS_PROVIDED, "2024-04-01", answer({"example-analytics", kMail}));
  const auto later = story.of(Rule::F36);
  REQUIRE(later.size() == 2);
  CHECK(later[0].closed_at == at("2024-04-01"));
  CHECK(later[0].state_by == again);
  CHECK(later[1].about == kLeads);
}

TEST_CASE("F36: an earlier answer does not make a later one complete") {
  Story story;
  story.fact(EventType::DISCLOSURE, "2024-01-01", to(kMail));
  story.fact(EventType::ACCESS_PROVIDED, "2024-02-01", answer({kMail}));
  story.fact(EventType::ACCESS_PROVIDED, "2024-03-01", answer({}));
  REQUIRE(story.of(Rule::F36).size() == 1);
  CHECK_FALSE(story.of(Rule::F36)[0].closed_at);
}

TEST_CASE("F36: sub-processors are recipients, authorities and staff are not") {
  const auto count = [](const Fill& disclosure) {
    Story story;
    story.fact(EventType::DISCLOSURE, "2024-01-01", disclosure);
    story.fact(EventType::ACCESS_PROVIDED, "2024-03-01", answer({"example-hosting"}));
    return story.of(Rule::F36).size();
  };
  CHECK(count(to("example-hosting", {}, {"example-backup"})) == 1);
  CHECK(count(to("example-hosting")) == 0);
  CHECK(count([](wire::Clear::Builder clear) {
          clear.setRecipient("undeclared");
          clear.setRecipientCategory("rc.authority");
        }) == 0);
}

TEST_CASE("F36: an answer over a time names those of that time") {
  const auto raised = [](const char* when) {
    Story story;
    story.fact(EventType::DISCLOSURE, when, to(kMail));
    story.fact(EventType::ACCESS_PROVIDED, "2024-03-01", [](wire::Clear::Builder clear) {
      clear.setPeriodFrom(at("2024-01-01").get());
      clear.setPeriodTo(at("2024-02-01").get());
    });
    return story.raises(Rule::F36);
  };
  CHECK_FALSE(raised("2023-12-31"));
  CHECK(raised("2024-01-01"));
  CHECK_FALSE(raised("2024-02-01"));
}
