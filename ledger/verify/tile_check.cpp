#include "ledger/verify/tile_check.hpp"

#include <algorithm>

namespace ledger {

Result<std::optional<TileMismatch>> compare_tile(LedgerReader& reader, unsigned level,
                                                 std::uint64_t index,
                                                 std::span<const NodeHash, kTileWidth> hashes) {
  if (!reader.has_tiles()) return std::nullopt;
  LEDGER_ASSIGN(const auto stored, reader.tile(level, index));
  if (!stored) return TileMismatch{level, index, true, 0};
  const auto decoded = decode_tile(*stored, kTileWidth);
  if (!decoded) return TileMismatch{level, index, false, 0};
  const auto differs = std::mismatch(hashes.begin(), hashes.end(), decoded->begin()).first;
  if (differs == hashes.end()) return std::nullopt;
  return TileMismatch{level, index, false, static_cast<unsigned>(differs - hashes.begin())};
}

Result<std::optional<TileMismatch>> UpperTiles::add(const NodeHash& tile_root) {
  NodeHash node = tile_root;
  for (unsigned above = 0;; ++above) {
    if (levels_.size() == above) levels_.emplace_back();
    Level& level = levels_[above];
    level.hashes.push_back(node);
    if (level.hashes.size() < kTileWidth) return std::nullopt;
    const std::span<const NodeHash, kTileWidth> hashes(level.hashes);
    LEDGER_ASSIGN(const auto mismatch, compare_tile(reader_, above + 1, level.index, hashes));
    if (mismatch) return mismatch;
    ++compared_;
    node = ledger::tile_root(hashes);
    level.hashes.clear();
    ++level.index;
  }
}

} // namespace ledger
