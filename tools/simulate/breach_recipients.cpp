// F20 to F25, F32, F36, F47: who receives data, where, and who is told.
#include "tools/simulate/breach.hpp"

#include <algorithm>
#include <array>

namespace ledger::tools {

using namespace policy;

namespace {

// Data that may go to a recipient who stays in the area.
struct Giving {
  const Activity* activity = nullptr;
  const Recipient* recipient = nullptr;
  const Relation* relation = nullptr;
};

constexpr const char* kNobody = "the policy names no recipient in the area that may have data";

template <class Fits>
Giving giving_that(const Tale& tale, Fits fits) {
  for (const Recipient& recipient : tale.policy().recipients)
    for (const Role& role : tale.roles())
      for (const Activity* activity : role.activities) {
        const RecipientCategory* category =
            tale.policy().recipient_categories.find(recipient.category);
        const bool usual = activity->declared && ground_of(*activity) != Ground::kConsent &&
                           !activity->direct_marketing && recipient.mechanisms.empty() &&
                           category != nullptr && !category->requires_prior_notice &&
                           stays_in_eea(tale.policy(), recipient);
        const RecipientRole as =
            category == nullptr ? RecipientRole::kUnstated : role_of(*category);
        if (usual && as != RecipientRole::kAuthority && as != RecipientRole::kInternal &&
            fits(recipient, *activity, *role.relation))
          return {activity, &recipient, role.relation};
      }
  return {};
}

Giving announced_giving(const Tale& tale) {
  return giving_that(
      tale, [&](const Recipient& recipient, const Activity& activity, const Relation& relation) {
        return is_announced(tale.policy(), recipient, activity, relation);
      });
}

Fields to_recipient(const Giving& giving, Fields more = {}) {
  more["recipient"] = giving.recipient->id;
  more["activities"] = list_of({giving.activity->id});
  more["relation"] = giving.relation->id;
  if (!giving.recipient->contract_ref.empty() && !more.contains("contract"))
    more["contract"] = giving.recipient->contract_ref;
  return more;
}

// Outside the area and under no decision of the policy; empty: the policy covers all of these.
std::string uncovered_country(const Tale& tale) {
  const Contents& policy = tale.policy();
  for (const char* country : {"IN", "CN", "ZA", "MX", "EG", "VN"}) {
    const bool decided =
        std::any_of(policy.adequacy.begin(), policy.adequacy.end(),
                    [&](const Adequacy& each) { return each.territory == country; });
    if (!decided && !is_in_eea(policy, country)) return country;
  }
  return {};
}

Status transfer(Tale& tale, Fields fields) {
  const Giving giving = announced_giving(tale);
  const std::string country = uncovered_country(tale);
  if (giving.recipient == nullptr || country.empty()) return tale.cannot(kNobody);
  if (!tale.begin(1)) return tale.no_time(1);
  if (!fields.contains("country")) fields["country"] = country;
  return tale.blame(tale.says("transfer.third-country", to_recipient(giving, std::move(fields))));
}

Status transfer_on_nothing(Tale& tale) {
  return transfer(tale, {});
}

// A mechanism that needs a document, without it.
Status transfer_on_a_void_mechanism(Tale& tale) {
  for (const Mechanism& each : tale.policy().mechanisms)
    if (!each.article.empty() &&
        (has(each.documents, Requirement::kCertificate) || each.certified_entities_only))
      return transfer(tale, {{"mechanism", each.id}});
  return tale.cannot("no mechanism of the policy needs a certificate");
}

Status transfer_unassessed(Tale& tale) {
  for (const Mechanism& each : tale.policy().mechanisms) {
    const bool clauses = has(each.documents, Requirement::kContract) &&
                         has(each.documents, Requirement::kAssessment) &&
                         !has(each.documents, Requirement::kApproval);
    if (clauses && each.declared && each.countries.empty() &&
        each.valid.holds_at(tale.world().from()) && each.valid.holds_at(tale.world().to()))
      return transfer(tale, {{"mechanism", each.id},
                             {"contract", tale.reference() + "/clauses"},
                             {"eeaInfeasible", "noProvider"}});
  }
  return tale.cannot("no mechanism of the policy needs an assessment");
}

// Lawful, and not what the statement promises.
Status transfer_beside_the_promise(Tale& tale) {
  const Contents& policy = tale.policy();
  const bool prefers_area =
      std::any_of(policy.mechanisms.begin(), policy.mechanisms.end(),
                  [](const Mechanism& each) { return each.declared && each.step == 0; });
  if (!prefers_area) return tale.cannot("the statement does not promise to stay in the area");
  for (const Adequacy& each : policy.adequacy)
    if (each.territory.size() == 2 && each.scope == AdequacyScope::kWhole &&
        each.valid.holds_at(tale.world().from()) && each.valid.holds_at(tale.world().to()))
      return transfer(tale, {{"country", each.territory}});
  return tale.cannot("the policy knows no country with an adequacy decision");
}

Status pass_through_a_stranger(Tale& tale) {
  const Contents& policy = tale.policy();
  const Giving giving = giving_that(
      tale, [&](const Recipient& recipient, const Activity& activity, const Relation& relation) {
        return is_announced(policy, recipient, activity, relation) &&
               role_of(*policy.recipient_categories.find(recipient.category)) ==
                   RecipientRole::kProcessor;
      });
  if (giving.recipient == nullptr) return tale.cannot("the policy names no processor in the area");
  for (const Recipient& other : policy.recipients) {
    const bool known = has(giving.recipient->sub_processors, other.id);
    if (other.id == giving.recipient->id || known || !stays_in_eea(policy, other)) continue;
    if (!tale.begin(1)) return tale.no_time(1);
    return tale.blame(
        tale.says("disclosure", to_recipient(giving, {{"via", list_of({other.id})}})));
  }
  return tale.cannot("the policy names only one recipient in the area");
}

Status give_unannounced(Tale& tale) {
  const Giving giving =
      giving_that(tale, [&](const Recipient& recipient, const Activity& activity, const Relation&) {
        const RecipientCategory& category =
            *tale.policy().recipient_categories.find(recipient.category);
        return !category.every_activity && !has(activity.recipients, category.id);
      });
  if (giving.recipient == nullptr) return tale.cannot("every recipient may serve every activity");
  if (!tale.begin(1)) return tale.no_time(1);
  return tale.blame(tale.says("disclosure", to_recipient(giving)));
}

// To another one than the office's reorganisation is about, which people are told of.
Status hand_over_unannounced(Tale& tale) {
  const Contents& policy = tale.policy();
  const bool asked = std::any_of(
      policy.recipient_categories.begin(), policy.recipient_categories.end(), [](const auto& each) {
        return each.requires_prior_notice && role_of(each) != RecipientRole::kAuthority;
      });
  if (!asked || policy.recipients.size() < 2)
    return tale.cannot("the policy promises no notice before a reorganisation");
  if (!tale.begin(1)) return tale.no_time(1);
  return tale.blame(tale.house_says("reorganisation.executed",
                                    {{"recipient", (policy.recipients.end() - 1)->id}}));
}

Status leave_recipients_untold(Tale& tale) {
  constexpr std::int64_t kDays = 20;
  const Giving giving = announced_giving(tale);
  if (giving.recipient == nullptr) return tale.cannot(kNobody);
  if (!tale.begin(kDays)) return tale.no_time(kDays);
  tale.says("disclosure", to_recipient(giving));
  return tale.blame(tale.later(3).says(
      "rectification.executed", {{"categories", list_of({tale.policy().categories.begin()->id})}}));
}

Status leave_a_recipient_out(Tale& tale) {
  const Giving giving = announced_giving(tale);
  if (giving.recipient == nullptr) return tale.cannot(kNobody);
  if (!tale.begin(5)) return tale.no_time(5);
  tale.says("disclosure", to_recipient(giving));
  return tale.blame(tale.later(3).says("access.provided", {{"staffLogIncluded", "yes"}}));
}

constexpr BreachMaker kMakers[] = {
    {20, transfer_on_nothing},
    {21, transfer_on_a_void_mechanism},
    {22, transfer_unassessed},
    {23, pass_through_a_stranger},
    {24, give_unannounced},
    {25, hand_over_unannounced},
    {32, leave_recipients_untold},
    {36, leave_a_recipient_out},
    {47, transfer_beside_the_promise},
};

} // namespace

std::span<const BreachMaker> breaches_of_recipients() {
  return kMakers;
}

} // namespace ledger::tools
