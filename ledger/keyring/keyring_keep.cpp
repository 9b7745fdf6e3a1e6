// What changes the keyring's files on request: each takes its turn as the one writer.
#include "ledger/keyring/keyring_impl.hpp"

namespace ledger {

Status Keyring::flush(TreeSize reflected) {
  const std::scoped_lock writer(impl_->writing);
  Impl::Goal goal;
  goal.cursor = reflected;
  return impl_->write(goal);
}

Status Keyring::refill_pool() {
  const std::scoped_lock writer(impl_->writing);
  return impl_->fill_pool({});
}

Status Keyring::finish_replay() {
  const std::scoped_lock writer(impl_->writing);
  {
    const std::scoped_lock lock(impl_->mutex);
    if (impl_->pool_open) return {};
    if (!impl_->was_clean || impl_->table.replay_took_free()) {
      static_cast<void>(impl_->table.burn_free());
    }
  }
  return impl_->fill_pool({});
}

Status Keyring::destroy(const ErasurePlan& plan) {
  const std::scoped_lock writer(impl_->writing);
  {
    const std::scoped_lock lock(impl_->mutex);
    if (impl_->table.destroy(plan)) {
      impl_->turn_owed = true;
      ++impl_->erasures;
    }
  }
  if (!impl_->turn_owed) return {};
  return impl_->write({});
}

Status Keyring::add_signing_seed(const SigningSeed& seed) {
  const std::scoped_lock writer(impl_->writing);
  {
    const std::scoped_lock lock(impl_->mutex);
    impl_->seeds.emplace_back(seed.view());
  }
  return impl_->write({});
}

Status Keyring::destroy_signing_seed(const PublicKey& key) {
  const std::scoped_lock writer(impl_->writing);
  {
    const std::scoped_lock lock(impl_->mutex);
    const auto matches = [&key](const SigningSeed& seed) { return public_key_of(seed) == key; };
    if (std::erase_if(impl_->seeds, matches) > 0) impl_->turn_owed = true;
  }
  if (!impl_->turn_owed) return {};
  return impl_->write({});
}

Status Keyring::close(TreeSize reflected) {
  const std::scoped_lock writer(impl_->writing);
  {
    const std::scoped_lock lock(impl_->mutex);
    impl_->pool_open = false;
    impl_->table.withdraw_pool();
  }
  Impl::Goal goal;
  goal.cursor = reflected;
  goal.clean_stop = true;
  return impl_->write(goal);
}

} // namespace ledger
