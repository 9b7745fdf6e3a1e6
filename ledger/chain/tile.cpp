#include "ledger/chain/tile.hpp"

#include "ledger/base/limits.hpp"

#include <algorithm>
#include <array>

namespace ledger {
namespace {

constexpr std::size_t kLengthBytes = 2;

// 1234067 becomes x001/x234/067: no folder holds more than a thousand names.
std::string grouped(std::uint64_t index) {
  std::string digits = std::to_string(index);
  digits.insert(0, (3 - digits.size() % 3) % 3, '0');
  std::string path;
  for (std::size_t i = 0; i < digits.size(); i += 3) {
    const bool last = i + 3 == digits.size();
    path += last ? "" : "x";
    path += digits.substr(i, 3);
    path += last ? "" : "/";
  }
  return path;
}

std::string with_width(std::string path, unsigned width) {
  if (width < kTileWidth) path += ".p/" + std::to_string(width);
  return path;
}

tl::unexpected<Error> malformed(std::string what) {
  return fail(Errc::kMalformed, std::move(what), "tile data",
              "fetch it again, for the width that the tree size gives");
}

} // namespace

std::string tile_path(const TileId& tile) {
  return with_width("tile/" + std::to_string(tile.level) + "/" + grouped(tile.index), tile.width);
}

std::string entries_path(std::uint64_t index, unsigned width) {
  return with_width("tile/entries/" + grouped(index), width);
}

TileCount tiles_at(unsigned level, TreeSize size) {
  if (level >= kTileLevels) return {};
  const std::uint64_t hashes = size.get() >> (level * kTileHeight);
  return {hashes / kTileWidth, static_cast<unsigned>(hashes % kTileWidth)};
}

TileSlice slice_of(unsigned level, std::uint64_t index) {
  const unsigned inside = level % kTileHeight;
  // Split before widening: (index << inside) could pass 64 bits.
  const std::uint64_t nodes_per_tile = kTileWidth >> inside;
  return {level / kTileHeight, index / nodes_per_tile,
          static_cast<unsigned>(index % nodes_per_tile) << inside, 1u << inside};
}

NodeHash subtree_root(std::span<const NodeHash> hashes) {
  if (hashes.size() == 1) return hashes.front();
  std::array<NodeHash, kTileWidth / 2> level;
  std::size_t count = hashes.size() / 2;
  for (std::size_t i = 0; i < count; ++i)
    level[i] = hash_node(hashes[2 * i], hashes[2 * i + 1]);
  while (count > 1) {
    count /= 2;
    for (std::size_t i = 0; i < count; ++i)
      level[i] = hash_node(level[2 * i], level[2 * i + 1]);
  }
  return level.front();
}

NodeHash tile_root(std::span<const NodeHash, kTileWidth> hashes) {
  return subtree_root(hashes);
}

Bytes encode_tile(std::span<const NodeHash> hashes) {
  Bytes bytes;
  bytes.reserve(hashes.size() * NodeHash::kSize);
  for (const NodeHash& hash : hashes)
    append(bytes, hash.view());
  return bytes;
}

Result<std::vector<NodeHash>> decode_tile(ByteView bytes, unsigned width) {
  if (width == 0 || width > kTileWidth || bytes.size() != width * NodeHash::kSize)
    return malformed("a tile does not have the length of its hashes");
  std::vector<NodeHash> hashes(width);
  ByteReader reader(bytes);
  for (NodeHash& hash : hashes)
    hash = reader.fixed<NodeHash>();
  return hashes;
}

Result<Bytes> encode_entry_bundle(std::span<const ByteView> records) {
  std::size_t size = 0;
  for (const ByteView record : records) {
    if (record.size() > limits::kRecordBytes)
      return fail(Errc::kTooLarge, "a record is longer than 65,535 bytes", "entry bundle",
                  "leave the record out; the ledger cannot hold it");
    size += kLengthBytes + record.size();
  }
  if (records.size() > kTileWidth)
    return fail(Errc::kTooLarge, "an entry bundle holds at most 256 records", "entry bundle",
                "start the next bundle");
  Bytes bytes;
  bytes.reserve(size);
  for (const ByteView record : records) {
    append_be(bytes, record.size(), kLengthBytes);
    append(bytes, record);
  }
  return bytes;
}

Result<std::vector<ByteView>> decode_entry_bundle(ByteView bytes, unsigned width) {
  if (width == 0 || width > kTileWidth) return malformed("an entry bundle holds 1 to 256 records");
  std::vector<ByteView> records(width);
  ByteReader reader(bytes);
  for (ByteView& record : records)
    record = reader.take(static_cast<std::size_t>(reader.be(kLengthBytes)));
  if (!reader.at_end()) return malformed("an entry bundle does not hold its number of records");
  return records;
}

} // namespace ledger
