// Which keys may sign which checkpoints. The first key stands in record 0; each later one is
// announced in a record, and counts once a checkpoint over that record is signed by a key that
// counted before. A retired key signs nothing above its closing checkpoint, which it must have
// signed: so whoever steals today's key cannot sign yesterday again.
#pragma once

#include "ledger/chain/checkpoint.hpp"
#include "ledger/verify/read_body.hpp"

namespace ledger {

// A checkpoint whose signature was checked; its root was not.
struct JudgedCheckpoint {
  Checkpoint checkpoint;
  bool trusted = false; // signed by the key that was brought, or by one that it led to
};

// One thread at a time.
class Signers {
 public:
  explicit Signers(std::optional<VerifierKey> trusted) : trusted_(std::move(trusted)) {}

  // Statements in the order of their records, each before the checkpoints that cover it.
  // kMalformed when a key cannot have the ledger's name.
  [[nodiscard]] Status add(const KeyStatement& statement);

  // Checkpoints in the order of their sizes. kMalformed, kTooLarge, kChanged, kWrongSigner and
  // kForeign as open_checkpoint says.
  [[nodiscard]] Result<JudgedCheckpoint> judge(std::string_view note, TreeSize size);
  // The same for one that was kept elsewhere, of any size and in any order, after all others.
  [[nodiscard]] Result<JudgedCheckpoint> judge_kept(std::string_view note) const;

  // Closing checkpoints of retired keys that did not come, though one of at least that size did.
  [[nodiscard]] std::vector<TreeSize> missing_closings() const;
  [[nodiscard]] const std::string& origin() const { return origin_; }
  // Of record 0; nothing before it was added.
  [[nodiscard]] std::optional<VerifierKey> first_key() const;

 private:
  struct Key {
    VerifierKey key;
    Sequence since;
    std::optional<TreeSize> closing;
    bool established = false;
    bool trusted = false;
    bool closed = false; // the closing checkpoint came, signed by it
  };
  [[nodiscard]] std::vector<std::size_t> valid_at(TreeSize size) const;
  [[nodiscard]] Result<JudgedCheckpoint> check(std::string_view note,
                                               const std::vector<std::size_t>& candidates,
                                               std::vector<std::size_t>& signers) const;

  std::optional<VerifierKey> trusted_;
  std::vector<Key> keys_;
  std::string origin_;
  std::vector<std::string> origins_; // of all generations
  TreeSize largest_;
};

} // namespace ledger
