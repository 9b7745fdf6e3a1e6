#include "ledger/facade/rotator.hpp"

#include "ledger/chain/note.hpp"
#include "ledger/crypto/random.hpp"
#include "ledger/event/own_events.hpp"
#include "ledger/facade/ledger_impl.hpp"

#include <algorithm>

namespace ledger {
namespace {

const SigningTerm* find_term(const std::vector<SigningTerm>& terms, const PublicKey& key) {
  const auto found = std::ranges::find(terms, key, &SigningTerm::key);
  return found == terms.end() ? nullptr : &*found;
}

} // namespace

void Rotator::rotate(RotateRequest request, RotateDone done) {
  {
    const std::lock_guard lock(mutex_);
    ++asked_;
  }
  impl_.worker->post(
      [this, request = std::move(request), done = std::move(done)] { begin(request, done); });
}

void Rotator::resume() {
  const auto signers = impl_.signing_keys->unretired_at(impl_.sequencer->durable().size);
  const bool unclosed = holds_closed_seed();
  if (!unclosed && signers.size() < 2) return;
  {
    const std::lock_guard lock(mutex_);
    ++asked_;
  }
  impl_.worker->post([this, unclosed, old = signers.front()] {
    going_ = true;
    old_ = old;
    done_ = [](const Result<RotateReport>&) {};
    if (unclosed)
      close();
    else
      retire();
  });
}

void Rotator::wait() {
  std::unique_lock lock(mutex_);
  over_.wait(lock, [this] { return asked_ == 0; });
}

void Rotator::begin(const RotateRequest& request, const RotateDone& done) {
  if (going_)
    return answer(done, fail(Errc::kBusy, "a rotation is under way", "signing key",
                             "auditledger key list tells when it is over"));
  const auto signers = impl_.signing_keys->unretired_at(impl_.sequencer->durable().size);
  const auto named =
      request.retire.empty() ? Result<PublicKey>(signers.front()) : key_named(request.retire);
  if (!named) return answer(done, fail(named.error()));
  const bool signs = std::ranges::find(signers, *named) != signers.end();
  if (!signs && !holds_closed_seed()) return answer(done, report_of(*named));
  if (signs && *named != signers.front())
    return answer(done, fail(Errc::kConflict, "an older key has to be retired first", "signing key",
                             "auditledger key rotate"));
  going_ = true;
  old_ = *named;
  done_ = done;
  if (!signs) return close();
  if (signers.size() > 1) return retire();
  announce();
}

void Rotator::announce() {
  const auto key = next_key();
  if (!key) return stop_with(key.error());
  record(&key_announced, *key, &SigningKeys::announced, &Rotator::retire);
}

void Rotator::retire() {
  // The first checkpoint that both sign, so that whoever trusts the old key is led to the new one.
  if (const Status published = impl_.checkpointer->publish_now(); !published)
    return stop_with(published.error());
  record(&key_retired, old_, &SigningKeys::retired, &Rotator::close);
}

void Rotator::close() {
  Status closed = impl_.checkpointer->publish_now();
  if (closed) closed = destroy_closed_seeds();
  if (!closed) return stop_with(closed.error());
  finish(report_of(old_));
}

// One that was made and never announced, or a new one. Durable when it returns.
Result<PublicKey> Rotator::next_key() {
  const auto terms = impl_.signing_keys->all();
  for (const SigningSeed& seed : impl_.keyring->signing_seeds())
    if (const PublicKey key = public_key_of(seed); find_term(terms, key) == nullptr) return key;
  SigningSeed seed;
  random_secret_bytes(seed.writable());
  LEDGER_TRY(impl_.keyring->add_signing_seed(seed));
  return public_key_of(seed);
}

bool Rotator::holds_closed_seed() const {
  const auto terms = impl_.signing_keys->all();
  const auto seeds = impl_.keyring->signing_seeds();
  return std::ranges::any_of(seeds, [&terms](const SigningSeed& seed) {
    const SigningTerm* term = find_term(terms, public_key_of(seed));
    return term != nullptr && term->closing;
  });
}

Status Rotator::destroy_closed_seeds() {
  const TreeSize published = impl_.checkpointer->latest_size();
  for (const SigningTerm& term : impl_.signing_keys->all())
    if (term.closing && *term.closing <= published)
      LEDGER_TRY(impl_.keyring->destroy_signing_seed(term.key));
  return {};
}

void Rotator::record(KeyEvent event, const PublicKey& key, Sequenced sequenced, Step next) {
  Unit unit({event(key)}, [this, next](const UnitResult& placed) {
    impl_.worker->post([this, next, placed] {
      if (!placed) return finish(fail(placed.error()));
      (this->*next)();
    });
  });
  unit.on_sequenced = [this, key, sequenced](Sequence at) {
    ((*impl_.signing_keys).*sequenced)(key, at);
  };
  if (const Status queued = impl_.sequencer->submit(std::move(unit)); !queued)
    return finish(fail(queued.error()));
  impl_.sequencer->kick();
}

void Rotator::stop_with(const Error& error) {
  impl_.fatal(error);
  finish(fail(error));
}

void Rotator::finish(Result<RotateReport> result) {
  going_ = false;
  answer(std::exchange(done_, nullptr), std::move(result));
}

void Rotator::answer(const RotateDone& done, Result<RotateReport> result) {
  std::vector<std::function<void()>> one;
  one.emplace_back([done, result = std::move(result)] { done(result); });
  impl_.options.deliver(std::move(one));
  {
    const std::lock_guard lock(mutex_);
    --asked_;
  }
  over_.notify_all();
}

Result<RotateReport> Rotator::report_of(const PublicKey& retired) const {
  const auto terms = impl_.signing_keys->all();
  const auto old = std::ranges::find(terms, retired, &SigningTerm::key);
  if (old == terms.end() || !old->closing || old + 1 == terms.end())
    return fail(Errc::kInternal, "a rotation ended without a closing", "signing key",
                "auditledger key list");
  RotateReport report;
  report.retired = name_of(old->key);
  report.current = name_of((old + 1)->key);
  report.announced_by = (old + 1)->from;
  report.retired_by = Sequence(old->closing->get() - 1);
  report.closing = *old->closing;
  return report;
}

Result<PublicKey> Rotator::key_named(const std::string& vkey) const {
  const auto parsed = parse_verifier_key(vkey);
  if (!parsed) return fail(parsed.error().within("the key to retire"));
  const auto terms = impl_.signing_keys->all();
  if (parsed->name == impl_.identity.origin && find_term(terms, parsed->key) != nullptr)
    return parsed->key;
  return fail(Errc::kNotFound, "no such key signs, or signed, this ledger", "the key to retire",
              "auditledger key list");
}

std::string Rotator::name_of(const PublicKey& key) const {
  const auto named = make_verifier_key(impl_.identity.origin, key);
  return named ? format_verifier_key(*named) : std::string();
}

void Ledger::rotate_key(RotateRequest request, RotateDone done) {
  impl_->rotator->rotate(std::move(request), std::move(done));
}

Result<std::vector<SigningKeyInfo>> Ledger::signing_keys() const {
  std::vector<SigningKeyInfo> keys;
  for (const SigningTerm& term : impl_->signing_keys->all()) {
    SigningKeyInfo& info = keys.emplace_back();
    LEDGER_ASSIGN(const VerifierKey key, make_verifier_key(impl_->identity.origin, term.key));
    info.verifier_key = format_verifier_key(key);
    info.from = term.from;
    info.closing = term.closing;
    if (!term.closing) continue;
    LEDGER_ASSIGN(auto closing, impl_->store->checkpoint(*term.closing));
    info.closing_checkpoint = std::move(closing).value_or(std::string());
  }
  return keys;
}

} // namespace ledger
