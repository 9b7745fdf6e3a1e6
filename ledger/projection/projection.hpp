// The port of the projections: an open set of folds, each with a name, a version, and a state of
// keys and values. Whoever changes what a fold makes of the records raises its version; the state
// is then built anew.
#pragma once

#include "ledger/projection/record_view.hpp"
#include "ledger/projection/state_view.hpp"

#include <memory>

namespace ledger {

// One run of a fold over one copy of its state. Pure: the same records give the same state, with no
// clock, no randomness and no look at anything but record and state. One thread at a time.
class Fold {
 public:
  virtual ~Fold() = default;
  // Records come in order and without a gap. An error stops the projector.
  [[nodiscard]] virtual Status apply(const RecordView& record) = 0;
  // Puts what it still holds into the state; called after some records, before they count. A fold
  // that puts as it goes holds nothing.
  [[nodiscard]] virtual Status flush() { return {}; }
  // Keys that flush() would put.
  [[nodiscard]] virtual std::size_t pending() const { return 0; }
};

class Projection {
 public:
  virtual ~Projection() = default;
  // A slug: part of a family's name in the store.
  [[nodiscard]] virtual std::string name() const = 0;
  [[nodiscard]] virtual std::uint32_t version() const = 0;
  // `state` outlives the fold.
  [[nodiscard]] virtual std::unique_ptr<Fold> start(StateView& state) const = 0;
};

} // namespace ledger
