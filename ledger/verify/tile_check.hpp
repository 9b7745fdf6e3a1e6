// The stored hash tiles against the tree over the records.
#pragma once

#include "ledger/chain/tile.hpp"
#include "ledger/verify/ledger_reader.hpp"

#include <optional>
#include <span>
#include <vector>

namespace ledger {

struct TileMismatch {
  unsigned level = 0;
  std::uint64_t index = 0;
  bool missing = false;
  unsigned slot = 0; // the first hash that differs; 0 when missing or of another length
};

// Nothing when the stored tile is the one over these hashes, or the reader keeps no tiles. kDamaged
// and kIo when it cannot be read.
[[nodiscard]] Result<std::optional<TileMismatch>>
compare_tile(LedgerReader& reader, unsigned level, std::uint64_t index,
             std::span<const NodeHash, kTileWidth> hashes);

// The tiles above level 0, from the roots of the tiles of level 0. One thread at a time.
class UpperTiles {
 public:
  explicit UpperTiles(LedgerReader& reader) : reader_(reader) {}
  // The roots in order; compares each tile that this completes.
  [[nodiscard]] Result<std::optional<TileMismatch>> add(const NodeHash& tile_root);
  [[nodiscard]] std::uint64_t compared() const { return compared_; }

 private:
  struct Level {
    std::vector<NodeHash> hashes;
    std::uint64_t index = 0;
  };
  LedgerReader& reader_;
  std::vector<Level> levels_; // from level 1 up
  std::uint64_t compared_ = 0;
};

} // namespace ledger
