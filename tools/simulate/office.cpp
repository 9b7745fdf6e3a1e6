#include "tools/simulate/office.hpp"

#include "ledger/crypto/digest.hpp"

namespace ledger::tools {

using namespace policy;

namespace {

constexpr unsigned kAllContractItems = 0xff; // GDPR art. 28(3)(a) to (h)

class Office {
 public:
  explicit Office(Acts& acts) : acts_(acts), world_(acts.world) {}

  void plan() const {
    world_.at(world_.from(), [office = *this] { office.open(); });
    if (world_.options().before_ledger) {
      const Timestamp begun = std::max(world_.from(), *world_.options().before_ledger);
      world_.say_at(begun, "ledger.baseline", {}, {{"effectiveFrom", to_rfc3339(begun)}});
    }
    every(30, 90, [](const Office& office) { office.verify_the_ledger(); });
    every(20, 180, [](const Office& office) { office.have_a_mishap(); });
    every(50, 365, [](const Office& office) { office.obey_an_order(); });
    every(80, 365, [](const Office& office) { office.answer_the_authority(); });
    every(100, 1'000, [](const Office& office) { office.reorganise(); });
    every(60, 120, [](const Office& office) { office.look_at_findings(); });
  }

 private:
  ToldEvent tell(std::string_view type, Fields fields) const {
    return world_.say(type, {}, std::move(fields));
  }
  void in(std::int64_t days, const std::string& type, const Fields& fields) const {
    world_.say_at(after(world_.now(), days * kDay), type, {}, fields);
  }
  void every(std::int64_t first, std::int64_t days, void (*what)(const Office& office)) const {
    for (Timestamp day = after(world_.from(), first * kDay); day < world_.to();
         day = after(day, days * kDay))
      world_.at(day, [office = *this, what] { what(office); });
  }

  void open() const {
    if (!world_.options().before_ledger)
      tell("ledger.baseline", {{"effectiveFrom", to_rfc3339(world_.now())}});
    retire_the_first_policy();
    for (const Recipient& recipient : world_.policy().recipients)
      engage(recipient);
    if (!world_.policy().recipients.empty()) change_contracts(*world_.policy().recipients.begin());
    assess();
    for (const Item& role : world_.policy().staff.roles)
      employ("staff-" + role.id, role.id);
    if (!world_.policy().staff.roles.empty()) {
      const std::string& role = world_.policy().staff.roles.begin()->id;
      employ("staff-trainee", role);
      in(40, "staff.revoked", {{"staff", "staff-trainee"}, {"staffRole", role}});
    }
  }

  // The one before this policy, which the ledger never saw.
  void retire_the_first_policy() const {
    const auto hash =
        sha256_as<DocumentHash>({as_bytes("the policy before"), world_.policy_id().view()});
    tell("policy.retired",
         {{"documents",
           boost::json::array{Fields{{"kind", "policy"}, {"hash", to_hex(hash.view())}}}},
          {"effectiveTo", to_rfc3339(world_.policy().effective_from)}});
  }

  static Fields contract_with(const Recipient& recipient, RecipientRole role) {
    const bool processor = role == RecipientRole::kProcessor;
    Fields fields{{"recipient", recipient.id},
                  {"contractKind", processor ? "processor" : "controllers"}};
    if (!recipient.contract_ref.empty()) fields["contract"] = recipient.contract_ref;
    if (processor) fields["contractItems"] = kAllContractItems;
    return fields;
  }

  void engage(const Recipient& recipient) const {
    const RecipientCategory& category =
        *world_.policy().recipient_categories.find(recipient.category);
    const RecipientRole role = role_of(category);
    if (role == RecipientRole::kAuthority || role == RecipientRole::kInternal) return;
    tell("contract.signed", contract_with(recipient, role));
    const Mechanism* mechanism = mechanism_for(world_.policy(), recipient, world_.now());
    if (mechanism == nullptr) return;
    if (has(mechanism->documents, Requirement::kContract))
      tell("contract.signed", {{"recipient", recipient.id},
                               {"contractKind", "standardClauses"},
                               {"contract", recipient.id + "/clauses"},
                               {"clauseModule", 2},
                               {"mechanism", mechanism->id}});
    if (has(mechanism->documents, Requirement::kAssessment))
      tell("assessment.recorded", {{"recipient", recipient.id},
                                   {"assessmentKind", "transfer"},
                                   {"assessment", recipient.id + "/transfer"},
                                   {"assessmentOutcome", "withMeasures"},
                                   {"country", recipient.country}});
    if (mechanism->certified_entities_only || has(mechanism->documents, Requirement::kCertificate))
      certify(recipient, *mechanism);
    else if (const Mechanism* other = certifying_mechanism(recipient))
      certify(recipient, *other);
  }

  void certify(const Recipient& recipient, const Mechanism& mechanism) const {
    tell("recipient.certified", {{"recipient", recipient.id},
                                 {"mechanism", mechanism.id},
                                 {"certificate", recipient.id + "/certificate"},
                                 {"country", recipient.country}});
  }

  [[nodiscard]] const Mechanism* certifying_mechanism(const Recipient& recipient) const {
    for (const std::string& id : recipient.mechanisms) {
      const Mechanism* each = world_.policy().mechanisms.find(id);
      if (each != nullptr && each->certified_entities_only && each->valid.holds_at(world_.now()))
        return each;
    }
    return nullptr;
  }

  // The contract from before, which ends beside the one that holds; and a better text of that.
  void change_contracts(const Recipient& recipient) const {
    const RecipientCategory& category =
        *world_.policy().recipient_categories.find(recipient.category);
    const Fields now = contract_with(recipient, role_of(category));
    in(12, "contract.amended", now);
    Fields earlier = now;
    earlier["contract"] = recipient.id + "/earlier";
    tell("contract.signed", earlier);
    in(14, "contract.ended",
       {{"recipient", recipient.id},
        {"contract", recipient.id + "/earlier"},
        {"endReason", "byController"}});
  }

  void assess() const {
    for (const Activity& activity : world_.policy().activities) {
      const bool interest = ground_of(activity) == Ground::kLegitimateInterest;
      if (!interest && activity.dpia_ref.empty()) continue;
      tell("assessment.recorded", {{"assessmentKind", interest ? "legitimateInterest" : "impact"},
                                   {"assessment", activity.id + "/assessment"},
                                   {"assessmentOutcome", "acceptable"},
                                   {"activities", list_of({activity.id})},
                                   {"reviewAt", to_rfc3339(after(world_.now(), 365 * kDay))}});
    }
  }

  void employ(const std::string& who, const std::string& role) const {
    for (const std::string& commitment : world_.policy().staff.commitments)
      tell("staff.committed", {{"staff", who}, {"commitment", commitment}});
    tell("staff.granted", {{"staff", who}, {"staffRole", role}});
  }

  void verify_the_ledger() const { tell("ledger.verified", {{"outcome", "fulfilled"}}); }

  // Noticed on a day, assessed on the next and told to whom it concerns before 72 hours are over.
  void have_a_mishap() const {
    const auto& kinds = world_.policy().breach.kinds;
    if (kinds.empty()) return;
    static constexpr const char* kRisks[] = {"high", "likely", "unlikely"};
    const auto half_years = (world_.now().get() - world_.from().get()) / (180 * kDay);
    const std::string risk = kRisks[half_years % 3];
    const Fields it{{"correlation", "mishap/" + to_rfc3339(world_.now())}};
    Fields detected = it;
    detected["breachKind"] = (kinds.begin() + half_years % std::int64_t(kinds.size()))->id;
    detected["breachNature"] = "confidentiality";
    detected["awareAt"] = to_rfc3339(world_.now());
    detected["subjectsApprox"] = 3;
    tell("breach.detected", detected);
    Fields assessed = it;
    assessed["risk"] = risk;
    in(1, "breach.assessed", assessed);
    if (risk != "unlikely") in(2, "breach.notified-authority", it);
    if (risk == "high") in(1, "breach.notified-subjects", it); // at once, where no term is stated
    Fields closed = it;
    closed["effectsRecorded"] = "yes";
    closed["remedyRecorded"] = "yes";
    in(10, "breach.closed", closed);
  }

  void obey_an_order() const {
    const Fields it{{"correlation", "order/" + to_rfc3339(world_.now())}, {"secrecy", "no"}};
    tell("order.received", it);
    Fields answered = it;
    answered["outcome"] = "partial";
    in(9, "order.answered", answered);
  }

  void answer_the_authority() const {
    const Fields it{{"correlation", "inspection/" + to_rfc3339(world_.now())}};
    Fields asked = it;
    asked["dueAt"] = to_rfc3339(after(world_.now(), 30 * kDay));
    tell("authority.request", asked);
    Fields decided = it;
    decided["outcome"] = "settled";
    in(45, "authority.decision", decided);
  }

  void reorganise() const {
    if (world_.policy().recipients.empty()) return;
    const Fields it{{"recipient", world_.policy().recipients.begin()->id},
                    {"priorNotice", "given"}};
    tell("reorganisation.announced", it);
    in(40, "reorganisation.executed", it);
  }

  // What the statement does not name is known and is looked at again.
  void look_at_findings() const {
    const ToldEvent told = acts_.undeclared;
    if (told == nullptr) return;
    const Fields about{{"rule", "f10"}, {"causes", boost::json::array{told->record}}};
    const auto decide = [&](std::int64_t days, const char* type, const char* reason) {
      Fields fields = about;
      fields["findingReason"] = reason;
      in(days, type, fields);
    };
    decide(0, "finding.explained", "otherGround");
    decide(10, "finding.reopened", "newEvidence");
    decide(20, "finding.accepted", "acceptedRisk");
  }

  Acts& acts_;
  World& world_;
};

} // namespace

void plan_office(Acts& acts) {
  Office(acts).plan();
}

} // namespace ledger::tools
