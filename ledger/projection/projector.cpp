#include "ledger/projection/projector.hpp"

#include "ledger/projection/families.hpp"
#include "ledger/projection/low_priority.hpp"
#include "ledger/projection/projector_impl.hpp"
#include "ledger/store/store.hpp"

#include <algorithm>

namespace ledger {
namespace {

// What comes within so long is folded together, unless somebody waits: the same people come again,
// and each state is then written once. A group at a time cost a fifth of the daemon's work.
constexpr std::chrono::milliseconds kGather{100};
constexpr std::uint64_t kGatherRecords = 16'384;

} // namespace

Status drop_superseded(Store& store, LiveProjection& live) {
  LEDGER_TRY(store.drop_derived(*live.superseded));
  LEDGER_TRY(store.drop_derived(beside(*live.superseded)));
  live.superseded.reset();
  return {};
}

Status Projector::Impl::open(std::vector<std::unique_ptr<Projection>> projections) {
  LEDGER_ASSIGN(durable, store.size());
  for (auto& projection : projections) {
    LiveProjection live;
    if (options.in_memory) {
      live.copy = std::make_shared<MemoryCopy>();
    } else {
      LEDGER_ASSIGN(OpenedFamily opened, open_family(store, *projection));
      live.family = opened.copy->family();
      live.copy = std::move(opened.copy);
      live.superseded = std::move(opened.superseded);
    }
    live.lane = std::make_unique<Lane>(*projection, live.copy);
    live.projection = std::move(projection);
    lives.push_back(std::move(live));
  }
  publish_folded();
  return {};
}

Result<LiveProjection*> Projector::Impl::find(std::string_view name) {
  const auto found = std::find_if(lives.begin(), lives.end(), [&](const LiveProjection& live) {
    return live.projection->name() == name;
  });
  if (found != lives.end()) return &*found;
  return fail(Errc::kNotFound, "there is no such projection", "projection " + std::string(name),
              "`auditledger projection list` names them");
}

TreeSize Projector::Impl::publish_folded() {
  TreeSize lowest = durable_size();
  {
    const std::shared_lock lock(copies);
    for (const LiveProjection& live : lives)
      lowest = std::min(lowest, live.copy->cursor().folded);
  }
  {
    const std::lock_guard lock(mutex);
    folded = std::max(folded, lowest);
  }
  changed.notify_all();
  return lowest;
}

bool Projector::Impl::fold_is_due() const {
  return wanted > folded || durable.get() - folded.get() >= kGatherRecords;
}

TreeSize Projector::Impl::durable_size() const {
  const std::lock_guard lock(mutex);
  return durable;
}

Status Projector::Impl::fold_next(TreeSize to) {
  const std::lock_guard lock(work);
  std::vector<Lane*> lanes;
  lanes.reserve(lives.size());
  for (const LiveProjection& live : lives)
    lanes.push_back(live.lane.get());
  Status folded_chunk = fold_chunk(store, lanes, to, stopping);
  if (folded_chunk) return retire_superseded();
  // What a lane holds undecided may be half of a record: whoever starts again starts from the copy.
  for (LiveProjection& live : lives)
    live.lane = std::make_unique<Lane>(*live.projection, live.copy);
  return folded_chunk;
}

// A new version has caught up: it takes the place of the one before.
Status Projector::Impl::retire_superseded() {
  for (LiveProjection& live : lives) {
    if (!live.superseded || live.lane->folded() < durable_size()) continue;
    LEDGER_TRY(make_live(store, *live.projection, *live.family));
    LEDGER_TRY(drop_superseded(store, live));
  }
  return {};
}

void Projector::Impl::stop_with(const Error& found) {
  {
    const std::lock_guard lock(mutex);
    error = found;
  }
  changed.notify_all();
  if (options.on_error) options.on_error(found);
}

void Projector::Impl::run() {
  lower_priority();
  for (;;) {
    TreeSize to;
    {
      std::unique_lock lock(mutex);
      changed.wait(lock, [&] { return stopping || (!error && folded < durable); });
      changed.wait_for(lock, kGather, [&] { return stopping || fold_is_due(); });
      if (stopping) return;
      to = durable;
    }
    const Status done = fold_next(to);
    const TreeSize size = publish_folded();
    if (!done) {
      stop_with(done.error());
    } else if (options.on_folded) {
      options.on_folded(size);
    }
  }
}

Projector::Projector(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Projector::~Projector() {
  stop();
}

Result<std::unique_ptr<Projector>>
Projector::start(Store& store, std::vector<std::unique_ptr<Projection>> projections,
                 ProjectorOptions options) {
  auto impl = std::make_unique<Impl>(store, std::move(options));
  LEDGER_TRY(impl->open(std::move(projections)));
  std::unique_ptr<Projector> projector(new Projector(std::move(impl)));
  Impl* running = projector->impl_.get();
  running->thread = std::thread([running] { running->run(); });
  return projector;
}

void Projector::stop() {
  {
    const std::lock_guard lock(impl_->mutex);
    impl_->stopping = true;
  }
  impl_->changed.notify_all();
  if (impl_->thread.joinable()) impl_->thread.join();
  const std::lock_guard last_care(impl_->care);
}

void Projector::notify(TreeSize durable) {
  {
    const std::lock_guard lock(impl_->mutex);
    const bool idle = impl_->durable == impl_->folded;
    impl_->durable = std::max(impl_->durable, durable);
    if (!idle && !impl_->fold_is_due()) return; // it gathers, and looks by itself
  }
  impl_->changed.notify_all();
}

} // namespace ledger
