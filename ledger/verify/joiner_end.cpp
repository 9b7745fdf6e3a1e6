// What can be said only when all records were read: whether the end is there, and what everything
// that vouches for this ledger says of it.
#include "ledger/verify/diagnose.hpp"
#include "ledger/verify/joiner.hpp"

#include <algorithm>

namespace ledger {
namespace {

constexpr const char* kEvidence =
    "keep this copy and the evidence; ask who could write here, and look for the newest backup";
constexpr const char* kAlone = ", and by that alone: the ledger agrees with itself and its own "
                               "checkpoints are signed with its current key";

std::string records_text(TreeSize from, TreeSize to) {
  if (to.get() - from.get() == 1) return "record " + std::to_string(from.get());
  return "records " + std::to_string(from.get()) + " to " + std::to_string(to.get() - 1);
}

} // namespace

void Joiner::check_end() {
  if (const auto fault = check_last(*last_))
    add_finding(Errc::kTruncated, fault->what, record_name(fault->at), "the part that is stored",
                kEvidence, fault->at);
  check_checkpoints_beyond();
  check_tile_beyond();
  if (mismatch_) settle_mismatch(size_, false);
  for (const TreeSize size : signers_.missing_closings())
    add_finding(Errc::kMissing, "the closing checkpoint of a retired key is gone",
                "checkpoint of size " + std::to_string(size.get()),
                "the record that retired the key", kEvidence);
  check_head();
  const bool consistent = report_.findings.empty();
  check_receipts();
  for (const KeptCheckpoint& kept : evidence_.checkpoints)
    check_kept(kept);
  const bool signed_well = evidence_.trusted_key ? report_.coverage.trusted_checkpoint.has_value()
                                                 : report_.coverage.own_checkpoint.has_value();
  if (consistent && signed_well) {
    for (VerifyFinding& finding : report_.findings)
      finding.proven_by += kAlone;
  }
  check_signer();
  if (report_.findings.empty()) check_covered();
}

void Joiner::check_checkpoints_beyond() {
  reached(); // what is stored for this size, and checkpoints of size 0, which nobody signs
  const CheckpointFeed::Stored* beyond = stored_.peek();
  if (beyond == nullptr) {
    if (const Status read = stored_.status(); !read) add_unreadable(read.error());
    return;
  }
  TreeSize largest;
  for (; beyond != nullptr; beyond = stored_.peek()) {
    const auto judged = signers_.judge(beyond->note, beyond->size);
    if (judged) largest = beyond->size;
    stored_.pop();
  }
  if (largest == TreeSize()) {
    add_finding(Errc::kWrongSigner,
                "a checkpoint over more records than there are is not signed "
                "by this ledger's key",
                "checkpoints above size " + std::to_string(size_.get()), "", kEvidence);
    return;
  }
  add_finding(Errc::kTruncated, "the end is gone: " + records_text(size_, largest),
              "behind " + record_name(Sequence(size_.get() - 1)),
              "the ledger's own signed checkpoint of size " + std::to_string(largest.get()),
              kEvidence, next_of(size_));
}

void Joiner::check_tile_beyond() {
  if (!reader_.has_tiles() || report_.has(Verdict::kIncomplete)) return;
  const std::uint64_t next = size_.get() / kTileWidth;
  const auto tile = reader_.tile(0, next);
  if (!tile) return add_unreadable(tile.error());
  if (!*tile) return;
  add_finding(Errc::kTruncated,
              "the end is gone: " + records_text(size_, TreeSize((next + 1) * kTileWidth)) +
                  " at least",
              "behind " + record_name(Sequence(size_.get() - 1)),
              "the stored hash tile " + std::to_string(next), kEvidence, next_of(size_));
}

void Joiner::check_head() {
  if (!evidence_.head) {
    report_.notes.push_back("no head was found beside the database: that nothing is missing at the "
                            "end rests on checkpoints and receipts alone");
    return;
  }
  const HeadState& head = *evidence_.head;
  const std::string where = "head of size " + std::to_string(head.size.get());
  if (head.ledger_id != report_.ledger_id)
    return add_finding(Errc::kForeign, "the head belongs to another ledger than the database",
                       where, "the ledger id in the head", kEvidence);
  if (head.size > size_) {
    if (!report_.has(Verdict::kIncomplete))
      add_finding(Errc::kRolledBack,
                  "an older state was put back, or the end was cut off: " +
                      records_text(size_, head.size) + " are gone",
                  "behind " + record_name(Sequence(size_.get() - 1)),
                  "the head, which had come to " + std::to_string(head.size.get()) + " records",
                  kEvidence, next_of(size_));
    return;
  }
  const Sequence last(head.size.get() - 1);
  if (head.size.get() > 0 &&
      (milestones_.leaf_at(last) != head.last_leaf || milestones_.root_at(head.size) != head.root))
    return add_finding(Errc::kChanged,
                       "the records up to " + std::to_string(last.get()) +
                           " are not those that were stored when the head was written",
                       record_name(last), "the head beside the database", kEvidence, last);
  report_.coverage.head = head.size;
}

void Joiner::check_signer() {
  if (!evidence_.trusted_key || report_.coverage.trusted_checkpoint) return;
  const bool own = report_.trusted_key == report_.own_key;
  if (own && !report_.coverage.own_checkpoint) return; // check_covered() says so
  if (report_.has(Verdict::kTampered)) return;
  add_finding(Errc::kWrongSigner, "nothing here is signed by the key that is trusted",
              "record 0 names " + report_.own_key, "the trusted key " + *report_.trusted_key,
              "if the key was taken from a safe place, this is another ledger or a forgery; "
              "otherwise ask the operator for the right key, by another way");
}

void Joiner::check_receipts() {
  for (const Receipt& receipt : evidence_.receipts)
    check_receipt(receipt);
}

void Joiner::check_receipt(const Receipt& receipt) {
  const std::string name = "the receipt for " + record_name(receipt.sequence);
  if (receipt.ledger_id != report_.ledger_id && receipt.origin != report_.origin)
    return add_finding(Errc::kForeign, "a receipt belongs to another ledger",
                       name + " of " + receipt.origin, "its ledger id",
                       "check which ledger the receipt was given by");
  if (!contains(size_, receipt.sequence))
    return add_finding(
        Errc::kRolledBack,
        record_name(receipt.sequence) + " was acknowledged and is not there: an "
                                        "older state was put back, or the end was cut off",
        "behind " + record_name(Sequence(size_.get() - 1)), name, kEvidence, next_of(size_));
  const auto stored = reader_.record(receipt.sequence);
  const auto header = stored ? parse_header(*stored) : Result<RecordHeader>(fail(stored.error()));
  const bool same = header && milestones_.leaf_at(receipt.sequence) == receipt.leaf &&
                    header->recorded_at == receipt.recorded_at &&
                    header->ledger_id == receipt.ledger_id;
  if (!same)
    return add_finding(Errc::kChanged,
                       record_name(receipt.sequence) +
                           " is not the one that was acknowledged: history was rewritten there or "
                           "before",
                       record_name(receipt.sequence) +
                           (stored ? ": " + describe_record(*stored) : ""),
                       name, kEvidence, receipt.sequence);
  auto& reach = report_.coverage.receipt;
  reach = std::max(reach, std::optional(size_after(receipt.sequence)));
}

void Joiner::check_kept(const KeptCheckpoint& kept) {
  const auto judged = signers_.judge_kept(kept.note);
  if (!judged) {
    // A genuine one from before a forgery is not signed by the forger's key.
    const Errc code = verdict_of(judged.error().code()) == Verdict::kUnreadable
                          ? Errc::kCannotDecide
                          : judged.error().code();
    return add_finding(code,
                       "a kept checkpoint does not belong to this ledger: " + judged.error().what(),
                       kept.source, "", "check where the checkpoint was kept, and the trusted key");
  }
  const Checkpoint& checkpoint = judged->checkpoint;
  const std::string name =
      "the checkpoint of size " + std::to_string(checkpoint.size.get()) + " (" + kept.source + ")";
  if (checkpoint.size > size_)
    return add_finding(Errc::kRolledBack,
                       "an older state was put back, or the end was cut off: " +
                           records_text(size_, checkpoint.size) + " were signed and are not there",
                       "behind " + record_name(Sequence(size_.get() - 1)), name, kEvidence,
                       next_of(size_));
  if (milestones_.root_at(checkpoint.size) != checkpoint.root)
    return add_finding(Errc::kChanged,
                       "the first " + std::to_string(checkpoint.size.get()) +
                           " records are not those that were signed: history was rewritten",
                       "records below " + std::to_string(checkpoint.size.get()), name, kEvidence);
  auto& trusted = report_.coverage.trusted_checkpoint;
  if (judged->trusted) trusted = std::max(trusted, std::optional(checkpoint.size));
  auto& reach = report_.coverage.remembered;
  reach = std::max(reach, std::optional(checkpoint.size));
}

void Joiner::check_covered() {
  const Coverage& coverage = report_.coverage;
  if (!coverage.own_checkpoint && !coverage.trusted_checkpoint)
    return add_finding(Errc::kCannotDecide, "no signed checkpoint is here",
                       std::to_string(size_.get()) + " records, in order and unsigned", "",
                       "let the daemon run for a second, or bring a checkpoint with --checkpoint");
  const TreeSize reach =
      *std::max({coverage.own_checkpoint, coverage.head, coverage.receipt, coverage.remembered});
  if (!evidence_.head && reach < size_)
    return add_finding(Errc::kCannotDecide,
                       records_text(reach, size_) + " are not covered by anything yet",
                       "behind the last checkpoint", "",
                       "verify where the head is, or a snapshot, or wait for the next checkpoint");
}

} // namespace ledger
