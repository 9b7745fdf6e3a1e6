// Replies that wait to be written, one behind the other, so that many small ones leave in one
// write.
#pragma once

#include "ledger/base/bytes.hpp"
#include "ledger/crypto/secret.hpp"

namespace ledger {

// Wipes what it held, which may be personal data. Empty, it keeps at most kKeptBytes.
class Outbox {
 public:
  static constexpr std::size_t kKeptBytes = 16 << 10;
  // Replies of so many bytes are written without waiting for more: memory that grows for each group
  // and is wiped and given back behind it was 6 % of an append.
  static constexpr std::size_t kWriteAtBytes = kKeptBytes / 4 * 3;

  void append(ByteView bytes);
  // What is to be written next; valid until the next append() or taken().
  [[nodiscard]] ByteView waiting() const { return memory_.view().subspan(begin_, end_ - begin_); }
  // `size` bytes of it have been written.
  void taken(std::size_t size);

  [[nodiscard]] bool empty() const { return begin_ == end_; }
  [[nodiscard]] std::size_t size() const { return end_ - begin_; }

 private:
  void make_room(std::size_t more);

  SecretBytes memory_;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
};

} // namespace ledger
