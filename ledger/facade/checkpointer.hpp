// Publishes signed checkpoints, over synced records only, never on the way to an acknowledgement.
// It reads back what is stored, hashes it on a tree of its own, and compares with the committer's
// root before it signs: a flipped bit between the two is found before anyone relies on it.
#pragma once

#include "ledger/base/clock.hpp"
#include "ledger/chain/checkpoint.hpp"
#include "ledger/chain/proof_file.hpp"
#include "ledger/chain/tile_stack.hpp"
#include "ledger/crypto/sign.hpp"
#include "ledger/sequencer/sequencer.hpp"

#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>

namespace ledger {

class HeadKeeper;
class Keyring;
class SigningKeys;
class Store;

struct CheckpointerOptions {
  std::string origin;
  std::chrono::milliseconds interval{1'000};    // between two checkpoints while records come in
  std::chrono::milliseconds heartbeat{600'000}; // a record of its own after so long a silence
  std::function<void(const Error&)> on_fatal;
};

class Checkpointer {
 public:
  // `tiles`: of the records under the latest stored checkpoint; what is above is read again.
  Checkpointer(Store& store, HeadKeeper& head, const Keyring& keyring, const SigningKeys& keys,
               Sequencer& sequencer, TileStack tiles, CheckpointerOptions options);
  ~Checkpointer();
  void stop();

  // Publishes a checkpoint over everything durable now, if the last is older, and before it the
  // closing checkpoint of every key that was retired since. Any thread but the committing one;
  // waits for the disk.
  [[nodiscard]] Status publish_now();

  // Any thread. kNotFound before the first checkpoint.
  [[nodiscard]] Result<std::string> latest() const;
  [[nodiscard]] TreeSize latest_size() const;
  // kNotFound when no checkpoint covers the record yet. May wait for the disk.
  [[nodiscard]] Result<ProofFile> prove(Sequence sequence) const;
  // From an older size to the latest checkpoint's, or to `size`.
  [[nodiscard]] Result<std::vector<NodeHash>> consistency(TreeSize old_size,
                                                          std::optional<TreeSize> size) const;

 private:
  void run();
  [[nodiscard]] Status publish();
  // Reads on to `upto`; the trees at the closings on the way, and at `upto`.
  [[nodiscard]] Result<std::vector<TileStack>> read_on(TreeSize upto);
  [[nodiscard]] Status sign_and_store(TileStack tree);
  [[nodiscard]] Result<std::string> sign(const Checkpoint& checkpoint) const;
  [[nodiscard]] TileReader tile_reader() const;

  Store& store_;
  HeadKeeper& head_;
  const Keyring& keyring_;
  const SigningKeys& keys_;
  Sequencer& sequencer_;
  CheckpointerOptions options_;

  std::mutex publishing_; // one publication at a time
  TileStack tiles_;       // under publishing_

  mutable std::mutex mutex_;
  TileStack published_; // under mutex_: the tree of the latest checkpoint
  std::string latest_;  // under mutex_
  std::condition_variable wake_;
  bool stopping_ = false; // under mutex_
  std::thread thread_;
};

} // namespace ledger
