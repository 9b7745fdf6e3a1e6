// F23, F24 and F25: giving data to others.
#include "tests/unit/findings_support.hpp"

using namespace ledger;
using namespace ledger::test;
using wire::EventType;
using wire::PriorNotice;
using wire::Rule;

namespace {

constexpr const char* kMail = "example-mail"; // processor, communication
constexpr const char* kSupport = "customer.informative-communication";
constexpr const char* kProspects = "prospect.disclosure";

Fill to(const std::string& recipient, const Fill& more = {},
        const std::string& activity = kSupport) {
  return doing(activity, [=](wire::Clear::Builder clear) {
    clear.setRecipient(recipient);
    if (more) more(clear);
  });
}

Fill of_category(const std::string& category, const Fill& more = {}) {
  return to("undeclared", [=](wire::Clear::Builder clear) {
    clear.setRecipientCategory(category);
    if (more) more(clear);
  });
}

Fill contract(const std::string& recipient, wire::ContractKind kind, std::uint8_t items = 0xff,
              const std::vector<std::string>& via = {}) {
  return [=](wire::Clear::Builder clear) {
    clear.setRecipient(recipient);
    clear.setContractKind(kind);
    clear.setContract(bytes_of(ref(1)));
    clear.setContractItems(items);
    set_names(clear.initVia(static_cast<unsigned>(via.size())), via);
  };
}

constexpr auto kProcessing = wire::ContractKind::PROCESSOR;

bool raises(Rule rule, const Fill& fill) {
  Story story;
  story.fact(EventType::DISCLOSURE, "2024-03-01", fill);
  return story.raises(rule);
}

} // namespace

TEST_CASE("F23: a processor needs a contract in force") {
  Story story;
  const Sequence early = story.fact(EventType::DISCLOSURE, "2024-02-01", to(kMail));
  story.house(EventType::CONTRACT_SIGNED, "2024-03-01", contract(kMail, kProcessing));
  story.fact(EventType::DISCLOSURE, "2024-03-02", to(kMail));
  const Sequence ended = story.house(EventType::CONTRACT_ENDED, "2024-04-01",
                                     contract(kMail, wire::ContractKind::UNSTATED));
  const Sequence late = story.fact(EventType::DISCLOSURE, "2024-04-02", to(kMail));
  const auto found = story.of(Rule::F23);
  REQUIRE(found.size() == 2);
  CHECK(found[0].trigger == early);
  CHECK(found[0].about == kMail);
  CHECK(found[0].breaks == Breaks::kLaw);
  CHECK(found[0].evidence == std::vector{early});
  CHECK(found[1].evidence == std::vector{ended, late});
}

TEST_CASE("F23: a contract of another kind, or of somebody else, is none with a processor") {
  for (const auto& fill : {contract(kMail, wire::ContractKind::CONFIDENTIALITY),
                           contract("example-hosting", kProcessing)}) {
    Story story;
    story.house(EventType::CONTRACT_SIGNED, "2024-01-01", fill);
    story.fact(EventType::DISCLOSURE, "2024-03-01", to(kMail));
    CHECK(story.raises(Rule::F23));
  }
}

TEST_CASE("F23: a contract has all items of article 28(3)") {
  const auto raised = [](std::uint8_t items) {
    Story story;
    story.house(EventType::CONTRACT_SIGNED, "2024-01-01", contract(kMail, kProcessing, items));
    story.fact(EventType::DISCLOSURE, "2024-03-01", to(kMail));
    return story.raises(Rule::F23);
  };
  CHECK_FALSE(raised(0xff));
  for (unsigned item = 0; item < 8; ++item)
    CHECK(raised(static_cast<std::uint8_t>(0xff & ~(1U << item))));
}

TEST_CASE("F23: a sub-processor is known to the policy or authorised in the contract") {
  const auto about = [](const std::string& sub, const std::vector<std::string>& authorised) {
    Story story;
    story.house(EventType::CONTRACT_SIGNED, "2024-01-01",
                contract("example-hosting", kProcessing, 0xff, authorised));
    story.fact(EventType::DISCLOSURE, "2024-03-01",
               to("example-hosting",
                  [=](wire::Clear::Builder clear) { set_names(clear.initVia(1), {sub}); }));
    const auto found = story.of(Rule::F23);
    return found.empty() ? std::string() : found[0].about;
  };
  CHECK(about("example-backup", {}).empty()); // the policy's
  CHECK(about("example-pay", {}) == "example-pay");
  CHECK(about("example-pay", {"example-pay"}).empty());
}

TEST_CASE("F23: with everybody else engaged, a contract was promised") {
  Story story; // assessed as a controller
  story.fact(EventType::DISCLOSURE, "2024-03-01", to("example-leads", {}, kProspects));
  REQUIRE(story.of(Rule::F23).size() == 1);
  CHECK(story.of(Rule::F23)[0].breaks == Breaks::kPromise);
  Story bound;
  bound.house(EventType::CONTRACT_SIGNED, "2024-01-01",
              contract("example-leads", wire::ContractKind::CONTROLLERS, 0));
  bound.fact(EventType::DISCLOSURE, "2024-03-01", to("example-leads", {}, kProspects));
  CHECK_FALSE(bound.raises(Rule::F23));
}

TEST_CASE("F23 asks no contract of authorities, staff and successors") {
  for (const char* category : {"rc.authority", "rc.staff", "rc.successor-entity"}) {
    CAPTURE(category);
    CHECK_FALSE(raises(Rule::F23, of_category(category)));
  }
  CHECK(raises(Rule::F23, of_category("undeclared")));
  CHECK_FALSE(raises(Rule::F23, of_category("undeclared", [](wire::Clear::Builder clear) {
                       clear.setCompelled(wire::Answer::YES);
                     })));
  // The claim counts where the policy says nothing, and not where it does.
  const auto claimed = [](const std::string& category) {
    Story story;
    story.fact(EventType::DISCLOSURE, "2024-03-01",
               of_category(category, [](wire::Clear::Builder clear) {
                 clear.setRecipientRole(wire::RecipientRole::PROCESSOR);
               }));
    return story.of(Rule::F23);
  };
  REQUIRE(claimed("undeclared").size() == 1);
  CHECK(claimed("undeclared")[0].breaks == Breaks::kLaw);
  CHECK(claimed("rc.authority").empty());
}

TEST_CASE("F24: the kind of recipient is announced for the activity, or for all") {
  Story story;
  const Sequence given = story.fact(EventType::DISCLOSURE, "2024-03-01", to("example-talent"));
  const auto found = story.of(Rule::F24);
  REQUIRE(found.size() == 1);
  CHECK(found[0].trigger == given);
  CHECK(found[0].about == "example-talent");
  CHECK(found[0].breaks == Breaks::kLaw);
  CHECK_FALSE(raises(Rule::F24, to(kMail)));
  CHECK_FALSE(raises(Rule::F24, to("example-hosting")));
  CHECK_FALSE(raises(Rule::F24, of_category("rc.authority")));
  CHECK(raises(Rule::F24, of_category("undeclared")));
  Story policy(replaced(example_text(), "id = \"rc.communication\"\n",
                        "id = \"rc.communication\"\ndeclared = false\n"));
  policy.fact(EventType::DISCLOSURE, "2024-03-01", to(kMail));
  CHECK(policy.raises(Rule::F24));
}

TEST_CASE("F24: marketing companies get contact data of prospects and nothing else") {
  const auto leads = [](const std::string& category, const std::string& relation) {
    return to(
        "example-leads",
        [=](wire::Clear::Builder clear) {
          set_names(clear.initCategories(1), {category});
          clear.setRelation(relation);
        },
        kProspects);
  };
  CHECK_FALSE(raises(Rule::F24, leads("email", "prospect")));
  CHECK(raises(Rule::F24, leads("login-data", "prospect")));
  CHECK(raises(Rule::F24, leads("email", "paying-customer")));
  Story policy(replaced(example_text(), "recipients = [\"rc.communication\"]",
                        "recipients = [\"rc.communication\", \"rc.partner\"]"));
  policy.fact(EventType::DISCLOSURE, "2024-03-01",
              of_category("rc.partner")); // of the activity's relation: a customer
  CHECK(policy.raises(Rule::F24));
}

TEST_CASE("F24: nothing is given commercially but as described or with consent") {
  const auto sold = [](std::uint64_t consent) {
    return to(kMail, [=](wire::Clear::Builder clear) {
      clear.setCommercial(wire::Answer::YES);
      clear.setConsentRecord(consent);
    });
  };
  Story story;
  const Sequence notice = story.fact(EventType::NOTICE_SERVED, "2024-01-01", doing(kSupport));
  const Sequence consent = story.fact(EventType::CONSENT_GIVEN, "2024-01-01", doing(kSupport));
  story.fact(EventType::DISCLOSURE, "2024-02-01", sold(consent.get()));
  CHECK_FALSE(story.raises(Rule::F24));
  const Sequence no_consent = story.fact(EventType::DISCLOSURE, "2024-02-02", sold(notice.get()));
  REQUIRE(story.of(Rule::F24).size() == 1);
  CHECK(story.of(Rule::F24)[0].trigger == no_consent);
  CHECK(story.of(Rule::F24)[0].breaks == Breaks::kPromise);
  story.fact(EventType::CONSENT_WITHDRAWN, "2024-02-03", doing(kSupport));
  story.fact(EventType::DISCLOSURE, "2024-02-04", sold(consent.get()));
  CHECK(story.of(Rule::F24).size() == 2);
  CHECK_FALSE(raises(Rule::F24,
                     to(
                         "example-leads",
                         [](wire::Clear::Builder clear) { clear.setCommercial(wire::Answer::YES); },
                         kProspects)));
}

TEST_CASE("F25: infeasible excuses only the successor clause, legally barred only orders") {
  using wire::InfeasibleReason;
  struct Row {
    const char* category;
    PriorNotice notice;
    InfeasibleReason reason;
    bool raised;
  };
  constexpr auto kNone = InfeasibleReason::UNSTATED;
  for (const Row& row :
       {Row{"rc.successor-entity", PriorNotice::UNSTATED, kNone, true},
        Row{"rc.successor-entity", PriorNotice::GIVEN, kNone, false},
        Row{"rc.successor-entity", PriorNotice::ATTEMPTED, kNone, false},
        Row{"rc.successor-entity", PriorNotice::INFEASIBLE, kNone, true},
        Row{"rc.successor-entity", PriorNotice::INFEASIBLE, InfeasibleReason::IMPOSSIBLE, true},
        Row{"rc.successor-entity", PriorNotice::INFEASIBLE, InfeasibleReason::TECHNICAL, false},
        Row{"rc.successor-entity", PriorNotice::INFEASIBLE, InfeasibleReason::COMMERCIAL, false},
        Row{"rc.successor-entity", PriorNotice::LEGALLY_BARRED, kNone, true},
        Row{"rc.authority", PriorNotice::UNSTATED, kNone, true},
        Row{"rc.authority", PriorNotice::LEGALLY_BARRED, kNone, false},
        Row{"rc.authority", PriorNotice::INFEASIBLE, InfeasibleReason::TECHNICAL, true},
        Row{"rc.communication", PriorNotice::UNSTATED, kNone, false}}) {
    CAPTURE(row.category);
    CAPTURE(static_cast<unsigned>(row.notice));
    CAPTURE(static_cast<unsigned>(row.reason));
    CHECK(raises(Rule::F25, of_category(row.category, [=](wire::Clear::Builder clear) {
                   clear.setPriorNotice(row.notice);
                   clear.setInfeasibleReason(row.reason);
                 })) == row.raised);
  }
}

TEST_CASE("F25 is a promise, and holds for who else is compelled") {
  Story story;
  const Sequence given = story.fact(
      EventType::DISCLOSURE, "2024-03-01",
      to(kMail, [](wire::Clear::Builder clear) { clear.setCompelled(wire::Answer::YES); }));
  const auto found = story.of(Rule::F25);
  REQUIRE(found.size() == 1);
  CHECK(found[0].trigger == given);
  CHECK(found[0].about == kMail);
  CHECK(found[0].breaks == Breaks::kPromise);
}

TEST_CASE("F25: who is compelled is excused as an authority's clause has it") {
  const auto raised = [](PriorNotice notice) {
    return raises(Rule::F25, to(kMail, [=](wire::Clear::Builder clear) {
                    clear.setCompelled(wire::Answer::YES);
                    clear.setPriorNotice(notice);
                    clear.setInfeasibleReason(wire::InfeasibleReason::TECHNICAL);
                  }));
  };
  CHECK_FALSE(raised(PriorNotice::LEGALLY_BARRED));
  CHECK(raised(PriorNotice::INFEASIBLE));
}

TEST_CASE("F25: what is stated and no excuse is not mended by what was said before") {
  const auto fill = [](PriorNotice notice) {
    return [=](wire::Clear::Builder clear) {
      clear.setRecipient("undeclared");
      clear.setRecipientCategory("rc.successor-entity");
      clear.setPriorNotice(notice);
    };
  };
  const auto raised = [&](EventType type, PriorNotice notice) {
    Story story;
    story.house(EventType::REORGANISATION_ANNOUNCED, "2024-02-01", fill(PriorNotice::GIVEN));
    type == EventType::DISCLOSURE ? story.fact(type, "2024-03-01", fill(notice))
                                  : story.house(type, "2024-03-01", fill(notice));
    return story.raises(Rule::F25);
  };
  for (const EventType type : {EventType::DISCLOSURE, EventType::REORGANISATION_EXECUTED}) {
    CAPTURE(static_cast<unsigned>(type));
    CHECK_FALSE(raised(type, PriorNotice::UNSTATED));
    CHECK(raised(type, PriorNotice::LEGALLY_BARRED));
  }
}

TEST_CASE("F25: a notice to the person, or what the reorganisation said, was before it") {
  const Fill successor = of_category("rc.successor-entity");
  const auto told = [](const std::string& about, PriorNotice notice) {
    return [=](wire::Clear::Builder clear) {
      clear.setRecipient(about);
      clear.setPriorNotice(notice);
      clear.setNoticeKind(wire::NoticeKind::PRIOR_DISCLOSURE);
    };
  };
  const auto raised = [&](EventType type, bool house, const char* when, const Fill& fill) {
    Story story;
    house ? story.house(type, when, fill) : story.fact(type, when, fill);
    story.fact(EventType::DISCLOSURE, "2024-03-01", successor);
    return story.raises(Rule::F25);
  };
  constexpr auto kAnnounced = EventType::REORGANISATION_ANNOUNCED;
  const Fill given = told("undeclared", PriorNotice::GIVEN);
  CHECK_FALSE(raised(EventType::NOTICE_SERVED, false, "2024-02-01", given));
  CHECK_FALSE(raised(kAnnounced, false, "2024-02-01", given));
  CHECK_FALSE(raised(kAnnounced, true, "2024-02-01", given));
  CHECK(raised(kAnnounced, true, "2024-03-02", given));
  CHECK(raised(kAnnounced, true, "2024-02-01", told("undeclared", PriorNotice::UNSTATED)));
  CHECK(raised(kAnnounced, true, "2024-02-01", told(kMail, PriorNotice::GIVEN)));
  CHECK(raised(EventType::NOTICE_SERVED, false, "2024-02-01", told(kMail, PriorNotice::GIVEN)));
}

TEST_CASE("F25: a reorganisation is carried out after people were told, of one and of all") {
  const auto raised = [](bool house, PriorNotice notice) {
    Story story;
    const auto fill = [=](wire::Clear::Builder clear) {
      clear.setRecipient("undeclared");
      clear.setPriorNotice(notice);
    };
    house ? story.house(EventType::REORGANISATION_EXECUTED, "2024-03-01", fill)
          : story.fact(EventType::REORGANISATION_EXECUTED, "2024-03-01", fill);
    return story.raises(Rule::F25);
  };
  for (const bool house : {false, true}) {
    CAPTURE(house);
    CHECK(raised(house, PriorNotice::UNSTATED));
    CHECK(raised(house, PriorNotice::LEGALLY_BARRED));
    CHECK_FALSE(raised(house, PriorNotice::GIVEN));
  }
}
