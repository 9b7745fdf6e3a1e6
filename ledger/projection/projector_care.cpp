#include "ledger/projection/compare.hpp"
#include "ledger/projection/families.hpp"
#include "ledger/projection/low_priority.hpp"
#include "ledger/projection/projector_impl.hpp"
#include "ledger/store/store.hpp"

#include <algorithm>

namespace ledger {
namespace {

tl::unexpected<Error> in_care(std::string_view name) {
  return fail(Errc::kBusy, "a projection is being rebuilt or compared",
              "projection " + std::string(name), "wait until that is done");
}

Status fold_one(const Store& store, Lane& lane, TreeSize to, const std::atomic<bool>& stop) {
  Lane* const lanes[] = {&lane};
  return fold_all(store, lanes, to, stop);
}

} // namespace

Status Projector::rebuild(std::string_view name) {
  std::vector<LiveProjection*> rebuilt;
  if (name.empty()) {
    for (LiveProjection& live : impl_->lives)
      rebuilt.push_back(&live);
  } else {
    LEDGER_ASSIGN(LiveProjection * live, impl_->find(name));
    rebuilt.push_back(live);
  }
  const std::unique_lock care(impl_->care, std::try_to_lock);
  if (!care.owns_lock()) return in_care(name.empty() ? "all" : name);
  return run_low_priority([&] { return impl_->rebuild(rebuilt); });
}

Status Projector::Impl::rebuild(std::span<LiveProjection* const> rebuilt) {
  std::vector<FreshCopy> fresh;
  const auto build = [&]() -> Status {
    for (LiveProjection* live : rebuilt) {
      LEDGER_ASSIGN(FreshCopy copy, begin_copy(*live));
      fresh.push_back(std::move(copy));
    }
    LEDGER_TRY(fold_fresh(fresh));
    const std::lock_guard working(work);
    // What came in meanwhile, so that no reader sees the state step back.
    LEDGER_TRY(fold_fresh(fresh));
    for (FreshCopy& copy : fresh)
      LEDGER_TRY(take_over(copy));
    return {};
  };
  const Status built = build();
  for (const FreshCopy& copy : fresh)
    if (copy.family && copy.lane != nullptr)               // else it is the live one
      static_cast<void>(store.drop_derived(*copy.family)); // `built` says what went wrong first
  LEDGER_TRY(built);
  {
    const std::lock_guard lock(mutex);
    error.reset();
  }
  publish_folded();
  return {};
}

// Until all have folded what is durable now, or nearly so.
Status Projector::Impl::fold_fresh(std::span<const FreshCopy> fresh) {
  constexpr std::uint64_t kNearly = 1'024;
  constexpr int kMostRounds = 8; // a log that grows as fast as it is folded is not caught up with
  std::vector<Lane*> lanes;
  for (const FreshCopy& copy : fresh)
    lanes.push_back(copy.lane.get());
  TreeSize to;
  int rounds = kMostRounds;
  do {
    to = durable_size();
    LEDGER_TRY(fold_all(store, lanes, to, stopping));
  } while (--rounds > 0 && durable_size().get() - to.get() > kNearly);
  return {};
}

Result<Projector::Impl::FreshCopy> Projector::Impl::begin_copy(LiveProjection& live) {
  std::shared_ptr<StateCopy> copy = std::make_shared<MemoryCopy>();
  FreshCopy fresh;
  fresh.live = &live;
  if (!options.in_memory) {
    fresh.family = beside(*live.family);
    LEDGER_TRY(store.drop_derived(*fresh.family));
    LEDGER_ASSIGN(copy, StoredCopy::open(store, *fresh.family));
  }
  fresh.lane = std::make_unique<Lane>(*live.projection, std::move(copy));
  return fresh;
}

Status Projector::Impl::take_over(FreshCopy& fresh) {
  LiveProjection& live = *fresh.live;
  if (fresh.family) LEDGER_TRY(make_live(store, *live.projection, *fresh.family));
  const std::unique_lock lock(copies);
  live.copy = fresh.lane->copy();
  live.lane = std::move(fresh.lane);
  ++rebuilds;
  if (fresh.family) LEDGER_TRY(store.drop_derived(*std::exchange(live.family, fresh.family)));
  if (live.superseded) LEDGER_TRY(drop_superseded(store, live));
  return {};
}

Result<ProjectionComparison> Projector::compare(std::string_view name) {
  LEDGER_ASSIGN(LiveProjection * live, impl_->find(name));
  const std::unique_lock care(impl_->care, std::try_to_lock);
  if (!care.owns_lock()) return in_care(name);
  return run_low_priority([&] { return impl_->compare(*live); });
}

Result<ProjectionComparison> Projector::Impl::compare(LiveProjection& live) {
  if (!options.in_memory) {
    const std::string scratch = scratch_family_of(*live.projection);
    LEDGER_TRY(store.drop_derived(scratch));
    LEDGER_ASSIGN(auto replay, StoredCopy::open(store, scratch));
    auto comparison = compare_with(live, *live.copy, std::move(replay));
    LEDGER_TRY(store.drop_derived(scratch));
    return comparison;
  }
  LEDGER_ASSIGN(const auto family, live_family(store, *live.projection));
  LEDGER_ASSIGN(const auto held,
                StoredCopy::open(store, family.value_or(family_of(*live.projection))));
  if (held->cursor().folded == TreeSize(0)) {
    return fail(Errc::kNotFound, "the store holds no state to compare with",
                "projection " + live.projection->name(), "compare where the daemon has run");
  }
  return compare_with(live, *held, std::make_shared<MemoryCopy>());
}

Result<ProjectionComparison> Projector::Impl::compare_with(LiveProjection& live,
                                                           const StateCopy& held,
                                                           std::shared_ptr<StateCopy> replay) {
  // The live copy goes on meanwhile: the replay follows to the moment at which it was digested.
  LEDGER_ASSIGN(const DigestAt held_digest, digest_of(held));
  Lane lane(*live.projection, std::move(replay));
  LEDGER_TRY(fold_one(store, lane, held_digest.folded, stopping));
  LEDGER_ASSIGN(const DigestAt replayed, digest_of(*lane.copy()));
  ProjectionComparison comparison;
  comparison.folded = held_digest.folded;
  comparison.live = held_digest.digest;
  comparison.replayed = replayed.digest;
  comparison.equal = held_digest.digest == replayed.digest;
  if (comparison.equal) return comparison;
  // To name a key, both must stand still.
  const std::lock_guard working(work);
  LEDGER_TRY(fold_one(store, lane, held.cursor().folded, stopping));
  LEDGER_ASSIGN(comparison.first_difference, first_difference(held, *lane.copy()));
  return comparison;
}

} // namespace ledger
