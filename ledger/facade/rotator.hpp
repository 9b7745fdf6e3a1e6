// Rotation of the signing key, one step after the other, each durable before the next:
//   1. a new seed in the keyring;
//   2. the record `ledger.key-announced`: from its checkpoint on both keys sign;
//   3. the record `ledger.key-retired`;
//   4. the closing checkpoint, directly over that record, signed by both: the old key's last act;
//   5. the old seed destroyed with a turn of the epoch, so that no older copy of the keyring holds
//      it.
// What a crash interrupts is taken up where the records say that it stood. A seed that was never
// announced signs nothing and serves the next rotation.
#pragma once

#include "ledger/event/sealed.hpp"
#include "ledger/facade/signing_keys.hpp"
#include "ledger/ledger.hpp"

#include <condition_variable>
#include <mutex>

namespace ledger {

class Rotator {
 public:
  // `impl` outlives this, and all its other parts are there.
  explicit Rotator(Ledger::Impl& impl) : impl_(impl) {}

  // Any thread; works on the ledger's worker, one rotation at a time.
  void rotate(RotateRequest request, RotateDone done);
  // At start: goes on with a rotation that a crash interrupted, on the worker.
  void resume();
  // Until no rotation is under way. What `deliver` was handed must be run meanwhile.
  void wait();

 private:
  using Step = void (Rotator::*)();
  using KeyEvent = Sealed (*)(const PublicKey&);
  using Sequenced = void (SigningKeys::*)(const PublicKey&, Sequence);
  // On the worker.
  void begin(const RotateRequest& request, const RotateDone& done);
  void announce();
  void retire();
  void close();
  [[nodiscard]] Result<PublicKey> next_key();
  [[nodiscard]] Status destroy_closed_seeds();
  [[nodiscard]] bool holds_closed_seed() const;
  // Has the record made durable, tells `sequenced` its number, and takes the next step.
  void record(KeyEvent event, const PublicKey& key, Sequenced sequenced, Step next);
  void finish(Result<RotateReport> result);
  void answer(const RotateDone& done, Result<RotateReport> result);
  // The disk failed or a key is gone: the process must not go on.
  void stop_with(const Error& error);
  [[nodiscard]] Result<RotateReport> report_of(const PublicKey& retired) const;
  [[nodiscard]] Result<PublicKey> key_named(const std::string& vkey) const;
  [[nodiscard]] std::string name_of(const PublicKey& key) const;

  Ledger::Impl& impl_;
  std::mutex mutex_;
  std::condition_variable over_;
  int asked_ = 0; // under mutex_: rotations that are not answered yet
  // The worker only:
  bool going_ = false;
  PublicKey old_; // the key that this rotation retires
  RotateDone done_;
};

} // namespace ledger
