// Which keys sign which checkpoints (schemas/FORMAT.md section 5). The first key stands in record
// 0; each later one is announced in a record, and counts once a checkpoint over that record is
// signed by a key that counted before. A key that was announced and not retired signs every
// checkpoint; a retired one signs up to its closing checkpoint, which covers the retirement and
// must be there. So whoever steals today's key cannot sign yesterday again, nor leave the change of
// keys open behind the last checkpoint that the old key signed.
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
  // kMalformed when a key cannot have the ledger's name, or its closing does not cover its
  // retirement.
  [[nodiscard]] Status add(const KeyStatement& statement);

  // Checkpoints in the order of their sizes. kMalformed, kTooLarge, kChanged, kWrongSigner and
  // kForeign as open_checkpoint says; kWrongSigner too when a key in force has not signed.
  [[nodiscard]] Result<JudgedCheckpoint> judge(std::string_view note, TreeSize size);
  // One that was kept elsewhere, of any size and in any order, after all others. Any key that
  // counted at its size is enough: it is held against the records and leads to no other key.
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
    std::size_t generation = 0; // place in openings_
    std::optional<TreeSize> closing;
    bool established = false;
    bool trusted = false;
    bool closed = false; // the closing checkpoint came, signed by it
  };
  [[nodiscard]] std::vector<std::size_t> named_at(TreeSize size) const;
  [[nodiscard]] bool all_signed(TreeSize size, const std::vector<std::size_t>& named,
                                const std::vector<std::size_t>& signers) const;
  [[nodiscard]] Result<JudgedCheckpoint> check(std::string_view note,
                                               const std::vector<std::size_t>& candidates,
                                               std::vector<std::size_t>& signers) const;

  std::optional<VerifierKey> trusted_;
  std::vector<Key> keys_;
  std::string origin_;
  std::vector<std::string> origins_; // of all generations
  std::vector<Sequence> openings_;   // the records that opened them
  TreeSize largest_;
};

} // namespace ledger
