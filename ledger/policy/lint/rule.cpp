#include "ledger/policy/lint/rule.hpp"

namespace ledger::policy {

Labels in_three(std::string nl, std::string fr, std::string en) {
  Labels labels;
  labels.texts.emplace_back("nl", std::move(nl));
  labels.texts.emplace_back("fr", std::move(fr));
  labels.texts.emplace_back("en", std::move(en));
  return labels;
}

Labels same(std::string text) {
  Labels labels;
  labels.texts.emplace_back("en", std::move(text));
  return labels;
}

Labels name_of(Ground ground) {
  switch (ground) {
  case Ground::kConsent:
    return in_three("toestemming", "consentement", "consent");
  case Ground::kContract:
    return in_three("overeenkomst", "contrat", "contract");
  case Ground::kLegalObligation:
    return in_three("wettelijke verplichting", "obligation légale", "legal obligation");
  case Ground::kVitalInterests:
    return in_three("vitale belangen", "intérêts vitaux", "vital interests");
  case Ground::kPublicTask:
    return in_three("taak van algemeen belang", "mission d'intérêt public", "public task");
  case Ground::kLegitimateInterest:
    return in_three("gerechtvaardigd belang", "intérêt légitime", "legitimate interest");
  case Ground::kUnstated:
    break;
  }
  return in_three("geen grond", "aucune base", "no ground");
}

Labels name_of(RecipientRole role) {
  switch (role) {
  case RecipientRole::kProcessor:
    return in_three("verwerker", "sous-traitant", "processor");
  case RecipientRole::kController:
    return in_three("verwerkingsverantwoordelijke", "responsable du traitement", "controller");
  case RecipientRole::kJointController:
    return in_three("gezamenlijk verwerkingsverantwoordelijke", "responsable conjoint",
                    "joint controller");
  case RecipientRole::kAuthority:
    return in_three("overheid", "autorité", "authority");
  case RecipientRole::kInternal:
    return in_three("eigen personeel", "personnel interne", "own staff");
  case RecipientRole::kUnstated:
    break;
  }
  return in_three("onbepaald", "indéterminé", "not determined");
}

Ground ground_of(const Activity& activity) {
  return activity.declared_ground == Ground::kUnstated ? activity.assessed_ground
                                                       : activity.declared_ground;
}

bool excludes_objection(const Activity& activity) {
  return activity.declared_objection == Objectability::kExcluded;
}

bool is_over(const Validity& validity, Timestamp as_of) {
  return validity.to && *validity.to <= as_of;
}

bool covers(const Contents& all, const Activity& activity, std::string_view category) {
  if (!activity.categories.empty()) return has(activity.categories, category);
  return std::any_of(activity.relations.begin(), activity.relations.end(),
                     [&](const std::string& id) {
                       const Relation* relation = all.relations.find(id);
                       return relation != nullptr && has(relation->categories, category);
                     });
}

} // namespace ledger::policy
