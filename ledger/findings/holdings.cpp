#include "ledger/findings/holdings.hpp"

#include "ledger/findings/names.hpp"

#include <algorithm>

namespace ledger {
namespace {

using wire::EventType;

bool empty_or_names(capnp::List<capnp::Text>::Reader list, std::string_view name) {
  return list.size() == 0 || names(list, name);
}

bool has_scope(const wire::Clear::Reader& clear) {
  return clear.getCategories().size() != 0 || clear.getActivities().size() != 0 ||
         clear.getKeyClasses().size() != 0;
}

bool names_cause(const Fact& fact, const Fact& cause) {
  for (const std::uint64_t record : fact.clear().getCauses())
    if (record == cause.by().get()) return true;
  return false;
}

// An erasure that names a document's date is that document's; one of certain pictures, or one that
// kept something and does not say what it erased, ends nothing else.
bool is_erased_by(const Fact& erasure, const Holding& holding) {
  const wire::Clear::Reader& clear = erasure.clear();
  const bool must_say =
      erasure.type() == EventType::ERASURE_PARTIAL || clear.getMedia().size() != 0;
  if (must_say && !has_scope(clear)) return false;
  if (clear.getDocumentDate() != 0 &&
      clear.getDocumentDate() != holding.by->clear().getDocumentDate())
    return false;
  return takes_in(clear, holding);
}

} // namespace

bool erases(const Fact& fact) {
  switch (fact.type()) {
  case EventType::ERASURE_EXECUTED:
  case EventType::ERASURE_PARTIAL:
  case EventType::RETENTION_EXECUTED:
  case EventType::KEY_DESTROYED:
    return true;
  default:
    return false;
  }
}

bool takes_in(const wire::Clear::Reader& scope, const Holding& holding) {
  return empty_or_names(scope.getCategories(), holding.category) &&
         empty_or_names(scope.getActivities(), holding.activity) &&
         empty_or_names(scope.getKeyClasses(), holding.key_class);
}

Timestamp counts_from(const Holding& holding, Timestamp due) {
  return std::max(due, holding.policy->policy.contents().eea.gdpr_from.value_or(due));
}

Holdings::Holdings(const PersonCase& person) : clock_(person) {
  for (const Fact& fact : person.facts()) {
    if (fact.type() == EventType::COLLECTION) collect(person, fact);
    if (fact.type() == EventType::RETENTION_EXECUTED) end_by_retention(fact);
    if (fact.type() == EventType::KEY_DESTROYED) end_by_key(fact);
    if (fact.type() == EventType::ERASURE_EXECUTED || fact.type() == EventType::ERASURE_PARTIAL)
      end_by_erasure(fact);
  }
}

void Holdings::collect(const PersonCase& person, const Fact& collection) {
  Holding holding;
  holding.by = &collection;
  holding.policy = person.policies().near(collection.at());
  auto activities = names_of(collection.clear().getActivities());
  if (activities.empty()) activities.push_back({});
  for (const std::string_view activity : activities) {
    holding.activity = activity;
    holding.rule = holding.policy == nullptr
                       ? nullptr
                       : retention_of(collection, activity, holding.policy->policy);
    holding.key_class = holding.rule == nullptr ? Policy::kUnclassified : holding.rule->key_class;
    const auto terms = clock_.exceeded(holding);
    for (const std::string_view category : names_of(collection.clear().getCategories())) {
      holding.category = category;
      holdings_.push_back(holding);
      exceeded_.push_back(terms);
    }
  }
}

bool Holdings::was_due(const Holding& holding, Timestamp time) const {
  const auto terms = exceeded(holding);
  return std::any_of(terms.begin(), terms.end(),
                     [&](const ExceededTerm& term) { return term.due <= time; });
}

void Holdings::end_by_erasure(const Fact& erasure) {
  for (Holding& holding : holdings_)
    if (holding.ended == nullptr && is_erased_by(erasure, holding)) holding.ended = &erasure;
}

void Holdings::end_by_retention(const Fact& execution) {
  const std::string_view rule = name_of(execution.clear().getRetentionRule());
  std::vector<Holding*> held;
  for (Holding& holding : holdings_)
    if (holding.ended == nullptr && holding.rule != nullptr && holding.rule->id == rule &&
        takes_in(execution.clear(), holding))
      held.push_back(&holding);
  const auto keep_only = [&](auto is_meant) {
    const bool any = std::any_of(held.begin(), held.end(), is_meant);
    if (any) std::erase_if(held, [&](const Holding* each) { return !is_meant(each); });
    return any;
  };
  const auto is_cause = [&](const Holding* each) { return names_cause(execution, *each->by); };
  const auto is_due = [&](const Holding* each) { return was_due(*each, execution.at()); };
  if (!keep_only(is_cause)) keep_only(is_due);
  for (Holding* holding : held)
    holding->ended = &execution;
}

void Holdings::end_by_key(const Fact& destruction) {
  const auto gone = destruction.control().getKeyDestroyed();
  const auto is_gone = [&](const Holding& holding) {
    if (gone.getWhole()) return true;
    for (const auto key : gone.getKeys())
      if (name_of(key.getKeyClass()) == holding.key_class) return true;
    return false;
  };
  for (Holding& holding : holdings_)
    if (holding.ended == nullptr && is_gone(holding)) holding.ended = &destruction;
}

} // namespace ledger
