// How long data is kept: GDPR art. 5(1)(e) and 17.
#include "ledger/findings/keeping.hpp"
#include "ledger/findings/rules/rules.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace ledger::rules {
namespace {

using wire::EventType;
using wire::Rule;

std::string_view rule_of(const Holding& holding) {
  return holding.rule == nullptr ? std::string_view() : std::string_view(holding.rule->id);
}

// What came first, of two that may not have come at all.
const Fact* earlier_of(const Fact* a, const Fact* b) {
  if (a == nullptr || b == nullptr) return a == nullptr ? b : a;
  return happened_before(*b, *a) ? b : a;
}

// Alike findings on many holdings, as one each: what was collected on one day under one rule is
// overdue on one day. It is closed when the last of them is.
class Gathered {
 public:
  struct Late {
    std::string_view about;
    Timestamp from;
    const Fact* trigger;
    std::initializer_list<const Fact*> evidence;
  };
  // `closed_by` null: it is open.
  void add(const Late& late, const Fact* closed_by) {
    const auto [place, fresh] = found_.try_emplace({late.about, late.from});
    One& one = place->second;
    if (fresh) one = {late.trigger, {late.evidence}, closed_by};
    if (fresh || one.closed_by == nullptr) return;
    one.closed_by = closed_by == nullptr || happened_before(*one.closed_by, *closed_by)
                        ? closed_by
                        : one.closed_by;
  }
  void put(Rule rule, FindingSink& sink) const {
    for (const auto& [key, one] : found_) {
      Finding* finding = sink.add(rule, key.first, key.second, *one.trigger,
                                  {one.evidence.front(), one.evidence.back()});
      if (finding == nullptr || one.closed_by == nullptr) continue;
      finding->closed_at = one.closed_by->at();
      finding->closed_by = one.closed_by->by();
    }
  }

 private:
  struct One {
    const Fact* trigger = nullptr;
    std::vector<const Fact*> evidence;
    const Fact* closed_by = nullptr;
  };
  std::map<std::pair<std::string_view, Timestamp>, One> found_;
};

// From the end of the term to the erasure, but for the times in which something let it be kept.
// What a hold kept is F35's when the hold is released, unless something else keeps it on.
void overdue(const PersonCase& person, const Holding& holding, const ExceededTerm& term,
             const std::vector<Keeping>& keepings, Gathered& found) {
  const Fact* over = earlier_of(holding.ended, term.stopped);
  for (Timestamp time = counts_from(holding, term.due); over == nullptr || time < over->at();) {
    if (const Keeping* keeping = keeping_at(keepings, holding, time)) {
      if (!keeping->to) return;
      time = *keeping->to;
      if (!keeping->by_hold) continue;
      const auto kept_on = kept_on_from(person, keepings, holding, *keeping->released);
      if (!kept_on) return;
      time = *kept_on;
      continue;
    }
    const Fact* kept = next_keeping(keepings, holding, time);
    const Fact* closed_by = earlier_of(over, kept);
    found.add({rule_of(holding), time, term.start, {holding.by}}, closed_by);
    if (closed_by != kept || kept == nullptr) return;
    time = kept->at();
  }
}

void f18(const PersonCase& person, FindingSink& sink) {
  const Holdings holdings(person);
  const auto keepings = keepings_of(person);
  Gathered found;
  for (const Holding& holding : holdings.all())
    for (const ExceededTerm& term : holdings.exceeded(holding))
      overdue(person, holding, term, keepings, found);
  found.put(Rule::F18, sink);
}

// The hold that an erasure went against; null: none.
const Fact* hold_against(const Holding& holding, const std::vector<Keeping>& keepings) {
  for (const Keeping& each : keepings) {
    const bool before = happened_before(*each.placed, *holding.ended);
    const bool released =
        each.released != nullptr && happened_before(*each.released, *holding.ended);
    if (each.placed->type() == EventType::HOLD_PLACED && before && !released &&
        each.takes_in(holding))
      return each.placed;
  }
  return nullptr;
}

void f19(const PersonCase& person, FindingSink& sink) {
  if (std::none_of(person.facts().begin(), person.facts().end(), erases)) return;
  Holdings holdings(person);
  const auto keepings = keepings_of(person);
  std::set<std::pair<Sequence, std::string_view>> raised;
  for (const Holding& holding : holdings.all()) {
    if (holding.ended == nullptr) continue;
    const auto min_end = holdings.clock().legal_min_end(holding, holding.ended->moment());
    const Fact* hold = hold_against(holding, keepings);
    if (!(min_end && holding.ended->at() < *min_end) && hold == nullptr) continue;
    if (!raised.emplace(holding.ended->by(), rule_of(holding)).second) continue;
    sink.add(Rule::F19, rule_of(holding), holding.ended->at(), *holding.ended, {holding.by, hold});
  }
}

// Retentions that ran out under the hold.
void resume_retentions(const PersonCase& person, const Holdings& holdings, const Keeping& hold,
                       Timestamp late, const std::vector<Keeping>& keepings, Gathered& found) {
  const Timestamp released = hold.released->at();
  for (const Holding& holding : holdings.all()) {
    if (!hold.takes_in(holding)) continue;
    if (kept_on_from(person, keepings, holding, *hold.released)) continue;
    for (const ExceededTerm& term : holdings.exceeded(holding)) {
      const Fact* over = earlier_of(holding.ended, term.stopped);
      if (released < term.due || (over != nullptr && over->at() < late)) continue;
      found.add({rule_of(holding), late, hold.released, {hold.placed, holding.by}}, over);
    }
  }
}

// Erasures that kept something back because of the hold.
void resume_erasures(const PersonCase& person, const Keeping& hold, Timestamp late,
                     Gathered& found) {
  const Fact* partial = nullptr;
  const Fact* resumed = nullptr;
  for (const Fact& fact : person.facts()) {
    const bool before = happened_before(fact, *hold.released);
    if (before && fact.type() == EventType::ERASURE_PARTIAL &&
        fact.clear().getHold() == hold.placed->clear().getHold())
      partial = &fact;
    if (!before && erases(fact) && resumed == nullptr) resumed = &fact;
  }
  if (partial == nullptr || (resumed != nullptr && resumed->at() < late)) return;
  found.add({{}, late, hold.released, {hold.placed, partial}}, resumed);
}

void f35(const PersonCase& person, FindingSink& sink) {
  const auto keepings = keepings_of(person);
  const bool any = std::any_of(keepings.begin(), keepings.end(),
                               [](const Keeping& each) { return each.released != nullptr; });
  if (!any) return;
  const Holdings holdings(person);
  Gathered found;
  for (const Keeping& each : keepings) {
    if (each.released == nullptr) continue;
    const auto late = resume_by(person, *each.released);
    if (!late) continue;
    resume_retentions(person, holdings, each, *late, keepings, found);
    if (each.placed->type() == EventType::HOLD_PLACED) resume_erasures(person, each, *late, found);
  }
  found.put(Rule::F35, sink);
}

// Columns: rule, severity, article, of a person, of the house, Dutch, French, English.
constexpr RuleInfo kRules[] = {
    {Rule::F18, Severity::kHigh, "5(1)(e)", f18, nullptr,
     "Gegevens onder bewaarregel {about} zijn langer bewaard dan die toelaat.",
     "Des données relevant de la règle de conservation {about} ont été gardées plus longtemps "
     "qu'elle ne le permet.",
     "Data under the retention rule {about} was kept longer than it allows."},
    {Rule::F19, Severity::kHigh, "17(3)", f19, nullptr,
     "Gegevens onder bewaarregel {about} zijn gewist terwijl de wet of een bewaarbevel dat nog "
     "verbood.",
     "Des données relevant de la règle de conservation {about} ont été effacées alors que la loi "
     "ou "
     "un gel l'interdisait encore.",
     "Data under the retention rule {about} was erased while the law or a hold still forbade it."},
    {Rule::F35, Severity::kMedium, "17", f35, nullptr,
     "Een bewaarbevel is opgeheven, maar wat het had uitgesteld ({about}) is niet gewist.",
     "Un gel a été levé, mais ce qu'il avait différé ({about}) n'a pas été effacé.",
     "A hold was released, but what it had deferred ({about}) was not erased."},
};

} // namespace

std::span<const RuleInfo> retention_rules() {
  return kRules;
}

} // namespace ledger::rules
