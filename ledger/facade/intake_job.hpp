// One request to append: its events, what became of them so far, and who waits for the receipts.
#pragma once

#include "ledger/chain/receipt.hpp"
#include "ledger/event/draft.hpp"
#include "ledger/facade/newcomers.hpp"

#include <boost/container/small_vector.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace ledger {

// One receipt per event, in order. Errors: those of validate(), kConflict, kErased, kBusy,
// kStopping, kNoSpace, kOutcomeUnknown, kDamaged.
using AppendDone = std::function<void(Result<std::vector<Receipt>>)>;

// One thread at a time. Most are one event, and make no allocation for each of their parts.
struct IntakeJob {
  using Events = boost::container::small_vector<Validated, 1>;

  IntakeJob(Events all, std::string posted_by, AppendDone when_done)
      : events(std::move(all)), source(std::move(posted_by)), done(std::move(when_done)) {}

  [[nodiscard]] bool recorded(std::size_t event) const {
    return !receipts.empty() && receipts[event].has_value();
  }
  // Neither recorded before nor the repetition of another one of the batch.
  [[nodiscard]] bool is_fresh(std::size_t event) const {
    return !recorded(event) && (twins.empty() || twins[event] == event);
  }

  Events events;
  std::string source;
  AppendDone done;
  std::function<void(Sequence)> on_sequenced;
  std::vector<std::optional<Receipt>> receipts; // of those recorded before; may be empty
  std::vector<std::size_t> twins;         // of a batch that holds an event twice: find_twins()
  std::size_t sealing = 0;                // the event that is being sealed
  std::vector<std::size_t> registrations; // in front of each event, this round; may be empty
  SubjectSet minted;                      // by the events, in any round
  SubjectSet registered;                  // in front of its batch uses, this round
  bool looked_up = false;                 // all ids, before the first person was minted
  int rounds = 0;
};

using IntakeJobPtr = std::shared_ptr<IntakeJob>;

} // namespace ledger
