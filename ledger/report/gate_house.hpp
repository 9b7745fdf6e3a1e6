// What the gate asks about the organisation: contracts, certificates, assessments and policies. A
// house has thousands of facts of other kinds, and under load one comes every few milliseconds; to
// make all of it anew each time took 10 ms a question.
#pragma once

#include "ledger/projection/projector.hpp"
#include "ledger/projection/unfolded.hpp"
#include "ledger/report/known_house.hpp"

#include <map>
#include <mutex>

namespace ledger {

// Any thread.
class GateHouse {
 public:
  // `projector` outlives this, and so does `unfolded`, which may be null; it runs the projection of
  // the house.
  GateHouse(const Projector& projector, DocumentSource document, const Unfolded* unfolded)
      : projector_(projector), document_(std::move(document)), unfolded_(unfolded) {}

  // Of a tail whose `fold_first` is folded. Reads what is new since the last question. Errors:
  // those of the projector, the store and the document source; kDamaged.
  [[nodiscard]] Result<KnownHouse> at(const Unfolded::Tail& tail);

 private:
  // What a rebuild has mended was read wrong.
  void forget_if_rebuilt();
  [[nodiscard]] Status read_folded();
  void add(const Fact& fact, Bytes stored);
  [[nodiscard]] Status make();

  const Projector& projector_;
  const DocumentSource document_;
  const Unfolded* const unfolded_;
  std::mutex mutex_;               // for all below
  std::uint64_t rebuilds_ = 0;     // of the projector when it was read
  TreeSize folded_;                // of the projection
  Sequence last_;                  // of its records that was read
  Sequence seen_;                  // of a tail, the last record that was read
  std::set<Sequence> taken_back_;  // records of persons, by corrections
  std::map<Sequence, Bytes> kept_; // as a projection stores them: a house owns its facts
  bool changed_ = true;            // since the house was made
  bool policies_changed_ = true;
  KnownHouse known_;
};

} // namespace ledger
