#include "ledger/ledger.hpp"

#include "ledger/base/limits.hpp"
#include "ledger/chain/note.hpp"
#include "ledger/chain/record.hpp"
#include "ledger/event/own_events.hpp"
#include "ledger/facade/ledger_impl.hpp"
#include "ledger/store/id_index.hpp"

#include <malloc.h>

namespace ledger {
namespace {

// Records between two flushes of the keyring: what a start after a crash has to replay.
constexpr std::uint64_t kFlushEvery = 100'000;

} // namespace

Ledger::Ledger(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Ledger::~Ledger() = default;

void Ledger::append(std::vector<Draft> drafts, std::string source, PostedBy by, AppendDone done) {
  impl_->intake->append(std::move(drafts), std::move(source), by, std::move(done));
}

void Ledger::turn_ended() {
  impl_->sequencer->commit_or_kick();
}

Status Ledger::note_denied(std::uint32_t peer_uid, std::string_view operation, std::uint32_t count,
                           Timestamp minute) {
  LEDGER_TRY(impl_->sequencer->submit(
      Unit({access_denied(peer_uid, operation, count, minute)}, UnitDone())));
  impl_->sequencer->kick();
  return {};
}

Result<DocumentHash> Ledger::put_document(wire::DocumentKind kind, ByteView bytes) {
  if (bytes.empty() || bytes.size() > limits::kDocumentBytes)
    return fail(Errc::kTooLarge, "a document has 1 byte to 1 MiB", "document", "shorten it");
  const auto hash = sha256_as<DocumentHash>({bytes});
  LEDGER_TRY(
      impl_->written(impl_->store->put_document(hash, static_cast<std::uint16_t>(kind), bytes)));
  return hash;
}

Result<Bytes> Ledger::document(const DocumentHash& hash) const {
  LEDGER_ASSIGN(auto document, impl_->store->document(hash));
  if (!document)
    return fail(Errc::kNotFound, "no document has this hash", to_hex(hash.view()),
                "auditledger log shows the hashes that records name");
  return std::move(document->bytes);
}

Result<Bytes> Ledger::record(Sequence sequence) const {
  if (!contains(durable().size, sequence))
    return fail(Errc::kNotFound, "no such record", "record " + std::to_string(sequence.get()),
                "auditledger status tells how many there are");
  return impl_->store->record(sequence);
}

Result<Sequence> Ledger::find(std::string_view source, const EventId& event) const {
  LEDGER_ASSIGN(const auto found, impl_->store->ids().find(id_key(source, event)));
  if (!found)
    return fail(Errc::kNotFound, "this source recorded no event with this id",
                to_uuid_text(event.view()), "check the source and the id");
  return *found;
}

Result<std::vector<OpenedBox>> Ledger::open_boxes(ByteView record) const {
  LEDGER_ASSIGN(const RecordHeader header, parse_header(record));
  LEDGER_ASSIGN(const StoredBody body, StoredBody::parse(body_of(record)));
  const ContentHash clear = hash_clear(body.clear_message());
  std::vector<OpenedBox> opened;
  for (unsigned i = 0; i < body.event().getBoxes().size(); ++i) {
    LEDGER_ASSIGN(BoxOpening box,
                  open_stored_box(body, i, header.ledger_id, clear, *impl_->keyring));
    opened.emplace_back(static_cast<std::uint16_t>(i), static_cast<std::uint8_t>(box.fate),
                        std::move(box.content));
  }
  return opened;
}

Result<std::string> Ledger::checkpoint() const {
  return impl_->checkpointer->latest();
}

Result<ProofFile> Ledger::prove(Sequence sequence) const {
  return impl_->checkpointer->prove(sequence);
}

Result<std::vector<NodeHash>> Ledger::consistency(TreeSize old_size,
                                                  std::optional<TreeSize> size) const {
  return impl_->checkpointer->consistency(old_size, size);
}

std::optional<SubjectId> Ledger::find_subject(const SubjectName& name) const {
  return impl_->keyring->find(name);
}

Projector& Ledger::projector() {
  return *impl_->projector;
}

const Answers& Ledger::answers() const {
  return *impl_->answers;
}

Status Ledger::snapshot(const std::filesystem::path& directory) {
  if (!directory.is_absolute())
    return fail(Errc::kInvalidField, "not an absolute path", "snapshot", "give the whole path");
  // The head first: it may lag behind the copy of the data, never run ahead of it.
  LEDGER_TRY(impl_->checkpointer->publish_now());
  LEDGER_TRY(impl_->files.create_directory(directory));
  const StatePaths copy = StatePaths::under(directory);
  LEDGER_TRY(impl_->files.create_directory(copy.head));
  LEDGER_TRY(Head::copy(impl_->files, impl_->options.paths.head, copy.head));
  return impl_->store->snapshot(copy.ledger);
}

DurableState Ledger::durable() const {
  return impl_->sequencer->durable();
}

LedgerStatus Ledger::status() const {
  LedgerStatus status;
  status.origin = impl_->identity.origin;
  status.ledger_id = impl_->identity.ledger_id;
  status.durable = durable();
  status.checkpoint_size = impl_->checkpointer->latest_size();
  const auto signers = impl_->signing_keys->unretired_at(status.durable.size);
  if (!signers.empty())
    if (const auto key = make_verifier_key(status.origin, signers.back()))
      status.verifier_key = format_verifier_key(*key);
  const PolicySnapshotPtr policy = impl_->shelf->current();
  status.policy = policy->hash;
  status.policy_sequence = policy->sequence;
  status.queued_events = impl_->sequencer->queued_events();
  status.keyring = impl_->keyring->status();
  status.syncs = impl_->sequencer->sync_times();
  status.folded = impl_->projector->folded();
  status.free_bytes = impl_->store->free_bytes();
  status.clock_synchronised = impl_->clock.synchronised();
  return status;
}

void Ledger::on_durable(std::function<void(TreeSize)> follower) {
  impl_->follower = std::move(follower);
}

Status Ledger::stop() {
  impl_->rotator->wait();
  {
    std::unique_lock lock(impl_->erasing_mutex);
    impl_->erasing_done.wait(lock, [this] { return impl_->erasing == 0; });
  }
  impl_->sequencer->stop(); // commits and answers what was accepted
  impl_->worker->stop();    // answers what was on its way
  LEDGER_TRY(impl_->checkpointer->publish_now());
  impl_->checkpointer->stop();
  impl_->projector->stop();
  LEDGER_TRY(impl_->head_keeper->sync_now());
  impl_->head_keeper->stop();
  const TreeSize size = durable().size;
  LEDGER_TRY(impl_->shelf->persist(size));
  LEDGER_TRY(impl_->signing_keys->persist(size));
  LEDGER_TRY(impl_->keyring->close(size));
  return impl_->store->close();
}

Ledger::Impl::~Impl() {
  if (checkpointer) checkpointer->stop();
  if (sequencer) sequencer->stop(); // may still hand things to the worker
  if (worker) worker->stop();
  if (head_keeper) head_keeper->stop();
  if (projector) projector->stop();
}

void Ledger::Impl::note_stored(const std::vector<Unit>& units,
                               const std::vector<UnitResult>& results, TreeSize size) {
  std::vector<NewRecord> records;
  for (std::size_t i = 0; i < units.size(); ++i) {
    if (!results[i]) continue;
    std::size_t placed = 0; // a batch use has one place for all of its parts
    for (const Sealed& event : units[i].events) {
      if (event.continues_batch()) continue;
      records.push_back({(*results[i])[placed++].sequence, event.type(), event.subjects()});
    }
  }
  unfolded->add(records, size);
}

void Ledger::Impl::after_group(TreeSize size) {
  head_keeper->mark_dirty();
  projector->notify(size);
  if (follower) follower(size);
  if (keyring->pool_low() && !refilling.exchange(true))
    worker->post([this] {
      // One that fails stops the ledger; who needs a key is told.
      static_cast<void>(refill_pool());
      refilling = false;
    });
  if (size.get() - flushed_at >= kFlushEvery && !flushing.exchange(true)) {
    flushed_at = size.get();
    worker->post([this] {
      flush_keyring();
      // What the allocator keeps of earlier peaks goes back, in all of its arenas: a fifth of the
      // daemon's memory under load.
      malloc_trim(0);
      flushing = false;
    });
  }
}

void Ledger::Impl::flush_keyring() {
  const std::lock_guard lock(erasing_mutex);
  if (erasing > 0 || failed) return;
  if (const Status flushed = flush_keyring_now(); !flushed) fatal(flushed.error());
}

Status Ledger::Impl::flush_keyring_now() {
  const TreeSize size = sequencer->durable().size;
  LEDGER_TRY(shelf->persist(size));
  LEDGER_TRY(signing_keys->persist(size));
  return keyring->flush(size);
}

Status Ledger::Impl::refill_pool() {
  LEDGER_TRY(check_storage());
  const Status refilled = keyring->refill_pool();
  if (!refilled) fatal(refilled.error());
  return check_storage();
}

void Ledger::Impl::fatal(const Error& error) {
  failed = true;
  store->fail_from_here(error);
  options.on_fatal(error);
}

Status Ledger::Impl::written(Status status) {
  if (!status && status.error().code() == Errc::kOutcomeUnknown) fatal(status.error());
  return status;
}

Status Ledger::Impl::check_storage() const {
  if (!failed) return {};
  return fail(Errc::kOutcomeUnknown, "the storage failed, and nothing is written any more",
              "ledger", "send it again with the same id once the daemon is back");
}

} // namespace ledger
