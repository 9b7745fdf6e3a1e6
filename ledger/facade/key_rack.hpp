// The keys of the event that is being sealed. Their locked memory is kept from event to event, and
// what was in it is wiped in between: an erased key is not found here.
#pragma once

#include "ledger/keyring/keyring.hpp"

#include <deque>

namespace ledger {

// One thread at a time.
class KeyRack {
 public:
  // From the first use() on; until the event is sealed.
  class Use {
   public:
    explicit Use(KeyRack& rack) : rack_(rack) {}
    ~Use() { rack_.clear(); }
    Use(const Use&) = delete;
    Use& operator=(const Use&) = delete;
    // A place for one more key; it stays where it is.
    [[nodiscard]] SealingKey& next() {
      if (rack_.used_ == rack_.keys_.size()) rack_.keys_.emplace_back();
      return rack_.keys_[rack_.used_++];
    }

   private:
    KeyRack& rack_;
  };

 private:
  // More than this is rare, and locked memory is scarce.
  static constexpr std::size_t kKept = 8;

  void clear() {
    while (used_ > 0)
      keys_[--used_].forget();
    while (keys_.size() > kKept)
      keys_.pop_back();
  }

  std::deque<SealingKey> keys_; // the first `used_` of them are in use
  std::size_t used_ = 0;
};

} // namespace ledger
