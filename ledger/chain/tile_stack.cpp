#include "ledger/chain/tile_stack.hpp"

namespace ledger {
namespace {

static_assert(Frontier::kNotedLevels == kTileHeight);

tl::unexpected<Error> missing_tile(unsigned level, std::uint64_t index) {
  return fail(Errc::kMissing, "a hash tile is not there or not whole",
              "tile " + std::to_string(index) + " of level " + std::to_string(level),
              "auditledger verify; the tiles can be rebuilt from the records");
}

} // namespace

void TileStack::append(const LeafHash& leaf, const TileSink& full) {
  const std::uint64_t index = frontier_.size().get();
  frontier_.append(leaf);
  NodeHash node = as_node(leaf);
  std::uint64_t position = index;
  for (unsigned level = 0;; ++level) {
    if (edge_.size() == level) edge_.emplace_back().reserve(kTileWidth);
    std::vector<NodeHash>& tile = edge_[level];
    tile.push_back(node);
    if (tile.size() < kTileWidth) return;
    full(level, position / kTileWidth, tile);
    node = frontier_.completed((level + 1) * kTileHeight);
    tile.clear();
    position /= kTileWidth;
  }
}

Result<TileStack> TileStack::load(TreeSize size, std::span<const LeafHash> tail,
                                  const TileReader& read) {
  TileStack stack;
  // From the top: a level's edge holds the roots of the full tiles below that no full tile of its
  // own level covers; each is one stored tile to read.
  unsigned top = 0;
  while (size.get() >> kTileHeight * (top + 1) > 0)
    ++top;
  stack.edge_.resize(top + 1);
  for (unsigned level = top; level > 0; --level) {
    const std::uint64_t count = size.get() >> kTileHeight * level;
    for (std::uint64_t i = count - count % kTileWidth; i < count; ++i) {
      LEDGER_ASSIGN(const auto bytes, read(level - 1, i));
      if (!bytes) return missing_tile(level - 1, i);
      LEDGER_ASSIGN(const auto hashes, decode_tile(*bytes, kTileWidth));
      stack.edge_[level].push_back(tile_root(std::span<const NodeHash, kTileWidth>(hashes)));
    }
    for (const NodeHash& node : stack.edge_[level])
      LEDGER_TRY(stack.frontier_.append_perfect(kTileHeight * level, node));
  }
  for (const LeafHash& leaf : tail) {
    stack.edge_[0].push_back(as_node(leaf));
    stack.frontier_.append(leaf);
  }
  if (stack.size() != size)
    return fail(Errc::kInternal, "the tail does not fit the tree",
                std::to_string(tail.size()) + " leaves", "report this");
  return stack;
}

Result<std::vector<NodeHash>> TileStack::hashes_of(unsigned level, std::uint64_t tile,
                                                   const TileReader& read) const {
  const std::uint64_t in_level = size().get() >> kTileHeight * level;
  if (tile == in_level / kTileWidth && level < edge_.size()) return edge_[level];
  LEDGER_ASSIGN(const auto bytes, read(level, tile));
  if (!bytes) return missing_tile(level, tile);
  return decode_tile(*bytes, kTileWidth);
}

NodeReader TileStack::node_reader(const TileReader& read) const {
  return [this, read](unsigned level, std::uint64_t index) -> Result<NodeHash> {
    const TileSlice slice = slice_of(level, index);
    LEDGER_ASSIGN(const auto hashes, hashes_of(slice.level, slice.tile, read));
    if (slice.first + slice.count > hashes.size()) return missing_tile(slice.level, slice.tile);
    return subtree_root(std::span(hashes).subspan(slice.first, slice.count));
  };
}

} // namespace ledger
