// Where verification reads from. A port, since there are two: the database in a folder, and a
// running daemon behind its socket.
#pragma once

#include "ledger/base/ids.hpp"
#include "ledger/base/result.hpp"
#include "ledger/crypto/digest.hpp"

#include <functional>
#include <optional>

namespace ledger {

// An error ends the reading and is its result.
using KeyedRecordVisitor = std::function<Status(ByteView key, ByteView record)>;
using CheckpointVisitor = std::function<Status(TreeSize, std::string_view note)>;

// size() is asked once and first; what is appended later is not looked at. All members may be
// called from any thread. Nothing that is returned is to be believed.
class LedgerReader {
 public:
  virtual ~LedgerReader() = default;
  // One more than the last key; kMissing when there are records, but no record 0.
  [[nodiscard]] virtual Result<TreeSize> size() = 0;
  // Whatever is stored from `from` on, in key order, gaps or not. kDamaged, kIo: the storage below
  // could not be read; the place is named.
  [[nodiscard]] virtual Status scan(Sequence from, const KeyedRecordVisitor& visit) = 0;
  // kNotFound when there is none.
  [[nodiscard]] virtual Result<Bytes> record(Sequence sequence) = 0;
  // Whether tiles are kept where this reads from.
  [[nodiscard]] virtual bool has_tiles() const = 0;
  [[nodiscard]] virtual Result<std::optional<Bytes>> tile(unsigned level, std::uint64_t index) = 0;
  // In the order of their sizes.
  [[nodiscard]] virtual Status each_checkpoint(const CheckpointVisitor& visit) = 0;
  [[nodiscard]] virtual Result<std::optional<Bytes>> document(const DocumentHash& hash) = 0;
};

} // namespace ledger
