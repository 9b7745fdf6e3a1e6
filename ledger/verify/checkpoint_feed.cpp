#include "ledger/verify/checkpoint_feed.hpp"

namespace ledger {
namespace {

constexpr std::size_t kReadAhead = 1'024;

} // namespace

CheckpointFeed::CheckpointFeed(LedgerReader& reader) : reader_(reader) {
  thread_ = std::thread([this] {
    Status read = reader_.each_checkpoint([this](TreeSize size, std::string_view note) -> Status {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [this] { return stop_ || read_.size() < kReadAhead; });
      if (stop_) return fail(Errc::kStopping, "no more is wanted", "checkpoints", "");
      read_.push_back({size, std::string(note)});
      changed_.notify_all();
      return {};
    });
    const std::lock_guard lock(mutex_);
    status_ = std::move(read);
    ended_ = true;
    changed_.notify_all();
  });
}

CheckpointFeed::~CheckpointFeed() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

const CheckpointFeed::Stored* CheckpointFeed::peek() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return ended_ || !read_.empty(); });
  return read_.empty() ? nullptr : &read_.front(); // a deque does not move what is in front
}

void CheckpointFeed::pop() {
  const std::lock_guard lock(mutex_);
  read_.pop_front();
  changed_.notify_all();
}

Status CheckpointFeed::status() {
  const std::lock_guard lock(mutex_);
  return status_;
}

} // namespace ledger
