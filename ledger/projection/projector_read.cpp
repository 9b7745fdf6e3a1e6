#include "ledger/projection/projector_impl.hpp"

#include <algorithm>

namespace ledger {

Status Projector::wait_for(TreeSize size, std::chrono::steady_clock::time_point deadline) const {
  const Impl& impl = *impl_;
  std::unique_lock lock(impl.mutex);
  if (impl.folded >= size) return {}; // the projector is not woken for that
  impl.wanted = std::max(impl.wanted, size);
  impl.changed.notify_all();
  impl.changed.wait_until(lock, deadline, [&] {
    return impl.folded >= size || impl.error.has_value() || impl.stopping;
  });
  if (impl.folded >= size) return {};
  if (impl.error) return fail(*impl.error);
  const std::string where = "projections at " + std::to_string(impl.folded.get()) + " of " +
                            std::to_string(size.get()) + " records";
  if (impl.stopping)
    return fail(Errc::kStopping, "the projector is stopping", where, "ask again when it is back");
  return fail(Errc::kBusy, "the projections have not come so far yet", where, "ask again");
}

Status Projector::read(std::string_view name,
                       const std::function<Status(const StateCopy&)>& use) const {
  LEDGER_ASSIGN(const LiveProjection* live, impl_->find(name));
  const std::shared_lock lock(impl_->copies);
  return use(*live->copy);
}

Result<StateAt> Projector::state(std::string_view name, ByteView key) const {
  LEDGER_ASSIGN(const LiveProjection* live, impl_->find(name));
  const std::shared_lock lock(impl_->copies);
  return live->copy->read(key);
}

std::vector<ProjectionInfo> Projector::list() const {
  std::vector<ProjectionInfo> infos;
  const std::shared_lock lock(impl_->copies);
  for (const LiveProjection& live : impl_->lives) {
    infos.push_back(
        {live.projection->name(), live.projection->version(), live.copy->cursor().folded});
  }
  return infos;
}

TreeSize Projector::folded() const {
  const std::lock_guard lock(impl_->mutex);
  return impl_->folded;
}

std::uint64_t Projector::rebuilds() const {
  return impl_->rebuilds;
}

std::optional<Error> Projector::error() const {
  const std::lock_guard lock(impl_->mutex);
  return impl_->error;
}

Result<DigestAt> Projector::digest(std::string_view name) const {
  LEDGER_ASSIGN(const LiveProjection* live, impl_->find(name));
  const std::shared_lock lock(impl_->copies);
  return digest_of(*live->copy);
}

} // namespace ledger
