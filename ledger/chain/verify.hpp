// The rules of the chain, as anyone can check them with a hash function: each record stands in its
// place, holds the hash of the one before, belongs to the same ledger, and is not older than it.
// Every rule concerns one record or two neighbours, so that a ledger can be checked in runs side by
// side and the runs be joined afterwards. Pure; no storage, no threads.
#pragma once

#include "ledger/chain/record.hpp"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace ledger {

// A batch use is stored as parts 0 to count-1, one behind the other, which all say the same of
// other people; count is 0 for all else.
struct BatchPart {
  std::uint16_t index = 0;
  std::uint16_t count = 0;
  EventId event_id;
  std::string source;
  ContentHash content; // of what all parts say: type, policy, clear part
};

// What a record that opens a ledger says; `id` is computed from what it declares.
struct OpeningClaim {
  LedgerId id;
  std::optional<LedgerId> previous; // the generation before a restore with loss
};

// What the chain has to know of a body. Given by whoever can read bodies.
struct BodyFacts {
  BatchPart part;
  std::optional<OpeningClaim> opening;
};

// kMalformed when the body is not what a body must be; nothing hides in it.
using BodyReader = std::function<Result<BodyFacts>(const RecordHeader&, ByteView body)>;

enum class FaultKind : std::uint8_t {
  kKey,    // stored under a key that no record has
  kGap,    // nothing is stored at `at`; `found` is the next that is there
  kHeader, // not the header of a record
  kPlace,  // the header states another sequence, which is `found`
  kLedger, // of another ledger
  kLink,   // does not hold the leaf hash of the record before
  kTime,   // older than the record before
  kBody,   // not a body
  kParts,  // a part of a batch use is missing, or one too many
};

// The first rule that is broken, and where it shows. kLink shows at the later of two records: which
// of them was changed takes more than the chain to say.
struct ChainFault {
  FaultKind kind = FaultKind::kKey;
  Sequence at;
  Sequence found;
  std::string what;
};

// A record, as far as its neighbours are checked against it.
struct ChainRecord {
  RecordHeader header;
  LeafHash leaf;
  BodyFacts facts;
};

// Nothing when `record` may be record 0.
[[nodiscard]] std::optional<ChainFault> check_first(const ChainRecord& record);
// Nothing when `next` may stand behind `before`.
[[nodiscard]] std::optional<ChainFault> check_follows(const ChainRecord& before,
                                                      const ChainRecord& next);
// Nothing when a ledger may end with `last`: every batch use has all its parts.
[[nodiscard]] std::optional<ChainFault> check_last(const ChainRecord& last);

// Consecutive records from `first` on. One thread at a time.
class ChainRun {
 public:
  // `read` is kept by reference.
  ChainRun(Sequence first, const BodyReader& read) : next_(first.get()), read_(read) {}

  // The next record in key order, with the key that it is stored under: 8 bytes, big-endian. False
  // when it breaks a rule; then fault() says which, and nothing more may be added.
  [[nodiscard]] bool add(ByteView key, ByteView record);
  // Says that records up to `size` were to come. False when some did not.
  [[nodiscard]] bool finish(TreeSize size);

  [[nodiscard]] const std::optional<ChainFault>& fault() const { return fault_; }
  // Of the good records, in order.
  [[nodiscard]] std::vector<LeafHash>& leaves() { return leaves_; }
  // Of the good records; meaningless before the first.
  [[nodiscard]] const ChainRecord& front() const { return front_; }
  [[nodiscard]] const ChainRecord& back() const { return back_; }

 private:
  bool refuse(FaultKind kind, std::string what, Sequence found = Sequence());
  bool accept(ChainRecord record);

  std::uint64_t next_;
  const BodyReader& read_;
  std::vector<LeafHash> leaves_;
  ChainRecord front_;
  ChainRecord back_;
  std::optional<ChainFault> fault_;
};

} // namespace ledger
