// The requests of one connection that are not answered yet.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace ledger {

class OpenRequests {
 public:
  struct Handle {
    std::uint32_t slot;
    std::uint64_t ticket;
  };

  // `charged` is the memory that is counted for the request.
  [[nodiscard]] Handle open(std::size_t charged);
  [[nodiscard]] bool is_open(Handle handle) const;
  // It has had its first of several replies. The request is open.
  void mark_standing(Handle handle);
  // Ends it and returns what was charged. The request is open.
  [[nodiscard]] std::size_t close(Handle handle);

  [[nodiscard]] std::size_t open_count() const { return open_; }
  // Those that somebody waits for: standing ones have no last reply to wait for.
  [[nodiscard]] std::size_t awaited_count() const { return open_ - standing_; }

 private:
  // Few are open most of the time, and thousands of idle sessions keep no table.
  static constexpr std::size_t kKeptSlots = 64;

  struct Slot {
    std::uint64_t ticket = 0; // 0: free
    std::uint32_t charged = 0;
    bool standing = false;
  };
  std::vector<Slot> slots_;
  std::vector<std::uint32_t> free_;
  std::uint64_t last_ticket_ = 0;
  std::size_t open_ = 0;
  std::size_t standing_ = 0;
};

} // namespace ledger
