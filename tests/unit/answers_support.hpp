// A store that holds a history, and the projections over it that answers are made from.
#pragma once

#include "ledger/projection/house_projection.hpp"
#include "ledger/projection/projector.hpp"
#include "ledger/projection/source_projection.hpp"
#include "ledger/projection/statistics_projection.hpp"
#include "ledger/projection/subject_projection.hpp"
#include "ledger/store/store.hpp"
#include "tests/support/projection_history.hpp"

namespace ledger::test {

// Far enough away for what does not wait.
inline std::chrono::steady_clock::time_point soon() {
  return std::chrono::steady_clock::now() + std::chrono::seconds(30);
}

// The same text, whatever document is asked for.
inline DocumentSource always(std::string text) {
  return [text = std::move(text)](const DocumentHash&) -> Result<Bytes> {
    return Bytes(text.begin(), text.end());
  };
}

// The records from `from` on, up to `to`.
inline void commit(Store& store, const History& history, TreeSize from, TreeSize to) {
  CommitGroup group;
  for (std::uint64_t i = from.get(); i < to.get(); ++i)
    group.put_record(Sequence(i), history.records()[i]);
  REQUIRE(store.commit(group).has_value());
}

// Commits the first `size` records, and returns when all of them are folded. The store outlives the
// projector.
inline std::unique_ptr<Projector> project(Store& store, const History& history, TreeSize size) {
  commit(store, history, TreeSize(), size);
  std::vector<std::unique_ptr<Projection>> projections;
  projections.push_back(std::make_unique<SubjectProjection>());
  projections.push_back(std::make_unique<HouseProjection>());
  projections.push_back(std::make_unique<SourceProjection>());
  projections.push_back(std::make_unique<StatisticsProjection>());
  auto started = Projector::start(store, std::move(projections), {});
  REQUIRE(started.has_value());
  REQUIRE((*started)->wait_for(size, soon()).has_value());
  return std::move(*started);
}

} // namespace ledger::test
