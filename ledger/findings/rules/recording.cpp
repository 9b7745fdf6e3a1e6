// Recorded calls: announced before, and not when the person refuses.
#include "ledger/findings/names.hpp"
#include "ledger/findings/rules/rules.hpp"

#include <algorithm>
#include <map>

namespace ledger::rules {
namespace {

using wire::EventType;
using wire::NoticeKind;
using wire::Rule;

bool asks_for_recording_notice(const policy::Activity& activity) {
  const auto& notices = activity.notices;
  return lists(notices, policy::Notice::kRecording);
}

// Sound or pictures that belong to an activity of which a recording notice is due.
bool is_recorded(const policy::Contents& policy, std::string_view category) {
  const policy::Category* known = policy.categories.find(category);
  if (known == nullptr || known->kind != policy::CategoryKind::kMedia) return false;
  return std::any_of(policy.activities.begin(), policy.activities.end(),
                     [&](const policy::Activity& each) {
                       return asks_for_recording_notice(each) && lists(each.categories, category);
                     });
}

// The id of the activity or category by which a collection is a recording; empty when it is none.
std::string_view recording_in(const PersonCase& person, const Fact& fact) {
  if (fact.type() != EventType::COLLECTION) return {};
  for (const KnownActivity& activity : person.activities_of(fact))
    if (activity.activity != nullptr && asks_for_recording_notice(*activity.activity))
      return activity.id;
  const PolicyVersion* version = person.policies().at(fact.at());
  if (version == nullptr) return {};
  for (const std::string_view category : names_of(fact.clear().getCategories()))
    if (is_recorded(version->policy.contents(), category)) return category;
  return {};
}

// What was said about one call.
struct Call {
  const Fact* notice = nullptr;
  const Fact* refusal = nullptr;
};

std::string_view call_of(const Fact& fact) {
  const auto correlation = fact.clear().getCorrelation();
  return {reinterpret_cast<const char*>(correlation.begin()), correlation.size()};
}

void f14(const PersonCase& person, FindingSink& sink) {
  std::map<std::string_view, Call> calls;
  for (const Fact& fact : person.facts()) {
    const std::string_view id = call_of(fact);
    if (fact.type() == EventType::NOTICE_SERVED &&
        fact.clear().getNoticeKind() == NoticeKind::RECORDING) {
      // Without a number each notice speaks of a call of its own.
      if (id.empty()) calls[id] = {};
      calls[id].notice = &fact;
    } else if (fact.type() == EventType::RECORDING_REFUSED) {
      calls[id].refusal = &fact;
    }
    const std::string_view about = recording_in(person, fact);
    if (about.empty()) continue;
    const Call call = calls[id];
    if (call.notice == nullptr || call.refusal != nullptr)
      sink.add(Rule::F14, about, fact.at(), fact, {call.notice, call.refusal});
    if (id.empty()) calls.erase(id);
  }
}

// Columns: rule, severity, article, of a person, of the house, Dutch, French, English.
constexpr RuleInfo kRules[] = {
    {Rule::F14, Severity::kHigh, "5(1)(a), 13", f14, nullptr,
     "Een gesprek is opgenomen ({about}) zonder voorafgaande melding, of na weigering.",
     "Une conversation a été enregistrée ({about}) sans annonce préalable, ou malgré un refus.",
     "A call was recorded ({about}) without an announcement before it, or after a refusal."},
};

} // namespace

std::span<const RuleInfo> recording_rules() {
  return kRules;
}

} // namespace ledger::rules
