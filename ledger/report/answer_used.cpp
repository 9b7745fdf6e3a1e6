// What a person's data was used for, and who looked it up.
#include "ledger/findings/names.hpp"
#include "ledger/report/answer_parts.hpp"

#include <map>

namespace ledger::answer {
namespace {

using wire::EventType;
using wire::Operation;

void add_use(const Fact& fact, const KnownActivity& activity, UsedRow& row) {
  const wire::Clear::Reader& clear = fact.clear();
  row.used.add(fact);
  if (fact.type() == EventType::USE_BATCH) ++row.in_batches;
  row.ground = ground_of(activity, fact);
  add_once(row.operations, name_of_value(clear.getOperation()));
  add_once(row.channels, name_of_value(clear.getChannel()));
  add_names(row.categories, clear.getCategories());
  const bool by_itself = clear.getOperation() == Operation::DECIDE ||
                         clear.getOperation() == Operation::PROFILE ||
                         (activity.activity != nullptr && activity.activity->automated);
  row.decides = row.decides || by_itself;
}

} // namespace

std::vector<UsedRow> used(const Asked& asked) {
  std::vector<UsedRow> rows;
  std::map<std::string_view, std::size_t> places;
  for (const Fact& fact : asked.facts()) {
    if (fact.type() != EventType::USE && fact.type() != EventType::USE_BATCH) continue;
    for (const KnownActivity& activity : asked.person().activities_of(fact)) {
      const auto [place, fresh] = places.try_emplace(activity.id, rows.size());
      if (fresh) rows.emplace_back().activity = asked.activity(activity.id);
      UsedRow& row = rows[place->second];
      if (activity.activity != nullptr) row.purpose = purpose_of(asked, activity);
      add_use(fact, activity, row);
    }
  }
  return rows;
}

// Whose look-up it was stays out: the person is owed when and why, not which employee.
std::vector<LookedUpRow> looked_up(const Asked& asked) {
  std::vector<LookedUpRow> rows;
  for (const Fact& fact : asked.facts()) {
    if (fact.type() != EventType::STAFF_ACCESSED) continue;
    LookedUpRow& row = rows.emplace_back();
    row.at = fact.at();
    row.record = fact.by();
    row.count = fact.clear().getCount();
    add_names(row.categories, fact.clear().getCategories());
    row.role = asked.look_up(
        name_of(fact.clear().getStaffRole()),
        [](const policy::Contents& contents) -> const auto& { return contents.staff.roles; });
    row.reason = asked.look_up(
        name_of(fact.clear().getLookupReason()),
        [](const policy::Contents& contents) -> const auto& {
          return contents.staff.lookup_reasons;
        });
  }
  return rows;
}

std::vector<ReportedRow> reported(const Asked& asked) {
  std::vector<ReportedRow> rows;
  for (const Fact& fact : asked.facts())
    if (fact.type() == EventType::REPORT_PRODUCED)
      rows.push_back({fact.at(), name_of_value(fact.clear().getReportKind()), fact.by()});
  return rows;
}

} // namespace ledger::answer
