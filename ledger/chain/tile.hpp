// Tiles and entry bundles as C2SP tlog-tiles 0.1.0 lays them out, so that static files and a web
// server are all that a monitor needs. A tile holds 256 hashes, every eighth level of the tree.
#pragma once

#include "ledger/base/ids.hpp"
#include "ledger/base/result.hpp"
#include "ledger/crypto/digest.hpp"

#include <span>
#include <string>
#include <vector>

namespace ledger {

inline constexpr unsigned kTileHeight = 8;
inline constexpr unsigned kTileWidth = 1u << kTileHeight;
// With these levels, 0 to 7, every tree of a 64-bit size is covered.
inline constexpr unsigned kTileLevels = 8;

// Level 0 holds the leaf hashes. Hash i of tile n on level l is the root over the leaves
// [(256n+i) * 256^l, (256n+i+1) * 256^l).
struct TileId {
  unsigned level = 0;
  std::uint64_t index = 0;
  unsigned width = kTileWidth; // 1 to 256 hashes; fewer than 256 only at the right edge
};

// "tile/0/x001/234", or "tile/0/x001/234.p/112" for a partial one. `tile.width` is 1 to 256.
[[nodiscard]] std::string tile_path(const TileId& tile);
// "tile/entries/x001/234", with the records that stand behind the tile of level 0 and this index.
[[nodiscard]] std::string entries_path(std::uint64_t index, unsigned width);

// What one level of a tree of this size consists of.
struct TileCount {
  std::uint64_t full = 0;
  unsigned partial = 0; // hashes in the tile behind the full ones; 0: there is none
};
[[nodiscard]] TileCount tiles_at(unsigned level, TreeSize size);

// Where the root over [index << level, (index + 1) << level) is found: it is the subtree_root of
// `count` hashes of one tile, from `first` on.
struct TileSlice {
  unsigned level = 0;
  std::uint64_t tile = 0;
  unsigned first = 0;
  unsigned count = 1;
};
[[nodiscard]] TileSlice slice_of(unsigned level, std::uint64_t index);
// The root over 1, 2, 4 ... or 256 hashes that stand side by side.
[[nodiscard]] NodeHash subtree_root(std::span<const NodeHash> hashes);
// The hash that a full tile is on the next level of tiles.
[[nodiscard]] NodeHash tile_root(std::span<const NodeHash, kTileWidth> hashes);

// The hashes one behind the other.
[[nodiscard]] Bytes encode_tile(std::span<const NodeHash> hashes);
// kMalformed unless it is exactly `width` hashes.
[[nodiscard]] Result<std::vector<NodeHash>> decode_tile(ByteView bytes, unsigned width);

// Each record behind its length in two bytes, big-endian. kTooLarge on more than 256 records or one
// of more than 65,535 bytes.
[[nodiscard]] Result<Bytes> encode_entry_bundle(std::span<const ByteView> records);
// The records point into `bytes`. kMalformed unless it is exactly `width` records.
[[nodiscard]] Result<std::vector<ByteView>> decode_entry_bundle(ByteView bytes, unsigned width);

} // namespace ledger
