// How many connections there may be, and how many requests they may have in flight and how much
// memory they may hold, in all and for each uid, so that no client can make the daemon grow or
// crowd out others.
//
// A uid may have as much of the shared room as is free after it: alone the half, beside another a
// third each, and so on, so that who comes last finds room too. A connection that holds nothing may
// take one small request beyond that: its neighbours of the same uid cannot starve it either.
//
// Memory is counted in two kinds. Work: requests in flight and replies; it drains by itself. Held:
// what was read and is not a request yet. Work is bounded below the whole, so that what is held can
// always become work: else connections that hold could wait for one another for ever.
#pragma once

#include "daemon/config.hpp"
#include "ledger/base/limits.hpp"
#include "ledger/base/result.hpp"

#include <cstddef>
#include <sys/types.h>
#include <unordered_map>

namespace ledger {

// One thread. Outlives its passes.
class Admission {
  struct Usage {
    std::size_t connections = 0;
    std::size_t work = 0; // bytes
    std::size_t held = 0; // bytes
    std::size_t requests = 0;
    std::size_t replies = 0; // bytes; a part of work
  };

 public:
  // One admitted connection and the memory that is counted for it; gives both back at its end.
  class Pass {
   public:
    Pass(Pass&& other) noexcept;
    Pass& operator=(Pass&&) = delete;
    ~Pass();

    // These count, and never refuse: whoever is about to cause growth asks for room first.
    void add_request(std::size_t bytes);
    void end_request(std::size_t bytes);
    void add_reply(std::size_t bytes);
    void end_reply(std::size_t bytes);
    void set_held(std::size_t bytes);
    // May another request be taken of what is held or read?
    [[nodiscard]] bool has_room_for_work() const;
    // May a large reply be made? Counts replies only: they end when the peer reads, or when its
    // deadline has passed, while requests may be what waits for this.
    [[nodiscard]] bool has_room_for_reply() const;
    // May more be read?
    [[nodiscard]] bool has_room_to_read() const;
    // Nothing is counted for this connection: it may read kReserveBytes and take one request.
    [[nodiscard]] bool is_idle() const { return work_ == 0 && held_ == 0; }
    [[nodiscard]] bool is_free_of_work() const { return work_ == 0; }

   private:
    friend class Admission;
    Pass(Admission& admission, uid_t uid);
    void add_work(std::size_t bytes);
    void end_work(std::size_t bytes);
    Admission* admission_; // null when moved from
    uid_t uid_;
    Usage* usage_; // of the uid; stays where it is while connections has this one
    std::size_t work_ = 0;
    std::size_t held_ = 0;
    std::size_t requests_ = 0;
    std::size_t replies_ = 0;
  };

  // Requests under way, of all; a uid alone may have half of them, which is a quarter of the
  // ledger's queue. Each costs about 2.5 KiB meanwhile, which frames do not count: with the whole
  // queue to share, a crowd came to 58 to 69 MiB of growth; so it comes to 41 to 54.
  static constexpr std::size_t kMostRequests = limits::kQueueEvents / 2;
  // Enough for most events; for all connections together well within what is not counted.
  static constexpr std::size_t kReserveBytes = 4 << 10;

  // `limits` is copied.
  explicit Admission(const ConnectionLimits& limits) : limits_(limits) {}
  Admission(const Admission&) = delete;
  Admission& operator=(const Admission&) = delete;

  // All uids without any role together: whoever can make up uids has no more than one.
  static constexpr uid_t kStrangers = static_cast<uid_t>(-1); // what the kernel never gives a user

  // kBusy: too many connections, in all or of this uid.
  [[nodiscard]] Result<Pass> admit(uid_t uid);
  [[nodiscard]] std::size_t connections() const { return total_.connections; }
  // A quarter of the room for work is free: worth waking those who wait for it.
  [[nodiscard]] bool is_relaxed() const;

 private:
  [[nodiscard]] std::size_t most_work() const { return limits_.memory_bytes / 4 * 3; }

  ConnectionLimits limits_;
  Usage total_;
  std::unordered_map<uid_t, Usage> by_uid_;
};

} // namespace ledger
