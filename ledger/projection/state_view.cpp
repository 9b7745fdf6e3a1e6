#include "ledger/projection/state_view.hpp"

#include <algorithm>

namespace ledger {

Result<std::optional<Bytes>> StateView::get(ByteView key) const {
  if (!changed_.empty()) {
    if (const auto found = changed_.find(std::string(as_text(key))); found != changed_.end())
      return found->second;
  }
  return base_.value(key);
}

void StateView::put(ByteView key, Bytes value) {
  changed_.insert_or_assign(std::string(as_text(key)), std::move(value));
}

void StateView::remove(ByteView key) {
  changed_.insert_or_assign(std::string(as_text(key)), std::nullopt);
}

Status StateView::commit(const Cursor& cursor) {
  StateChanges changes;
  changes.reserve(changed_.size() + 1);
  for (auto& [key, value] : changed_) {
    const ByteView bytes = as_bytes(key);
    changes.emplace_back(Bytes(bytes.begin(), bytes.end()), std::move(value));
  }
  changed_.clear();
  // Neighbours one behind the other find their places in the store's sorted memory faster.
  std::sort(changes.begin(), changes.end(),
            [](const auto& a, const auto& b) { return as_text(a.first) < as_text(b.first); });
  return base_.write(std::move(changes), cursor);
}

} // namespace ledger
