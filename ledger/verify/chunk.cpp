#include "ledger/verify/chunk.hpp"

namespace ledger {
namespace {

// Over the full tiles of level 0 that these leaves make, for which they start at a full tile.
Status check_tiles(LedgerReader& reader, Chunk& chunk) {
  std::vector<NodeHash> hashes;
  hashes.reserve(kTileWidth);
  for (std::size_t i = 0; i + kTileWidth <= chunk.leaves.size(); i += kTileWidth) {
    hashes.clear();
    for (std::size_t j = i; j < i + kTileWidth; ++j)
      hashes.push_back(as_node(chunk.leaves[j]));
    const std::span<const NodeHash, kTileWidth> tile(hashes);
    chunk.tile_roots.push_back(tile_root(tile));
    if (chunk.tile) continue;
    LEDGER_ASSIGN(chunk.tile, compare_tile(reader, 0, (chunk.first.get() + i) / kTileWidth, tile));
  }
  return {};
}

} // namespace

Chunk read_chunk(LedgerReader& reader, Sequence first, TreeSize to) {
  Chunk chunk;
  chunk.first = first;
  const BodyReader read = [&chunk](const RecordHeader& header, ByteView body) {
    return chunk.notes.read(header, body);
  };
  ChainRun run(first, read);
  run.leaves().reserve(to.get() - first.get());
  bool ended = false; // by us
  const Status scanned = reader.scan(first, [&](ByteView key, ByteView record) -> Status {
    ended = run.leaves().size() == to.get() - first.get() || !run.add(key, record);
    if (ended) return fail(Errc::kStopping, "this part was read", "records", "");
    chunk.bytes += record.size();
    return {};
  });
  if (!scanned && !ended) chunk.unreadable = scanned.error();
  if (!chunk.unreadable) static_cast<void>(run.finish(to));
  chunk.leaves = std::move(run.leaves());
  chunk.front = run.front();
  chunk.back = run.back();
  chunk.fault = run.fault();
  if (Status tiles = check_tiles(reader, chunk); !tiles && !chunk.unreadable)
    chunk.unreadable = tiles.error();
  return chunk;
}

} // namespace ledger
