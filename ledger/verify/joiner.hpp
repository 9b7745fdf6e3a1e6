// Puts the chunks together in order: the links between them, one tree, the signed checkpoints on
// the way, the documents that records name.
#pragma once

#include "ledger/chain/tree.hpp"
#include "ledger/verify/checkpoint_feed.hpp"
#include "ledger/verify/chunk.hpp"
#include "ledger/verify/milestones.hpp"
#include "ledger/verify/report.hpp"
#include "ledger/verify/signers.hpp"

#include <unordered_set>

namespace ledger {

// One thread at a time. `reader` and `evidence` are kept by reference.
class Joiner {
 public:
  Joiner(LedgerReader& reader, const Evidence& evidence, TreeSize size);

  // The next chunk. False when nothing more can be said behind it.
  [[nodiscard]] bool take(Chunk chunk);
  // What was found, once no more chunks come.
  [[nodiscard]] VerifyReport finish();

 private:
  struct Judged {
    TreeSize size;
    std::optional<JudgedCheckpoint> checkpoint; // nothing: it was refused
  };

  void add_finding(Errc code, std::string what, std::string where, std::string proven_by,
                   std::string next, std::optional<Sequence> record = std::nullopt);
  void add_unreadable(const Error& error);
  void add_fault(const ChainFault& fault);
  // False when a statement about keys makes no sense.
  bool add_keys(const std::vector<KeyStatement>& statements);
  bool add_leaves(const Chunk& chunk);
  bool add_tile(const NodeHash& root);
  void note_mismatch(const TileMismatch& mismatch);
  void reached();
  void judge_stored(const CheckpointFeed::Stored& stored);
  void settle_mismatch(TreeSize size, bool root_fits);
  void check_documents(const Chunk& chunk);

  // Once all records were read without a fault.
  void check_end();
  void check_checkpoints_beyond();
  void check_tile_beyond();
  void check_head();
  void check_receipts();
  void check_receipt(const Receipt& receipt);
  void check_kept(const KeptCheckpoint& kept);
  void check_signer();
  void check_covered();

  LedgerReader& reader_;
  const Evidence& evidence_;
  TreeSize size_;
  Milestones milestones_;
  Signers signers_;
  CheckpointFeed stored_;
  Frontier tree_;
  UpperTiles upper_tiles_;
  std::optional<ChainRecord> last_;
  std::optional<TileMismatch> mismatch_; // not settled yet: the tile may be bad, or the records
  bool checkpoint_fault_ = false;
  std::unordered_set<DocumentHash, TailHash<DocumentHash>> documents_;
  bool complete_ = true; // all records were read and are in order
  VerifyReport report_;
};

} // namespace ledger
