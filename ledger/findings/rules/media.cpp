// Pictures in which people can be recognised: GDPR art. 17 and 21, and the choice that the
// statement gives them.
#include "ledger/findings/names.hpp"
#include "ledger/findings/rules/rules.hpp"

#include <algorithm>

namespace ledger::rules {
namespace {

using wire::EventType;
using wire::ObjectionScope;
using wire::Rule;

template <class Names>
bool shows_people(const policy::Contents& policy, const Names& categories) {
  return std::any_of(categories.begin(), categories.end(), [&](std::string_view id) {
    const policy::Category* category = policy.categories.find(id);
    return category != nullptr && category->portrait;
  });
}

// A use that does not say whether people can be recognised is one of pictures when its data, or
// those of its activity, are.
bool is_of_portrait(const PersonCase& person, const Fact& fact) {
  switch (fact.clear().getRecognisable()) {
  case wire::Answer::YES:
    return true;
  case wire::Answer::NO:
    return false;
  default:
    break;
  }
  if (fact.clear().getMedia().size() > 0) return true;
  const PolicyVersion* version = person.policies().at(fact.at());
  if (version == nullptr) return false;
  const policy::Contents& policy = version->policy.contents();
  const auto named = names_of(fact.clear().getCategories());
  if (!named.empty()) return shows_people(policy, named);
  const auto activities = person.activities_of(fact);
  return std::any_of(activities.begin(), activities.end(), [&](const KnownActivity& activity) {
    return activity.activity != nullptr && shows_people(policy, activity.activity->categories);
  });
}

// Both lists hold references of 16 bytes, one behind the other.
bool share_picture(std::string_view a, std::string_view b) {
  for (std::size_t i = 0; i + OpaqueRef::kSize <= a.size(); i += OpaqueRef::kSize)
    for (std::size_t j = 0; j + OpaqueRef::kSize <= b.size(); j += OpaqueRef::kSize)
      if (a.substr(i, OpaqueRef::kSize) == b.substr(j, OpaqueRef::kSize)) return true;
  return false;
}

// A wish that names pictures is about those; one that names none is about all of the same event,
// where both say which.
bool is_about(const Fact& wish, const Fact& use) {
  const std::string_view pictures = bytes_of(wish.clear().getMedia());
  if (!pictures.empty()) return share_picture(pictures, bytes_of(use.clear().getMedia()));
  const std::string_view event = bytes_of(wish.clear().getCorrelation());
  const std::string_view used_of = bytes_of(use.clear().getCorrelation());
  return event.empty() || used_of.empty() || event == used_of;
}

bool has_media_scope(const Fact& fact) {
  return fact.clear().getObjectionScope() == ObjectionScope::MEDIA;
}

bool is_wish(const Fact& fact) {
  return fact.type() == EventType::MEDIA_OPT_OUT ||
         fact.type() == EventType::MEDIA_REMOVAL_REQUESTED ||
         (fact.type() == EventType::OBJECTION_LODGED && has_media_scope(fact));
}

bool consents_to(const Fact& fact, const Fact& use) {
  if (fact.type() != EventType::CONSENT_GIVEN && fact.type() != EventType::CONSENT_RENEWED)
    return false;
  for (const auto activity : use.clear().getActivities())
    if (names(fact.clear().getActivities(), name_of(activity))) return true;
  return false;
}

// The last thing that the person said against this use and did not take back.
const Fact* wish_before(const PersonCase& person, const Fact& use) {
  const Fact* wish = nullptr;
  for (const Fact& fact : person.before(use.moment())) {
    if (is_wish(fact) && is_about(fact, use)) wish = &fact;
    const bool lifted = fact.type() == EventType::OBJECTION_LIFTED && has_media_scope(fact);
    if ((lifted && is_about(fact, use)) || consents_to(fact, use)) wish = nullptr;
  }
  return wish;
}

void f15(const PersonCase& person, FindingSink& sink) {
  for (const Fact& fact : person.facts()) {
    if (!PersonCase::is_processing(fact) || !is_of_portrait(person, fact)) continue;
    const Fact* wish = wish_before(person, fact);
    const auto activities = names_of(fact.clear().getActivities());
    const std::string_view about = activities.empty() ? std::string_view() : activities.front();
    if (wish != nullptr) sink.add(Rule::F15, about, fact.at(), fact, {wish});
  }
}

// Columns: rule, severity, article, of a person, of the house, Dutch, French, English.
constexpr RuleInfo kRules[] = {
    {Rule::F15, Severity::kHigh, "17(1)(c), 21(1)", f15, nullptr,
     "Een herkenbaar beeld is gebruikt ({about}) nadat de persoon dat had geweigerd of "
     "verwijdering "
     "had gevraagd.",
     "Une image reconnaissable a été utilisée ({about}) après un refus ou une demande de retrait.",
     "A recognisable picture was used ({about}) after the person had opted out or asked for its "
     "removal."},
};

} // namespace

std::span<const RuleInfo> media_rules() {
  return kRules;
}

} // namespace ledger::rules
