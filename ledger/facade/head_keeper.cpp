#include "ledger/facade/head_keeper.hpp"

#include "ledger/store/head.hpp"

namespace ledger {
namespace {

constexpr std::chrono::milliseconds kPause{10};

} // namespace

HeadKeeper::HeadKeeper(Head& head, std::function<void(const Error&)> on_fatal)
    : head_(head), on_fatal_(std::move(on_fatal)), thread_([this] { run(); }) {}

HeadKeeper::~HeadKeeper() {
  stop();
}

void HeadKeeper::mark_dirty() {
  {
    const std::lock_guard lock(mutex_);
    if (dirty_) return;
    dirty_ = true;
  }
  wake_.notify_one();
}

Status HeadKeeper::sync_now() {
  {
    const std::lock_guard lock(mutex_);
    dirty_ = false;
  }
  return sync();
}

Status HeadKeeper::sync() {
  const std::lock_guard lock(sync_mutex_);
  return head_.sync();
}

void HeadKeeper::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void HeadKeeper::run() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    wake_.wait(lock, [this] { return dirty_ || stopping_; });
    if (stopping_) return;
    dirty_ = false;
    lock.unlock();
    if (const Status synced = sync(); !synced) {
      on_fatal_(synced.error());
      return;
    }
    lock.lock();
    wake_.wait_for(lock, kPause, [this] { return stopping_; });
  }
}

} // namespace ledger
