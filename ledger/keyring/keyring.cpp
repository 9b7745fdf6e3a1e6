#include "ledger/keyring/keyring.hpp"

#include "ledger/crypto/mac.hpp"
#include "ledger/crypto/random.hpp"
#include "ledger/keyring/keyring_impl.hpp"

namespace ledger {
namespace {

constexpr auto kNone = KeyTable::kNone;

Error pool_empty() {
  return {Errc::kBusy, "no key is ready for a new person or class", "keyring",
          "try again; the pool is being filled"};
}

Error never_given_out() {
  return {Errc::kNotFound, "this subject id was never given out", "keyring",
          "check the id, or name the person by the application's own reference"};
}

} // namespace

Keyring::Keyring(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Keyring::~Keyring() = default;

LookUpTag Keyring::Impl::tag_of(const SubjectName& name) const {
  std::uint8_t length[2];
  put_be(length, name.name_space.size(), sizeof length);
  LookUpTag tag;
  const std::scoped_lock lock(tagging);
  if (!tagger) tagger.emplace(look_up_key.view());
  tagger->mac(tag.writable(), {length, as_bytes(name.name_space), name.reference});
  return tag;
}

bool Keyring::Impl::pool_has_key() {
  if (!pool_open) return false;
  if (table.pool_ready()) return true;
  pool_ran_out = true;
  return false;
}

Status Keyring::Impl::give(KeyTable::Ref subject, std::string_view key_class, SealingKey& into) {
  KeyTable::Ref slot = table.live_slot(subject, key_class);
  if (slot == kNone) {
    if (!pool_has_key()) return fail(pool_empty());
    slot = table.assign_next(subject, key_class);
  }
  table.describe(slot, into);
  return {};
}

std::optional<SubjectId> Keyring::find(const SubjectName& name) const {
  const LookUpTag tag = impl_->tag_of(name);
  const std::scoped_lock lock(impl_->mutex);
  const auto subject = impl_->table.find(tag);
  if (subject == kNone) return std::nullopt;
  return impl_->table.id_of(subject);
}

bool Keyring::knows(const SubjectId& subject) const {
  const std::scoped_lock lock(impl_->mutex);
  return impl_->table.find(subject) != kNone;
}

bool Keyring::erased(const SubjectId& subject) const {
  const std::scoped_lock lock(impl_->mutex);
  const auto ref = impl_->table.find(subject);
  return ref != kNone && impl_->table.erased(ref);
}

Result<SealingKey> Keyring::acquire(const SubjectName& name, std::string_view key_class) {
  SealingKey key;
  LEDGER_TRY(acquire(name, key_class, key));
  return key;
}

Status Keyring::acquire(const SubjectName& name, std::string_view key_class, SealingKey& into) {
  const LookUpTag tag = impl_->tag_of(name);
  const std::scoped_lock lock(impl_->mutex);
  KeyTable& table = impl_->table;
  const auto known = table.find(tag);
  if (known != kNone) return impl_->give(known, key_class, into);
  if (!impl_->pool_has_key()) return fail(pool_empty()); // before the person is minted
  const auto subject = table.add_subject(random_id<SubjectId>());
  LEDGER_TRY(impl_->give(subject, key_class, into));
  table.link(tag, subject);
  return {};
}

Result<SealingKey> Keyring::acquire(const SubjectId& subject, std::string_view key_class) {
  SealingKey key;
  LEDGER_TRY(acquire(subject, key_class, key));
  return key;
}

Result<bool> Keyring::acquire_known(const SubjectName& name, std::string_view key_class,
                                    SealingKey& into) {
  const LookUpTag tag = impl_->tag_of(name);
  const std::scoped_lock lock(impl_->mutex);
  const auto subject = impl_->table.find(tag);
  if (subject == kNone) return false;
  LEDGER_TRY(impl_->give(subject, key_class, into));
  return true;
}

Status Keyring::acquire(const SubjectId& subject, std::string_view key_class, SealingKey& into) {
  const std::scoped_lock lock(impl_->mutex);
  const auto ref = impl_->table.find(subject);
  if (ref == kNone) return fail(never_given_out());
  return impl_->give(ref, impl_->table.erased(ref) ? kAfterErasure : key_class, into);
}

void Keyring::link(const SubjectName& name, const SubjectId& subject) {
  const LookUpTag tag = impl_->tag_of(name);
  const std::scoped_lock lock(impl_->mutex);
  const auto ref = impl_->table.find(subject);
  if (ref != kNone) impl_->table.link(tag, ref);
}

std::uint64_t Keyring::erasure_count() const {
  return impl_->erasures.load();
}

bool Keyring::is_live(const SubjectId& subject, std::string_view key_class,
                      Incarnation incarnation) const {
  const std::scoped_lock lock(impl_->mutex);
  const auto ref = impl_->table.find(subject);
  return ref != kNone && impl_->table.is_live(ref, key_class, incarnation);
}

std::optional<Secret32<struct SubjectKeyTag>> Keyring::key(const KeyId& id) const {
  Secret32<struct SubjectKeyTag> copy;
  const std::scoped_lock lock(impl_->mutex);
  const auto slot = impl_->table.find(id);
  if (slot == kNone || !impl_->table.held(slot)) return std::nullopt;
  std::ranges::copy(impl_->table.key(slot), copy.writable().begin());
  return copy;
}

OpaqueRef Keyring::hash_reference(std::string_view text) const {
  std::array<std::uint8_t, 32> hash{};
  hmac_sha256(hash, impl_->reference_key.view(), {as_bytes(text)});
  return OpaqueRef(std::span(hash).first<OpaqueRef::kSize>());
}

Result<ErasurePlan> Keyring::mark_erased(const SubjectId& subject,
                                         std::span<const std::string> classes, Sequence erasure) {
  const std::scoped_lock lock(impl_->mutex);
  const auto ref = impl_->table.find(subject);
  if (ref == kNone) return fail(never_given_out());
  impl_->table.mark(ref, classes, erasure);
  ++impl_->erasures;
  ErasurePlan plan = impl_->table.plan(ref, classes, true);
  plan.erasure = erasure;
  return plan;
}

std::vector<SealingKey> Keyring::live_keys(const SubjectId& subject) const {
  std::vector<SealingKey> keys;
  const std::scoped_lock lock(impl_->mutex);
  const KeyTable& table = impl_->table;
  const auto ref = table.find(subject);
  if (ref == kNone) return keys;
  for (const KeyName& held : table.plan(ref, {}, false).keys) {
    if (!table.is_live(ref, held.key_class, held.incarnation)) continue;
    keys.emplace_back();
    table.describe(table.find(held.key_id), keys.back());
  }
  return keys;
}

void Keyring::replay_assignment(const SubjectId& subject, const KeyName& key) {
  const std::scoped_lock lock(impl_->mutex);
  impl_->table.replay(subject, key);
}

TreeSize Keyring::cursor() const {
  const std::scoped_lock lock(impl_->mutex);
  return impl_->cursor;
}

std::vector<SigningSeed> Keyring::signing_seeds() const {
  const std::scoped_lock lock(impl_->mutex);
  std::vector<SigningSeed> copies;
  for (const SigningSeed& seed : impl_->seeds)
    copies.emplace_back(seed.view());
  return copies;
}

KeyringStatus Keyring::status() const {
  const std::scoped_lock lock(impl_->mutex);
  KeyringStatus status = impl_->table.status();
  status.epoch = impl_->epoch;
  return status;
}

bool Keyring::pool_low() const {
  const std::scoped_lock lock(impl_->mutex);
  return impl_->table.pool_size() < impl_->pool_target / 2;
}

} // namespace ledger
