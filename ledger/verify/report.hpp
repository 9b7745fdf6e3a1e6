// What verification found: a verdict, what it rests on, and what nothing vouches for.
#pragma once

#include "ledger/base/ids.hpp"
#include "ledger/base/result.hpp"
#include "ledger/crypto/digest.hpp"

#include <optional>
#include <string>
#include <vector>

namespace ledger {

// One thing that is not as it was. Never personal data.
struct VerifyFinding {
  Errc code = Errc::kChanged; // 2001 to 2009
  std::string what;
  std::string where;
  std::string proven_by; // empty: by the record itself
  std::string next;
  std::optional<Sequence> record; // the first bad one, where one is known
  [[nodiscard]] Error error() const;
};

enum class Verdict : std::uint8_t {
  kVerified,
  kSignerNotEstablished, // consistent; whose key it is, only the directory itself says
  kTampered,             // changed, missing, reordered, foreign, wrong signer
  kIncomplete,           // truncated, rolled back
  kCannotDecide,
  kUnreadable, // damaged storage below the chain
};

// How far each kind of evidence reaches, in records from the beginning.
struct Coverage {
  std::optional<TreeSize> own_checkpoint;     // signed by a key that the ledger itself names
  std::optional<TreeSize> trusted_checkpoint; // signed by the key that the auditor brought
  std::optional<TreeSize> head;
  std::optional<TreeSize> receipt;    // brought from outside
  std::optional<TreeSize> remembered; // checkpoints from outside or from an earlier run
  // Of the last three those that lie outside the operator's reach.
  [[nodiscard]] std::optional<TreeSize> outside() const;
};

struct VerifyCounts {
  std::uint64_t records = 0; // read, hashed and in order, before the first bad one
  std::uint64_t bytes = 0;
  std::uint64_t tiles = 0;
  std::uint64_t checkpoints = 0;
  std::uint64_t documents = 0;
  std::uint64_t documents_elsewhere = 0; // named by a record, never given to the ledger
  bool file_checksums = false;           // of every live file
};

struct VerifyReport {
  std::string origin;
  LedgerId ledger_id;
  std::uint64_t generation = 0; // as the head says; 0: no head
  TreeSize size;                // as stored
  RootHash root;                // of all good records
  std::optional<Timestamp> last_recorded_at;
  Coverage coverage;
  VerifyCounts counts;
  std::optional<std::string> trusted_key; // vkey text that was brought, or remembered
  std::string own_key;                    // vkey text of record 0
  // The largest good checkpoint by a trusted key, and by the ledger's own; the notes as stored.
  std::optional<std::string> last_trusted_note;
  std::optional<std::string> last_own_note;
  std::vector<VerifyFinding> findings; // worst first
  std::vector<std::string> notes;      // what is not wrong, but should be known

  // Keeps the worst in front: tampering, then storage, then what is incomplete, then the rest.
  void add(VerifyFinding finding);
  void sort_findings();
  [[nodiscard]] bool has(Verdict verdict) const;
  [[nodiscard]] Verdict verdict() const;
};

[[nodiscard]] Verdict verdict_of(Errc code);

} // namespace ledger
