// A run of records that one thread reads, hashes and checks on its own, with the tiles over it.
#pragma once

#include "ledger/verify/read_body.hpp"
#include "ledger/verify/tile_check.hpp"

namespace ledger {

struct Chunk {
  Sequence first;
  std::vector<LeafHash> leaves;     // of the good records
  std::vector<NodeHash> tile_roots; // over each full tile of these leaves
  ChainRecord front;
  ChainRecord back;
  BodyNotes notes;
  std::uint64_t bytes = 0;
  std::optional<ChainFault> fault;  // where the good records end
  std::optional<Error> unreadable;  // the storage below; the good records end there too
  std::optional<TileMismatch> tile; // the first tile that does not fit its records
};

// Reads the records [first, to); `first` is a multiple of the width of a tile. Any thread.
[[nodiscard]] Chunk read_chunk(LedgerReader& reader, Sequence first, TreeSize to);

} // namespace ledger
