// What one lint rule is made of: how it is called, where it looks, what it says.
#pragma once

#include "ledger/policy/lint.hpp"

#include <algorithm>
#include <span>

namespace ledger::policy {

// A sentence in three languages. {1} and {2} stand for the arguments of the spot.
struct Sentences {
  std::string_view nl;
  std::string_view fr;
  std::string_view en;
};

struct Linted {
  const Contents& all;
  Timestamp as_of;
};

// Where a rule found something.
struct Spot {
  std::string item;
  Place place;
  std::vector<Labels> arguments;
};
using Spots = std::vector<Spot>;

// A lint that has several causes, each with its own words, is several rules of one id.
struct LintRule {
  std::string_view id;
  LintSeverity severity;
  std::string_view article;
  Spots (*find)(const Linted&);
  Sentences what;
  Sentences next;
};

// The themes, each a file of this folder.
[[nodiscard]] std::span<const LintRule> ground_rules();
[[nodiscard]] std::span<const LintRule> marketing_rules();
[[nodiscard]] std::span<const LintRule> sameness_rules();
[[nodiscard]] std::span<const LintRule> right_rules();
[[nodiscard]] std::span<const LintRule> consent_rules();
[[nodiscard]] std::span<const LintRule> category_rules();
[[nodiscard]] std::span<const LintRule> people_rules();
[[nodiscard]] std::span<const LintRule> recipient_rules();
[[nodiscard]] std::span<const LintRule> transfer_rules();
[[nodiscard]] std::span<const LintRule> retention_rules();
[[nodiscard]] std::span<const LintRule> wording_rules();

// --- What rules are written with --------------------------------------------------------------

[[nodiscard]] inline Spot spot(const Item& item, std::vector<Labels> arguments = {}) {
  return {item.id, item.place, std::move(arguments)};
}

// The items that the test holds for.
template <class T, class Test>
[[nodiscard]] Spots where(const Register<T>& items, Test&& test) {
  Spots spots;
  for (const T& item : items)
    if (test(item)) spots.push_back(spot(item));
  return spots;
}

template <class T, class Value>
[[nodiscard]] bool has(const std::vector<T>& list, const Value& value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

template <ClauseTrait kTrait>
[[nodiscard]] Spots clauses_with(const Linted& it) {
  return where(it.all.clauses, [](const Clause& clause) { return has(clause.traits, kTrait); });
}

[[nodiscard]] Labels in_three(std::string nl, std::string fr, std::string en);
// A text that is the same in every language.
[[nodiscard]] Labels same(std::string text);
[[nodiscard]] Labels name_of(Ground ground);
[[nodiscard]] Labels name_of(RecipientRole role);

// What the statement says, or what was decided where it says nothing.
[[nodiscard]] Ground ground_of(const Activity& activity);
[[nodiscard]] bool excludes_objection(const Activity& activity); // the statement does
[[nodiscard]] bool is_over(const Validity& validity, Timestamp as_of);
// May it use the category: by its own list, or as one of its relations'?
[[nodiscard]] bool covers(const Contents& all, const Activity& activity, std::string_view category);

} // namespace ledger::policy
