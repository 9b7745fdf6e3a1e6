// What this user has verified before: for each ledger the key that was trusted and the last
// checkpoint that was good. A later run trusts the same key unasked, and must find the same
// history.
#pragma once

#include "ledger/store/durable_files.hpp"
#include "ledger/verify/evidence.hpp"

namespace ledger {

struct KnownLedger {
  VerifierKey key;
  std::string note; // the last good checkpoint, signed by that key or one that it led to
};

// One file a ledger, <folder>/<ledger id in hexadecimal>, which is replaced as a whole. Two runs at
// once leave the file of one of them. One thread at a time.
class KnownLedgers {
 public:
  // $XDG_STATE_HOME/auditledger/known, else ~/.local/state/auditledger/known. Nothing without home.
  [[nodiscard]] static std::optional<std::filesystem::path> default_folder();
  explicit KnownLedgers(std::filesystem::path folder) : folder_(std::move(folder)) {}

  // Nothing when this ledger is not known. kMalformed when the file is not what was written.
  [[nodiscard]] Result<std::optional<KnownLedger>> find(const LedgerId& id) const;
  // Makes the folder. kPermissions, kIo.
  [[nodiscard]] Status remember(const LedgerId& id, const KnownLedger& known) const;

 private:
  [[nodiscard]] std::filesystem::path file_of(const LedgerId& id) const;
  std::filesystem::path folder_;
};

// Adds what is known to the evidence: the key if none was brought, and the checkpoint.
void use_known(const KnownLedger& known, Evidence& evidence);

} // namespace ledger
