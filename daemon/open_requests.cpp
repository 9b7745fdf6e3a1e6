#include "daemon/open_requests.hpp"

#include "ledger/base/limits.hpp"

#include <utility>

namespace ledger {

static_assert(limits::kFrameBytes < UINT32_MAX / 2);

OpenRequests::Handle OpenRequests::open(std::size_t charged) {
  if (free_.empty()) {
    free_.push_back(static_cast<std::uint32_t>(slots_.size()));
    slots_.emplace_back();
  }
  const Handle handle{free_.back(), ++last_ticket_};
  free_.pop_back();
  Slot& slot = slots_[handle.slot];
  slot.ticket = handle.ticket;
  slot.charged = static_cast<std::uint32_t>(charged);
  slot.standing = false;
  ++open_;
  return handle;
}

bool OpenRequests::is_open(Handle handle) const {
  return handle.slot < slots_.size() && slots_[handle.slot].ticket == handle.ticket;
}

void OpenRequests::mark_standing(Handle handle) {
  if (!std::exchange(slots_[handle.slot].standing, true)) ++standing_;
}

std::size_t OpenRequests::close(Handle handle) {
  Slot& slot = slots_[handle.slot];
  const std::size_t charged = slot.charged;
  if (slot.standing) --standing_;
  slot = {};
  free_.push_back(handle.slot);
  if (--open_ == 0 && slots_.size() > kKeptSlots) {
    slots_ = {};
    free_ = {};
  }
  return charged;
}

} // namespace ledger
