// The ledger's own events: written by the daemon itself, about itself. Each has a fresh random id,
// no source, and nothing personal.
#pragma once

#include "ledger/crypto/sign.hpp"
#include "ledger/event/sealed.hpp"

namespace ledger {

struct Opening {
  Opening() = default;
  std::string origin;
  PublicKey verifier_key;
  FixedBytes<struct GenesisRandomTag, 32> random;
  std::uint16_t format_version = 1;
  std::optional<LedgerId> previous_ledger; // of the generation before a restore with loss
};
[[nodiscard]] Sealed ledger_opened(const Opening& opening);
// Rotation of the signing key. What retires a key states no closing size: the record does not know
// its own number when it is sealed, and the checkpoint directly over it closes the key
// (schemas/FORMAT.md section 5).
[[nodiscard]] Sealed key_announced(const PublicKey& key);
[[nodiscard]] Sealed key_retired(const PublicKey& key);
[[nodiscard]] Sealed heartbeat();
[[nodiscard]] Sealed clock_anomaly(Timestamp expected, Timestamp found);
[[nodiscard]] Sealed access_denied(std::uint32_t peer_uid, std::string_view operation,
                                   std::uint32_t count, Timestamp minute);
[[nodiscard]] Sealed restored(TreeSize intact, TreeSize head, std::uint64_t set_aside_bytes,
                              std::string_view approver);

struct Destruction {
  Destruction() = default;
  SubjectId subject;
  Sequence erasure; // the record `erasure.started`
  std::vector<KeyUse> keys;
  std::vector<KeyId> key_ids; // beside keys, one each
  std::uint64_t epoch = 0;
  bool whole = false;
};
[[nodiscard]] Sealed key_destroyed(const Destruction& destruction);

} // namespace ledger
