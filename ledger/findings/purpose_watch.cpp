#include "ledger/findings/purpose_watch.hpp"

#include "ledger/findings/names.hpp"

#include <algorithm>

namespace ledger {
namespace {

using policy::Ground;

bool may_use(const policy::Activity& activity, std::string_view category) {
  const policy::Slugs& own = activity.categories;
  return own.empty() || lists(own, category);
}

// What the policy of the time said, when this was collected, that such data is used for: the
// purposes of all that it does with them in those relations, and what the collection itself names.
bool was_specified(const PersonCase& person, const Fact& collection, std::string_view category,
                   std::string_view purpose) {
  if (name_of(collection.clear().getPurpose()) == purpose) return true;
  const PolicyVersion* version = person.policies().at(collection.at());
  if (version == nullptr) return true; // nobody can say
  const auto relations = person.relations_of(collection);
  const auto named = collection.clear().getActivities();
  for (const policy::Activity& activity : version->policy.contents().activities) {
    if (activity.purpose != purpose) continue;
    if (names(named, activity.id)) return true;
    const bool served = std::any_of(relations.begin(), relations.end(),
                                    [&](std::string_view each) { return activity.serves(each); });
    if ((relations.empty() || served) && may_use(activity, category)) return true;
  }
  return false;
}

// GDPR art. 6(4) lets consent and law carry data to another purpose.
bool may_change_purpose(const KnownActivity& activity, const Fact& fact) {
  const Ground ground = PersonCase::ground_of(*activity.activity);
  return ground == Ground::kConsent || ground == Ground::kLegalObligation ||
         fact.clear().getCompelled() == wire::Answer::YES;
}

} // namespace

void PurposeWatch::collected(const Fact& collection) {
  for (const std::string_view category : names_of(collection.clear().getCategories()))
    collections_[category].push_back(&collection);
}

const Fact* PurposeWatch::strayed_from(const Fact& fact, const KnownActivity& activity) const {
  if (may_change_purpose(activity, fact)) return nullptr;
  const std::string_view stated = name_of(fact.clear().getPurpose());
  const std::string_view purpose = stated.empty() ? activity.activity->purpose : stated;
  for (const std::string_view category : names_of(fact.clear().getCategories())) {
    const auto found = collections_.find(category);
    if (found == collections_.end()) continue; // unknown whence
    const auto& all = found->second;
    const bool specified = std::any_of(all.rbegin(), all.rend(), [&](const Fact* collection) {
      return was_specified(person_, *collection, category, purpose);
    });
    if (!specified)
      return person_.house().compatibility_before(fact.moment(), purpose, activity.id) == nullptr
                 ? all.back()
                 : nullptr;
  }
  return nullptr;
}

} // namespace ledger
