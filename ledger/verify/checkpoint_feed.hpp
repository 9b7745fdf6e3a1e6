// Stored checkpoints one by one: there may be one for every second of ten years, so they are read
// along with the records and not kept.
#pragma once

#include "ledger/verify/ledger_reader.hpp"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

namespace ledger {

// Reads ahead on a thread of its own. One user at a time.
class CheckpointFeed {
 public:
  struct Stored {
    TreeSize size;
    std::string note;
  };
  // `reader` is kept by reference.
  explicit CheckpointFeed(LedgerReader& reader);
  ~CheckpointFeed();
  CheckpointFeed(const CheckpointFeed&) = delete;
  CheckpointFeed& operator=(const CheckpointFeed&) = delete;

  // The next in order of size, without taking it; null at the end or after an error. Waits for it.
  [[nodiscard]] const Stored* peek();
  void pop();
  // Whether all could be read; once peek() has said that there are no more.
  [[nodiscard]] Status status();

 private:
  LedgerReader& reader_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Stored> read_; // and all below under mutex_
  bool ended_ = false;
  bool stop_ = false;
  Status status_;
  std::thread thread_;
};

} // namespace ledger
