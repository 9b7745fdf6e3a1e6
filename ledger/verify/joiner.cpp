#include "ledger/verify/joiner.hpp"

#include "ledger/verify/diagnose.hpp"

#include <algorithm>

namespace ledger {
namespace {

constexpr const char* kCompare = "keep this copy as evidence; compare with a backup or a snapshot "
                                 "from before, and ask who could "
                                 "write here";

std::string size_name(TreeSize size) {
  return "checkpoint of size " + std::to_string(size.get());
}

std::string tile_name(const TileMismatch& tile) {
  return "tile " + std::to_string(tile.index) + " of level " + std::to_string(tile.level);
}

} // namespace

Joiner::Joiner(LedgerReader& reader, const Evidence& evidence, TreeSize size)
    : reader_(reader), evidence_(evidence), size_(size), milestones_(evidence),
      signers_(evidence.trusted_key), stored_(reader), upper_tiles_(reader) {
  report_.size = size;
  if (evidence.trusted_key) report_.trusted_key = format_verifier_key(*evidence.trusted_key);
}

void Joiner::add_finding(Errc code, std::string what, std::string where, std::string proven_by,
                         std::string next, std::optional<Sequence> record) {
  VerifyFinding finding;
  finding.code = code;
  finding.what = std::move(what);
  finding.where = std::move(where);
  finding.proven_by = std::move(proven_by);
  finding.next = std::move(next);
  finding.record = record;
  report_.findings.push_back(std::move(finding));
}

void Joiner::add_unreadable(const Error& error) {
  complete_ = false;
  add_finding(Errc::kDamaged, error.what(), error.where(), "", error.next(), next_of(tree_.size()));
}

void Joiner::add_fault(const ChainFault& fault) {
  complete_ = false;
  const auto before = last_ ? std::optional(last_->leaf) : std::nullopt;
  report_.findings.insert(report_.findings.begin(),
                          diagnose(reader_, fault, before, evidence_.head));
}

bool Joiner::take(Chunk chunk) {
  if (last_ && !chunk.leaves.empty()) {
    if (const auto fault = check_follows(*last_, chunk.front)) {
      add_fault(*fault);
      return false;
    }
  }
  if (chunk.tile) note_mismatch(*chunk.tile);
  if (!add_keys(chunk.notes.keys) || !add_leaves(chunk)) return false;
  milestones_.passed(chunk.first, chunk.leaves);
  report_.counts.bytes += chunk.bytes;
  if (!chunk.leaves.empty()) last_ = std::move(chunk.back);
  check_documents(chunk);
  if (chunk.fault) add_fault(*chunk.fault);
  if (chunk.unreadable) add_unreadable(*chunk.unreadable);
  return complete_;
}

bool Joiner::add_keys(const std::vector<KeyStatement>& statements) {
  for (const KeyStatement& statement : statements) {
    const Status added = signers_.add(statement);
    if (added) continue;
    complete_ = false;
    add_finding(Errc::kChanged, added.error().what(), record_name(statement.at), "", kCompare,
                statement.at);
    return false;
  }
  return true;
}

bool Joiner::add_leaves(const Chunk& chunk) {
  std::size_t i = 0;
  while (i < chunk.leaves.size()) {
    const std::uint64_t at = tree_.size().get();
    const CheckpointFeed::Stored* next = stored_.peek();
    const std::uint64_t wanted = std::min(milestones_.next_after(tree_.size()).get(),
                                          next != nullptr ? next->size.get() : std::uint64_t(-1));
    const bool whole_tile = at % kTileWidth == 0 && i + kTileWidth <= chunk.leaves.size();
    if (whole_tile && wanted >= at + kTileWidth) {
      if (!tree_.append_perfect(kTileHeight, chunk.tile_roots[i / kTileWidth])) return false;
      i += kTileWidth;
    } else {
      tree_.append(chunk.leaves[i++]);
    }
    if (i % kTileWidth == 0 && !add_tile(chunk.tile_roots[i / kTileWidth - 1])) return false;
    if (tree_.size().get() >= wanted) reached();
  }
  return true;
}

bool Joiner::add_tile(const NodeHash& root) {
  ++report_.counts.tiles;
  const auto mismatch = upper_tiles_.add(root);
  if (!mismatch) {
    add_unreadable(mismatch.error());
    return false;
  }
  if (*mismatch) note_mismatch(**mismatch);
  return true;
}

void Joiner::note_mismatch(const TileMismatch& mismatch) {
  if (mismatch_) return;
  if (mismatch.missing) {
    add_finding(Errc::kMissing, "a stored hash tile is gone", tile_name(mismatch),
                "the records that it stood for", kCompare);
  } else {
    mismatch_ = mismatch;
  }
}

void Joiner::reached() {
  milestones_.reached(tree_.size(), tree_);
  for (const auto* next = stored_.peek(); next != nullptr && next->size <= tree_.size();
       next = stored_.peek()) {
    judge_stored(*next);
    stored_.pop();
  }
}

void Joiner::judge_stored(const CheckpointFeed::Stored& stored) {
  if (checkpoint_fault_) return;
  const auto judged = signers_.judge(stored.note, stored.size);
  if (!judged) {
    checkpoint_fault_ = true;
    const Error& error = judged.error();
    const bool malformed = error.code() == Errc::kMalformed || error.code() == Errc::kTooLarge ||
                           error.code() == Errc::kInvalidField;
    const bool signer = error.code() == Errc::kWrongSigner;
    add_finding(malformed ? Errc::kChanged : error.code(), error.what(), size_name(stored.size),
                signer ? "the keys that the ledger's own records name" : "", kCompare);
    return;
  }
  const bool fits = judged->checkpoint.root == tree_.root();
  settle_mismatch(stored.size, fits);
  if (!fits) {
    checkpoint_fault_ = true;
    const std::uint64_t from = report_.coverage.own_checkpoint.value_or(TreeSize()).get();
    add_finding(Errc::kChanged,
                "at least one of the records " + std::to_string(from) + " to " +
                    std::to_string(stored.size.get() - 1) +
                    " is not the one that was signed, and what is behind it was hashed anew",
                "records below " + std::to_string(stored.size.get()),
                "the signed " + size_name(stored.size), kCompare, Sequence(from));
    return;
  }
  ++report_.counts.checkpoints;
  report_.coverage.own_checkpoint = stored.size;
  report_.last_own_note = stored.note;
  if (!judged->trusted) return;
  report_.coverage.trusted_checkpoint = stored.size;
  report_.last_trusted_note = stored.note;
}

void Joiner::settle_mismatch(TreeSize size, bool root_fits) {
  if (!mismatch_) return;
  const std::uint64_t covered = (mismatch_->index + 1) << (kTileHeight * (mismatch_->level + 1));
  if (root_fits && size.get() < covered) return; // says nothing of this tile
  if (root_fits || mismatch_->level > 0) {
    add_finding(
        Errc::kChanged, "a stored hash tile is not the one over its records", tile_name(*mismatch_),
        root_fits ? "the signed " + size_name(size) : "the records that it stands for", kCompare);
  } else {
    const Sequence record(mismatch_->index * kTileWidth + mismatch_->slot);
    add_finding(Errc::kChanged, record_name(record) + " was changed, and all behind it hashed anew",
                record_name(record), "the stored hash tile", kCompare, record);
  }
  mismatch_.reset();
}

void Joiner::check_documents(const Chunk& chunk) {
  for (const auto& [hash, mention] : chunk.notes.documents) {
    if (!documents_.insert(hash).second) continue;
    const auto bytes = reader_.document(hash);
    const std::string where =
        "document " + to_hex(hash.view()) + ", named by " + record_name(mention.first);
    if (!bytes) {
      add_unreadable(bytes.error().within(where));
    } else if (!*bytes) {
      ++report_.counts.documents_elsewhere;
      if (mention.required)
        add_finding(Errc::kMissing, "the text of a policy is gone", where, "the record", kCompare);
    } else if (sha256_as<DocumentHash>({**bytes}) != hash) {
      add_finding(Errc::kChanged, "the text of a document was changed", where, "its hash",
                  kCompare);
    } else {
      ++report_.counts.documents;
    }
  }
}

VerifyReport Joiner::finish() {
  report_.counts.records = tree_.size().get();
  report_.counts.tiles += upper_tiles_.compared();
  report_.root = tree_.root();
  report_.origin = signers_.origin();
  if (evidence_.head) report_.generation = evidence_.head->generation;
  if (const auto key = signers_.first_key()) report_.own_key = format_verifier_key(*key);
  if (last_) {
    report_.ledger_id = last_->header.ledger_id;
    report_.last_recorded_at = last_->header.recorded_at;
  }
  if (complete_) {
    check_end();
  } else if (!report_.findings.empty() && report_.findings.front().record) {
    // The fault may have shown one record late.
    report_.counts.records =
        std::min(report_.counts.records, report_.findings.front().record->get());
  }
  report_.sort_findings();
  return std::move(report_);
}

} // namespace ledger
