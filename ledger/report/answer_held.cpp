// What is held of a person, for what, from where and until when; and what an erasure left of it.
#include "ledger/findings/keeping.hpp"
#include "ledger/report/answer_parts.hpp"

#include <map>

namespace ledger::answer {
namespace {

void add_retention(const Asked& asked, const Holding& holding, HeldRow& row) {
  if (holding.rule == nullptr) return;
  row.retention = asked.named(holding.rule->id, &policy::Contents::retention);
  if (holding.rule->period) row.term = to_text(*holding.rule->period);
  row.criterion = holding.rule->criterion.in(asked.language());
  row.term_from = policy::word_of(holding.rule->start);
}

HeldRow row_of(const Asked& asked, const Holding& holding) {
  HeldRow row;
  row.category = asked.named(holding.category, &policy::Contents::categories);
  row.activity = asked.activity(holding.activity);
  KnownActivity known{holding.activity, holding.policy, nullptr};
  if (holding.policy != nullptr) known.activity = holding.policy->policy.activity(known.id);
  row.purpose = purpose_of(asked, known);
  row.ground = ground_of(known, *holding.by);
  row.key_class = holding.key_class;
  add_retention(asked, holding, row);
  return row;
}

// Kept until the latest; without an end when one has none.
class Until {
 public:
  void add(const std::optional<Timestamp>& end) {
    if (!end) open_ = true;
    if (end && (!last_ || *last_ < *end)) last_ = end;
  }
  [[nodiscard]] std::optional<Timestamp> end() const { return open_ ? std::nullopt : last_; }

 private:
  bool open_ = false;
  std::optional<Timestamp> last_;
};

bool has_ended(const Holding& holding, Timestamp as_of) {
  return holding.ended != nullptr && holding.ended->at() <= as_of;
}

} // namespace

std::vector<HeldRow> held(const Asked& asked) {
  Holdings holdings(asked.person());
  const std::vector<Keeping> keepings = keepings_of(asked.person());
  std::vector<HeldRow> rows;
  std::vector<Until> until;
  std::map<std::pair<std::string_view, std::string_view>, std::size_t> places;
  for (const Holding& holding : holdings.all()) {
    if (asked.as_of() < holding.by->at()) continue;
    const auto [place, fresh] =
        places.try_emplace({holding.category, holding.activity}, rows.size());
    if (fresh) {
      rows.push_back(row_of(asked, holding));
      until.emplace_back();
    }
    HeldRow& row = rows[place->second];
    row.collected.add(*holding.by);
    add_once(row.origins, name_of_value(holding.by->clear().getDataSource()));
    if (has_ended(holding, asked.as_of())) {
      add_once(row.ended_by, holding.ended->by());
      continue;
    }
    ++row.held;
    until[place->second].add(holdings.clock().due_at(holding, asked.moment()));
    for (const Keeping& keeping : keepings)
      if (keeping.holds_at(asked.as_of()) && keeping.takes_in(holding))
        add_once(row.kept_past, keeping.placed->by());
  }
  for (std::size_t i = 0; i < rows.size(); ++i)
    rows[i].until = until[i].end();
  return rows;
}

std::vector<SurvivingRow> surviving(const std::vector<HeldRow>& held) {
  std::map<std::string_view, std::size_t> places;
  std::vector<SurvivingRow> rows;
  std::vector<Until> until;
  for (const HeldRow& each : held) {
    if (each.held == 0) continue;
    const auto [place, fresh] = places.try_emplace(each.key_class, rows.size());
    if (fresh) {
      rows.emplace_back().key_class = each.key_class;
      until.emplace_back();
    }
    SurvivingRow& row = rows[place->second];
    add_once(row.categories, each.category.id);
    add_once(row.activities, each.activity.id);
    until[place->second].add(each.until);
    for (const Sequence record : each.kept_past)
      add_once(row.kept_past, record);
  }
  for (std::size_t i = 0; i < rows.size(); ++i)
    rows[i].until = until[i].end();
  return rows;
}

} // namespace ledger::answer
