// How many connections there may be and how much memory they may hold, in all and for each uid, so
// that no client can make the daemon grow or crowd out the clients of another uid.
#pragma once

#include "daemon/config.hpp"
#include "ledger/base/result.hpp"

#include <cstddef>
#include <sys/types.h>
#include <unordered_map>

namespace ledger {

// One thread. Outlives its passes.
class Admission {
  struct Usage {
    std::size_t connections = 0;
    std::size_t bytes = 0;
  };

 public:
  // One admitted connection and the memory that is counted for it; gives both back at its end.
  class Pass {
   public:
    Pass(Pass&& other) noexcept;
    Pass& operator=(Pass&&) = delete;
    ~Pass();

    // Counts, never refuses: whoever is about to cause growth asks has_room() first.
    void charge(std::size_t bytes);
    void release(std::size_t bytes);
    // False while all connections, or those of this uid (half of the whole), hold their share.
    [[nodiscard]] bool has_room() const;

   private:
    friend class Admission;
    Pass(Admission& admission, uid_t uid);
    Admission* admission_; // null when moved from
    uid_t uid_;
    Usage* usage_; // of the uid; stays where it is while connections has this one
    std::size_t bytes_ = 0;
  };

  // `limits` is copied.
  explicit Admission(const ConnectionLimits& limits) : limits_(limits) {}
  Admission(const Admission&) = delete;
  Admission& operator=(const Admission&) = delete;

  // kBusy: too many connections, in all or of this uid.
  [[nodiscard]] Result<Pass> admit(uid_t uid);
  [[nodiscard]] std::size_t connections() const { return total_.connections; }
  [[nodiscard]] std::size_t bytes() const { return total_.bytes; }

 private:
  ConnectionLimits limits_;
  Usage total_;
  std::unordered_map<uid_t, Usage> by_uid_;
};

} // namespace ledger
