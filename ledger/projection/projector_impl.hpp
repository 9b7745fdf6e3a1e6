// Inside ledger/projection only.
#pragma once

#include "ledger/projection/lane.hpp"
#include "ledger/projection/projector.hpp"

#include <condition_variable>
#include <mutex>
#include <thread>

namespace ledger {

struct LiveProjection {
  std::unique_ptr<Projection> projection;
  std::unique_ptr<Lane> lane;            // under Impl::work
  std::shared_ptr<StateCopy> copy;       // of the lane; under Impl::copies
  std::optional<std::string> family;     // in which it lives; under Impl::work
  std::optional<std::string> superseded; // of another version; under Impl::work
};

// The copy of another version is needed no more.
[[nodiscard]] Status drop_superseded(Store& store, LiveProjection& live);

// Locks are taken in the order care, work, copies; mutex is held for itself only.
struct Projector::Impl {
  Impl(Store& s, ProjectorOptions o) : store(s), options(std::move(o)) {}

  [[nodiscard]] Status open(std::vector<std::unique_ptr<Projection>> projections);
  void run();
  [[nodiscard]] Status fold_next(TreeSize to);
  [[nodiscard]] Status retire_superseded();
  void stop_with(const Error& error);
  // Tells readers how far all have come.
  TreeSize publish_folded();
  [[nodiscard]] Result<LiveProjection*> find(std::string_view name);
  [[nodiscard]] TreeSize durable_size() const;
  [[nodiscard]] bool fold_is_due() const; // under mutex

  // A copy that is built beside the live one.
  struct FreshCopy {
    LiveProjection* live = nullptr;
    std::unique_ptr<Lane> lane;
    std::optional<std::string> family; // none: in memory
  };
  [[nodiscard]] Status rebuild(std::span<LiveProjection* const> rebuilt);
  [[nodiscard]] Result<FreshCopy> begin_copy(LiveProjection& live);
  [[nodiscard]] Status fold_fresh(std::span<const FreshCopy> fresh);
  // Under `work`.
  [[nodiscard]] Status take_over(FreshCopy& fresh);
  [[nodiscard]] Result<ProjectionComparison> compare(LiveProjection& live);
  [[nodiscard]] Result<ProjectionComparison>
  compare_with(LiveProjection& live, const StateCopy& held, std::shared_ptr<StateCopy> replay);

  Store& store;
  ProjectorOptions options;
  std::vector<LiveProjection> lives;

  std::mutex care;                  // a rebuild or a comparison
  std::mutex work;                  // folding a chunk, or putting a new copy in its place
  mutable std::shared_mutex copies; // shared while a copy is read, so that it is not dropped

  mutable std::mutex mutex; // what follows
  mutable std::condition_variable changed;
  TreeSize durable;
  TreeSize folded;         // by every projection
  mutable TreeSize wanted; // somebody waits until so much is folded
  std::optional<Error> error;
  std::atomic<bool> stopping = false;
  std::atomic<std::uint64_t> rebuilds = 0; // copies that took a live one's place

  std::thread thread;
};

} // namespace ledger
