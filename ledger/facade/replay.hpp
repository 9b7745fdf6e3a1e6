// What is in the chain that keyring, id index and policy list do not reflect yet: the records that
// came after they were last written, read again at a start.
#pragma once

#include "ledger/facade/ledger_impl.hpp"
#include "ledger/store/id_index.hpp"

#include <map>

namespace ledger {

class StoredBody;

// At a start only, on one thread. `impl` has its store, keyring, policy shelf and signing keys.
class Replay {
 public:
  explicit Replay(Ledger::Impl& impl) : impl_(impl), keyring_from_(impl.keyring->cursor()) {}

  // Up to `size`, the records of the store. kDamaged names one that is not what the ledger writes.
  [[nodiscard]] Status run(TreeSize size);

  // Every destruction that is on record was done before: only a keyring from before it has an
  // earlier epoch, and keys for which that epoch has to turn.
  [[nodiscard]] bool keyring_was_older() const { return keyring_was_older_; }
  [[nodiscard]] std::vector<UnfinishedErasure> unfinished() const;

 private:
  [[nodiscard]] Status visit(Sequence sequence, ByteView record);
  [[nodiscard]] Status flush_ids(TreeSize size);
  [[nodiscard]] Status replay_keys(Sequence sequence, const StoredBody& body);
  [[nodiscard]] Status replay_boxes(Sequence sequence, const StoredBody& body);
  void link_name(const SubjectId& subject, ByteView content);
  [[nodiscard]] Status replay_erasure(Sequence sequence, const StoredBody& body);
  void replay_destruction(wire::Control::KeyDestroyed::Reader record);
  [[nodiscard]] Status destroy_again();

  Ledger::Impl& impl_;
  TreeSize keyring_from_;
  std::vector<IdEntry> ids_;
  std::map<Sequence, UnfinishedErasure> started_;
  std::vector<ErasurePlan> destroyed_;
  std::uint64_t recorded_epoch_ = 0; // the last that a destruction on record began
  bool keyring_was_older_ = false;
};

} // namespace ledger
