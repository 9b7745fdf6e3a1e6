#include "daemon/event_budget.hpp"

#include "ledger/base/limits.hpp"

namespace ledger {
namespace {

constexpr std::size_t kMost = limits::kQueueEvents;
constexpr std::size_t kForSingleEvents = 1'024;

} // namespace

EventBudget::Share EventBudget::take(uid_t uid, std::size_t count) {
  if (!add(uid, count)) return nullptr;
  return {static_cast<void*>(this),
          [self = shared_from_this(), uid, count](void*) { self->give_back(uid, count); }};
}

bool EventBudget::add(uid_t uid, std::size_t count) {
  const std::lock_guard lock(mutex_);
  const auto known = by_uid_.find(uid);
  const std::size_t own = known == by_uid_.end() ? 0 : known->second;
  const std::size_t free = kMost > total_ ? kMost - total_ : 0;
  const std::size_t may = free + (count == 1 ? kForSingleEvents : 0);
  if (count > free || own + count > may) return false;
  by_uid_[uid] = own + count;
  total_ += count;
  return true;
}

void EventBudget::give_back(uid_t uid, std::size_t count) {
  const std::lock_guard lock(mutex_);
  const auto known = by_uid_.find(uid);
  total_ -= count;
  known->second -= count;
  if (known->second == 0) by_uid_.erase(known);
}

} // namespace ledger
