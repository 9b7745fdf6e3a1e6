#include "daemon/outbox.hpp"

#include <algorithm>

namespace ledger {

void Outbox::append(ByteView bytes) {
  make_room(bytes.size());
  std::copy(bytes.begin(), bytes.end(),
            memory_.writable().begin() + static_cast<std::ptrdiff_t>(end_));
  end_ += bytes.size();
}

void Outbox::taken(std::size_t size) {
  wipe(memory_.writable().subspan(begin_, size));
  begin_ += size;
  if (!empty()) return;
  begin_ = end_ = 0;
  if (memory_.size() > kKeptBytes) memory_ = SecretBytes();
}

void Outbox::make_room(std::size_t more) {
  if (memory_.size() - end_ >= more) return;
  const std::size_t needed = size() + more;
  // The same size again when what is left fills at most half of it: what was written made the room.
  const std::size_t capacity =
      needed <= memory_.size() / 2 ? memory_.size() : std::max(needed, memory_.size() * 2);
  SecretBytes larger(std::max<std::size_t>(capacity, 1'024));
  const ByteView kept = waiting();
  std::copy(kept.begin(), kept.end(), larger.writable().begin());
  end_ = kept.size();
  begin_ = 0;
  memory_ = std::move(larger);
}

} // namespace ledger
