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

// Commits the first `size` records, and returns when all of them are folded. The store outlives the
// projector.
inline std::unique_ptr<Projector> project(Store& store, const History& history, TreeSize size) {
  CommitGroup group;
  for (std::uint64_t i = 0; i < size.get(); ++i)
    group.put_record(Sequence(i), history.records()[i]);
  REQUIRE(store.commit(group).has_value());
  std::vector<std::unique_ptr<Projection>> projections;
  projections.push_back(std::make_unique<SubjectProjection>());
  projections.push_back(std::make_unique<HouseProjection>());
  projections.push_back(std::make_unique<SourceProjection>());
  projections.push_back(std::make_unique<StatisticsProjection>());
  auto started = Projector::start(store, std::move(projections), {});
  REQUIRE(started.has_value());
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  REQUIRE((*started)->wait_for(size, deadline).has_value());
  return std::move(*started);
}

} // namespace ledger::test
