// What lets data be kept past its term: holds, and retentions deferred for a reason.
#pragma once

#include "ledger/findings/holdings.hpp"

#include <optional>
#include <span>
#include <vector>

namespace ledger {

// From `placed` on, no longer at `to`.
struct Keeping {
  const Fact* placed = nullptr;   // the hold, or the deferral
  std::optional<Timestamp> to;    // empty: not ended
  bool by_hold = false;           // a hold, or a deferral because of one
  const Fact* released = nullptr; // of a hold
  [[nodiscard]] bool holds_at(Timestamp time) const {
    return placed->at() <= time && (!to || time < *to);
  }
  [[nodiscard]] bool takes_in(const Holding& holding) const;
};

// Holds on the person, or on everybody, and deferrals; in the order in which they were placed. A
// deferral without an end of its own, a hold, a ground or a time of review lets nothing be kept.
[[nodiscard]] std::vector<Keeping> keepings_of(const PersonCase& person);
// Of those that let the holding be kept at that time, the one that does so longest. Null: none.
[[nodiscard]] const Keeping* keeping_at(std::span<const Keeping> keepings, const Holding& holding,
                                        Timestamp time);
// What first lets it be kept after that time, of keepings in their order. Null: nothing.
[[nodiscard]] const Fact* next_keeping(std::span<const Keeping> keepings, const Holding& holding,
                                       Timestamp time);

// The end of the time for resuming what a released hold deferred. Nothing: no policy was ever in
// force.
[[nodiscard]] std::optional<Timestamp> resume_by(const PersonCase& person, const Fact& release);
// From when something else lets the holding be kept behind a hold that was released: from the
// release on, or by the end of the time for resuming. Nothing: what the hold deferred is to be
// resumed, which is rule F35's.
[[nodiscard]] std::optional<Timestamp> kept_on_from(const PersonCase& person,
                                                    std::span<const Keeping> keepings,
                                                    const Holding& holding, const Fact& release);

} // namespace ledger
