#include "ledger/store/newest_ids.hpp"

#include "ledger/base/bytes.hpp"

#include <algorithm>

namespace ledger {
namespace {

constexpr std::size_t kSourceBytes = 8;

std::uint64_t source_of(const IdKey& key) {
  return get_be(key.view().data(), kSourceBytes);
}

} // namespace

void NewestIds::note(const IdKey& key) {
  IdKey& newest = by_source_.try_emplace(source_of(key), key).first->second;
  newest = std::max(newest, key);
}

void NewestIds::note(const NewestIds& other) {
  for (const auto& entry : other.by_source_)
    note(entry.second);
}

bool NewestIds::may_hold(const IdKey& key) const {
  const auto found = by_source_.find(source_of(key));
  return found != by_source_.end() && key <= found->second;
}

std::optional<IdKey> next_source(const IdKey& key) {
  const std::uint64_t source = source_of(key);
  if (source == ~std::uint64_t{0}) return std::nullopt;
  IdKey next;
  put_be(next.writable().data(), source + 1, kSourceBytes);
  return next;
}

IdKey last_of_source(const IdKey& key) {
  IdKey last = key;
  std::fill(last.writable().begin() + kSourceBytes, last.writable().end(), std::uint8_t{0xff});
  return last;
}

} // namespace ledger
