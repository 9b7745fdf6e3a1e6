// For the tests of the register of breaches: what happened, and the register as it stood, each time
// compared with what F38 finds.
#pragma once

#include "ledger/findings/evaluate.hpp"
#include "ledger/projection/house_projection.hpp"
#include "ledger/report/breach_register.hpp"
#include "tests/unit/example_times.hpp"
#include "tests/unit/projection_support.hpp"

#include <algorithm>

namespace ledger::test::breaches {

using policy::at;
using wire::Answer;
using wire::EventType;
using wire::Risk;

inline constexpr const char* kAware = "2026-02-06T20:00:00+01:00";
inline constexpr const char* kDue = "2026-02-09T20:00:00+01:00"; // 72 hours later

inline std::vector<Fact> facts_of(const History& history) {
  auto read = read_house(*folded(HouseProjection(), history), std::nullopt);
  REQUIRE(read.has_value());
  return std::move(read->facts);
}

// What F38 finds open as of then, in the facts that had happened and were known.
inline std::vector<Finding> found_open(const History& history, const BreachListQuery& query) {
  auto facts = facts_of(history);
  std::erase_if(facts, [&](const Fact& fact) { return !contains(query.known_at, fact.by()); });
  remove_corrected(facts);
  std::erase_if(facts, [&](const Fact& fact) { return query.as_of < fact.at(); });
  auto found = evaluate_house(House(std::move(facts)), example_times());
  REQUIRE(found.has_value());
  auto open = as_of(std::move(*found), query.as_of);
  std::erase_if(open, [](const Finding& finding) {
    return finding.rule != wire::Rule::F38 || finding.state != FindingState::kOpen;
  });
  return open;
}

// Each time, the same is wrong as F38 finds.
inline std::vector<BreachLine> listed(const History& history, std::string_view as_of,
                                      std::optional<TreeSize> known_at = std::nullopt) {
  const BreachListQuery query{known_at.value_or(history.size()), at(as_of)};
  auto lines = list_breaches(facts_of(history), example_times(), query);
  REQUIRE(lines.has_value());
  const auto open = found_open(history, query);
  for (const BreachLine& line : *lines) {
    const bool is_found = std::any_of(open.begin(), open.end(), [&](const Finding& finding) {
      return std::count(finding.evidence.begin(), finding.evidence.end(), line.first_by) > 0;
    });
    const bool is_wrong =
        line.standing == BreachStanding::kLate || (line.closed_by && !line.complete);
    CHECK(is_found == is_wrong);
  }
  return std::move(*lines);
}
inline BreachLine only_one(const History& history, std::string_view as_of) {
  const auto lines = listed(history, as_of);
  REQUIRE(lines.size() == 1);
  return lines[0];
}

inline Sequence tell(History& history, EventType type, const char* when, const FillClear& more = {},
                     std::uint8_t breach = 1) {
  history.wait_until(at(when));
  return history.add(type, {}, [&](wire::Clear::Builder clear) {
    clear.setCorrelation(data_of(reference(breach).view()));
    if (more) more(clear);
  });
}

inline FillClear aware(const char* when = kAware) {
  return [=](wire::Clear::Builder clear) {
    clear.setBreachKind("loss");
    clear.setAwareAt(at(when).get());
  };
}
inline FillClear risk(Risk level) {
  return [=](wire::Clear::Builder clear) { clear.setRisk(level); };
}
inline FillClear recorded() {
  return [](wire::Clear::Builder clear) {
    clear.setEffectsRecorded(Answer::YES);
    clear.setRemedyRecorded(Answer::YES);
  };
}

inline History detected(Sequence* by = nullptr) {
  History history;
  const Sequence first =
      tell(history, EventType::BREACH_DETECTED, "2026-02-06T21:00:00+01:00", aware());
  if (by != nullptr) *by = first;
  return history;
}

} // namespace ledger::test::breaches
