// The ledger's own events: written by the daemon itself, about itself. Each has a fresh random id,
// no source, and nothing personal.
#pragma once

#include "ledger/event/sealed.hpp"

namespace ledger {

struct Opening {
  Opening() = default;
  std::string origin;
  FixedBytes<struct PublicKeyTag, 32> verifier_key;
  FixedBytes<struct GenesisRandomTag, 32> random;
  std::uint16_t format_version = 1;
  std::optional<LedgerId> previous_ledger; // of the generation before a restore with loss
};
[[nodiscard]] Sealed ledger_opened(const Opening& opening);
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
