// The state as a fold sees it: what is stored, with its own changes on top. Live and replay use the
// same.
#pragma once

#include "ledger/projection/state_copy.hpp"

#include <unordered_map>

namespace ledger {

// Changes wait in memory until commit(). One thread at a time.
class StateView {
 public:
  // `base` outlives the view.
  explicit StateView(StateCopy& base) : base_(base) {}
  // Nothing when there is no such key.
  [[nodiscard]] Result<std::optional<Bytes>> get(ByteView key) const;
  void put(ByteView key, Bytes value);
  void remove(ByteView key);
  // Keys that were changed since the last commit.
  [[nodiscard]] std::size_t changed() const { return changed_.size(); }
  // All changes and the cursor, or nothing.
  [[nodiscard]] Status commit(const Cursor& cursor);

 private:
  StateCopy& base_;
  std::unordered_map<std::string, std::optional<Bytes>> changed_;
};

} // namespace ledger
