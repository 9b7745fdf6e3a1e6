#include "ledger/report/register_diff.hpp"

#include <algorithm>

namespace ledger {
namespace {

const RegisterRow* row_of(const ProcessingRegister& all, const std::string& activity) {
  const auto at = std::find_if(all.rows.begin(), all.rows.end(),
                               [&](const RegisterRow& row) { return row.activity.id == activity; });
  return at == all.rows.end() ? nullptr : &*at;
}

bool same_values(Texts a, Texts b) {
  std::sort(a.begin(), a.end());
  std::sort(b.begin(), b.end());
  return a == b;
}

// What of `here`, which says whose fields these are, is not the same on both sides.
template <class Of>
void compare(const RegisterChange& here, std::span<const RegisterField<Of>> fields,
             const Of& before, const Of& after, std::vector<RegisterChange>& changes) {
  for (const RegisterField<Of>& field : fields) {
    RegisterChange change = here;
    change.field = field.name;
    change.before = field.values(before);
    change.after = field.values(after);
    if (!same_values(change.before, change.after)) changes.push_back(std::move(change));
  }
}

RegisterChange change_of(const RegisterRow& row, RegisterChange::Kind kind) {
  RegisterChange change;
  change.kind = kind;
  change.activity = row.activity.id;
  change.label = row.activity.label;
  return change;
}

} // namespace

std::vector<RegisterChange> changes_between(const ProcessingRegister& before,
                                            const ProcessingRegister& after) {
  using Kind = RegisterChange::Kind;
  std::vector<RegisterChange> changes;
  compare(RegisterChange(), controller_fields(), before.controller, after.controller, changes);
  for (const RegisterRow& row : after.rows) {
    if (const RegisterRow* old = row_of(before, row.activity.id))
      compare(change_of(row, Kind::kChanged), activity_fields(), *old, row, changes);
    else
      changes.push_back(change_of(row, Kind::kAdded));
  }
  for (const RegisterRow& row : before.rows)
    if (row_of(after, row.activity.id) == nullptr)
      changes.push_back(change_of(row, Kind::kRemoved));
  return changes;
}

} // namespace ledger
