#include "tools/simulate/cast.hpp"

#include "schemas/event.capnp.h"

#include <algorithm>
#include <capnp/schema.h>
#include <cctype>
#include <kj/string.h>

namespace ledger::tools {

using namespace policy;

namespace {

bool is_played(const Contents& policy, const Activity& activity, const Relation& relation) {
  return !activity.relations.empty() && activity.serves(relation.id) &&
         ground_of(activity) != Ground::kUnstated && policy.purposes.find(activity.purpose);
}

// Special data only where the activity has a condition for it (GDPR art. 9(2)).
bool is_plain(const Category& category, const Activity& activity) {
  if (!category.declared || category.catch_all || category.portrait) return false;
  if (category.special_category && activity.special_condition == SpecialCondition::kNone)
    return false;
  return category.kind != CategoryKind::kMedia || has(activity.categories, category.id);
}

std::string source_of(const Relation& relation, const Category& category) {
  if (relation.source_required) {
    const bool elsewhere =
        std::any_of(category.sources.begin(), category.sources.end(),
                    [&](const std::string& each) { return has(relation.sources, each); });
    if (!elsewhere) return {};
    return has(category.sources, std::string("company-register")) ? "companyRegister"
                                                                  : "thirdParty";
  }
  if (has(category.sources, std::string("data-subject"))) return "dataSubject";
  if (has(category.sources, std::string("observed"))) return "observed";
  return has(category.sources, std::string("derived")) ? "derived" : "";
}

} // namespace

Ground ground_of(const Activity& activity) {
  return activity.assessed_ground != Ground::kUnstated ? activity.assessed_ground
                                                       : activity.declared_ground;
}

bool may_be_objected_to(const Activity& activity) {
  const Ground ground = ground_of(activity);
  return ground == Ground::kLegitimateInterest || ground == Ground::kPublicTask;
}

bool shows_people(const Contents& policy, const Activity& activity) {
  return std::any_of(activity.categories.begin(), activity.categories.end(),
                     [&](const std::string& id) {
                       const Category* category = policy.categories.find(id);
                       return category != nullptr && category->portrait;
                     });
}

bool is_recorded_call(const Activity& activity) {
  return has(activity.notices, Notice::kRecording);
}

std::vector<Offer> offers_of(const Contents& policy, const Relation& relation,
                             const Activity& activity) {
  std::vector<Offer> offers;
  for (const std::string& id : relation.categories) {
    const Category* category = policy.categories.find(id);
    if (category == nullptr || !is_plain(*category, activity)) continue;
    if (!activity.categories.empty() && !has(activity.categories, id)) continue;
    const std::string source = source_of(relation, *category);
    if (source.empty()) continue;
    const auto same = std::find_if(offers.begin(), offers.end(),
                                   [&](const Offer& offer) { return offer.source == source; });
    if (same == offers.end())
      offers.push_back({&activity, source, {id}});
    else
      same->categories.push_back(id);
  }
  return offers;
}

std::vector<Role> roles_of(const Contents& policy) {
  std::vector<Role> roles;
  for (const Relation& relation : policy.relations) {
    if (!relation.follows.empty()) continue;
    Role role{&relation, {}, {}, {}};
    for (const bool declared : {true, false})
      for (const Activity& activity : policy.activities)
        if (activity.declared == declared && is_played(policy, activity, relation) &&
            (declared || role.activities.empty() || !role.activities.front()->declared))
          role.activities.push_back(&activity);
    for (const Activity& activity : policy.activities)
      if (!has(role.activities, &activity) && is_played(policy, activity, relation) &&
          ground_of(activity) != Ground::kConsent && !activity.direct_marketing)
        role.undeclared.push_back(&activity);
    for (const Activity* activity : role.activities) {
      const auto offers = offers_of(policy, relation, *activity);
      role.offers.insert(role.offers.end(), offers.begin(), offers.end());
    }
    const auto brought = [](const Offer& offer) {
      return offer.source != "observed" && offer.source != "derived";
    };
    std::stable_partition(role.offers.begin(), role.offers.end(), brought);
    if (!role.activities.empty() && !role.offers.empty()) roles.push_back(std::move(role));
  }
  return roles;
}

const ConsentRule::Wording* wording_for(const Contents& policy, const std::string& activity) {
  for (const ConsentRule& rule : policy.consents)
    if (has(rule.activities, activity) && !rule.wordings.empty()) return &rule.wordings.front();
  return nullptr;
}

std::string channel_name(const std::string& slug) {
  std::string name;
  bool upper = false;
  for (const char letter : slug) {
    if (letter == '-') {
      upper = true;
      continue;
    }
    name += upper ? static_cast<char>(std::toupper(static_cast<unsigned char>(letter))) : letter;
    upper = false;
  }
  const capnp::EnumSchema channels = capnp::Schema::from<wire::Channel>();
  return channels.findEnumerantByName(name.c_str()) == nullptr ? std::string() : name;
}

bool is_electronic(const Contents& policy, const std::string& slug) {
  const Channel* channel = policy.channels.find(slug);
  return channel == nullptr ? slug == "email" || slug == "sms" : channel->electronic_mail;
}

RecipientRole role_of(const RecipientCategory& category) {
  return category.assessed_role != RecipientRole::kUnstated ? category.assessed_role
                                                            : category.declared_role;
}

bool is_in_eea(const Contents& policy, const std::string& country) {
  return has(policy.eea.members, country) || has(policy.eea.efta, country);
}

bool stays_in_eea(const Contents& policy, const Recipient& recipient) {
  return is_in_eea(policy, recipient.country) &&
         std::all_of(recipient.locations.begin(), recipient.locations.end(),
                     [&](const std::string& country) { return is_in_eea(policy, country); });
}

bool is_adequate(const Contents& policy, const std::string& country, Timestamp time) {
  return std::any_of(policy.adequacy.begin(), policy.adequacy.end(), [&](const Adequacy& each) {
    return each.territory == country && each.scope == AdequacyScope::kWhole &&
           each.valid.holds_at(time);
  });
}

bool is_announced(const Contents& policy, const Recipient& recipient, const Activity& activity,
                  const Relation& relation) {
  const RecipientCategory* category = policy.recipient_categories.find(recipient.category);
  if (category == nullptr || !category->declared || category->requires_prior_notice) return false;
  if (!category->every_activity && !has(activity.recipients, category->id)) return false;
  return activity.serves(relation.id) &&
         (category->relations.empty() || has(category->relations, relation.id));
}

const Mechanism* mechanism_for(const Contents& policy, const Recipient& recipient, Timestamp time) {
  for (const std::string& id : recipient.mechanisms) {
    const Mechanism* mechanism = policy.mechanisms.find(id);
    if (mechanism == nullptr || mechanism->article.empty() || mechanism->no_new_from) continue;
    const bool there = mechanism->countries.empty() || has(mechanism->countries, recipient.country);
    if (there && mechanism->declared && mechanism->valid.holds_at(time)) return mechanism;
  }
  return nullptr;
}

} // namespace ledger::tools
