// What is stored and not folded yet, as far as it decides what may be done with a person's data: so
// that the gate knows what was acknowledged before it was asked, without waiting for the projector.
#pragma once

#include "ledger/findings/fact.hpp"

#include <deque>
#include <mutex>
#include <span>
#include <unordered_map>
#include <vector>

namespace ledger {

class Store;

// What the committer knows about a record without reading it again.
struct NewRecord {
  Sequence at;
  wire::EventType type = wire::EventType::UNSTATED;
  std::span<const SubjectId> subjects; // of the caller
};

// Any thread.
class Unfolded {
 public:
  // Whoever is asked about costs a little memory until it is folded; beyond so many the projector
  // is waited for again.
  static constexpr std::size_t kMostKept = 32'768;
  // Records that one question reads besides the projection; beyond, the projector is waited for.
  static constexpr std::size_t kMostRead = 256;

  // `store` outlives this. Of its first `size` records nothing is known here.
  Unfolded(const Store& store, TreeSize size) : store_(store), fold_first_(size), stored_(size) {}

  // The next records that were stored, in their order, up to `size`; before they are acknowledged.
  void add(std::span<const NewRecord> events, TreeSize size);
  // Every projection has folded the first so many.
  void forget(TreeSize folded);

  struct Tail {
    TreeSize size;       // what is said is true for the first so many records,
    TreeSize fold_first; // together with projections that have folded so many
    // Records behind that, or a few before it, in their order: those that concern the person, and
    // those about the house that the gate looks at, corrections among them.
    std::vector<Sequence> of_person;
    std::vector<Sequence> of_house;
  };
  // `subject`: nobody when the ledger does not know the person.
  [[nodiscard]] Tail about(const std::optional<SubjectId>& subject) const;
  // What a projection will store for the record. Errors of the store, kMalformed.
  [[nodiscard]] Result<Bytes> fact_of(Sequence at) const;

 private:
  void keep(const SubjectId& subject, Sequence at);

  const Store& store_;
  mutable std::mutex mutex_; // for all below
  TreeSize fold_first_;
  TreeSize stored_;
  std::deque<std::pair<Sequence, SubjectId>> kept_; // in the order of the records
  std::deque<Sequence> of_house_;
  std::unordered_map<SubjectId, std::vector<Sequence>, TailHash<SubjectId>> of_person_; // the same
};

} // namespace ledger
