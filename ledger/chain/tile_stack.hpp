// The right edge of the tree: for each level the hashes of the tile that is not full yet. With the
// full tiles, which are stored, it answers for every perfect subtree and so for every proof.
#pragma once

#include "ledger/chain/proof.hpp"
#include "ledger/chain/tile.hpp"
#include "ledger/chain/tree.hpp"

#include <functional>
#include <optional>

namespace ledger {

// Reads a full stored tile: 8,192 bytes, or nothing when there is none.
using TileReader = std::function<Result<std::optional<Bytes>>(unsigned level, std::uint64_t index)>;

// One thread at a time; copies are cheap (some 40 KiB) and independent.
class TileStack {
 public:
  using TileSink =
      std::function<void(unsigned level, std::uint64_t index, std::span<const NodeHash> hashes)>;

  // Appends a leaf; calls `full` for each tile that this completes, lowest level first.
  void append(const LeafHash& leaf, const TileSink& full);

  [[nodiscard]] TreeSize size() const { return frontier_.size(); }
  [[nodiscard]] RootHash root() const { return frontier_.root(); }

  // Rebuilds the edge for `size` from the stored tiles and the leaf hashes behind the last full
  // tile of level 0, which the caller reads from the records. kMissing when a tile is not there.
  [[nodiscard]] static Result<TileStack> load(TreeSize size, std::span<const LeafHash> tail,
                                              const TileReader& read);
  // How many leaves load() wants as tail for a size.
  [[nodiscard]] static std::uint64_t tail_length(TreeSize size) { return size.get() % kTileWidth; }

  // For proofs in the tree of size(). Refers to this stack and to `read`; kMissing when a stored
  // tile is gone.
  [[nodiscard]] NodeReader node_reader(const TileReader& read) const;

 private:
  [[nodiscard]] Result<std::vector<NodeHash>> hashes_of(unsigned level, std::uint64_t tile,
                                                        const TileReader& read) const;

  Frontier frontier_;
  std::vector<std::vector<NodeHash>> edge_; // by level; each shorter than a tile
};

} // namespace ledger
