// The keys that sign this ledger's checkpoints, as its records name them: the first in record 0,
// each later one announced, each earlier one retired (schemas/FORMAT.md section 5). The seeds are
// in the keyring; which of them sign a checkpoint is decided here.
#pragma once

#include "ledger/base/ids.hpp"
#include "ledger/base/result.hpp"
#include "ledger/crypto/sign.hpp"
#include "schemas/event.capnp.h"

#include <mutex>
#include <optional>
#include <vector>

namespace ledger {

class Store;

// Signs the checkpoints over record `from` up to the size `closing`, or up to now.
struct SigningTerm {
  SigningTerm() = default;
  PublicKey key;
  Sequence from;
  std::optional<TreeSize> closing;
};

class SigningKeys {
 public:
  explicit SigningKeys(Store& store) : store_(store) {}

  // Start: what persist() left, or, when there is nothing, what the records below `size` say. The
  // records behind it are replayed with note().
  [[nodiscard]] Status load(TreeSize size);
  // One record of the types ledgerOpened, ledgerKeyAnnounced, ledgerKeyRetired, in order; no effect
  // for one that is known. kDamaged when it does not hold a key.
  [[nodiscard]] Status note(Sequence sequence, wire::Event::Reader event);
  // The same by the committer, when the record is sequenced.
  void announced(const PublicKey& key, Sequence sequence);
  void retired(const PublicKey& key, Sequence sequence);
  // Writes what the records below `size` say. On the worker.
  [[nodiscard]] Status persist(TreeSize size);

  // Any thread. In the order of their announcement.
  [[nodiscard]] std::vector<SigningTerm> all() const;
  // Those that sign a checkpoint of this size; the newest last.
  [[nodiscard]] std::vector<PublicKey> signers_at(TreeSize size) const;
  // Those of them that no record retires: they sign what comes. Never empty above record 0.
  [[nodiscard]] std::vector<PublicKey> unretired_at(TreeSize size) const;
  // The smallest closing above `above` and up to `upto`.
  [[nodiscard]] std::optional<TreeSize> next_closing(TreeSize above, TreeSize upto) const;

 private:
  enum class Kind : std::uint8_t { kAnnounced = 1, kRetired = 2 };
  struct Statement {
    Sequence at;
    Kind kind;
    PublicKey key;
    std::optional<TreeSize> closing;
  };
  void add(const Statement& statement);
  void add_term(const Statement& statement);
  [[nodiscard]] static Bytes encode(const Statement& statement);

  Store& store_;
  mutable std::mutex mutex_;
  std::vector<Statement> statements_; // under mutex_, ascending
  std::vector<SigningTerm> terms_;    // under mutex_
  std::size_t persisted_ = 0;         // the worker and the start only
};

} // namespace ledger
