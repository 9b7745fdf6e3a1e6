#include "ledger/facade/checkpointer.hpp"

#include "ledger/event/own_events.hpp"
#include "ledger/facade/head_keeper.hpp"
#include "ledger/facade/signing_keys.hpp"
#include "ledger/keyring/keyring.hpp"
#include "ledger/store/store.hpp"

#include <algorithm>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace ledger {
namespace {

// Two cores and the appends come first: this thread re-reads everything once and may lag a little.
void lower_priority() {
  setpriority(PRIO_PROCESS, static_cast<id_t>(syscall(SYS_gettid)), 10);
}

} // namespace

Checkpointer::Checkpointer(Store& store, HeadKeeper& head, const Keyring& keyring,
                           const SigningKeys& keys, Sequencer& sequencer, TileStack tiles,
                           CheckpointerOptions options)
    : store_(store), head_(head), keyring_(keyring), keys_(keys), sequencer_(sequencer),
      options_(std::move(options)), tiles_(std::move(tiles)), published_(tiles_) {
  if (const auto stored = store_.latest_checkpoint(); stored && *stored) latest_ = **stored;
  thread_ = std::thread([this] { run(); });
}

Checkpointer::~Checkpointer() {
  stop();
}

void Checkpointer::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void Checkpointer::run() {
  lower_priority();
  auto last_record = std::chrono::steady_clock::now();
  TreeSize seen = sequencer_.durable().size;
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    lock.unlock();
    const Status published = publish_now();
    const TreeSize size = sequencer_.durable().size;
    const auto now = std::chrono::steady_clock::now();
    if (size != seen) last_record = now;
    seen = size;
    if (now - last_record >= options_.heartbeat) {
      // A refusal means that the ledger is busy or stopping: then there is no silence to record.
      if (sequencer_.submit(Unit({heartbeat()}, UnitDone()))) sequencer_.kick();
      last_record = now;
    }
    lock.lock();
    if (!published) {
      lock.unlock();
      options_.on_fatal(published.error());
      return;
    }
    wake_.wait_for(lock, options_.interval, [this] { return stopping_; });
  }
}

Status Checkpointer::publish_now() {
  const std::lock_guard lock(publishing_);
  return publish();
}

Status Checkpointer::publish() {
  const DurableState durable = sequencer_.durable();
  if (durable.size <= tiles_.size()) return {};
  // Never a checkpoint ahead of a synced head: the head must be able to tell a rollback from it.
  LEDGER_TRY(head_.sync_now());
  LEDGER_ASSIGN(std::vector<TileStack> trees, read_on(durable.size));
  if (tiles_.root() != durable.root)
    return fail(Errc::kChanged, "what is stored does not hash to what was committed",
                "records below " + std::to_string(durable.size.get()),
                "stop, keep the disk as it is, and run auditledger verify --state");
  for (TileStack& tree : trees)
    LEDGER_TRY(sign_and_store(std::move(tree)));
  return {};
}

Result<std::vector<TileStack>> Checkpointer::read_on(TreeSize upto) {
  std::vector<TileStack> trees;
  while (tiles_.size() < upto) {
    const TreeSize stop = keys_.next_closing(tiles_.size(), upto).value_or(upto);
    LEDGER_TRY(
        store_.scan(next_of(tiles_.size()), stop, [this](Sequence, ByteView record) -> Status {
          tiles_.append(hash_leaf(record),
                        [](unsigned, std::uint64_t, std::span<const NodeHash>) {});
          return {};
        }));
    trees.push_back(tiles_);
  }
  return trees;
}

Status Checkpointer::sign_and_store(TileStack tree) {
  Checkpoint checkpoint;
  checkpoint.origin = options_.origin;
  checkpoint.size = tree.size();
  checkpoint.root = tree.root();
  LEDGER_ASSIGN(const std::string text, sign(checkpoint));
  LEDGER_TRY(store_.put_checkpoint(checkpoint.size, text));
  const std::lock_guard lock(mutex_);
  published_ = std::move(tree);
  latest_ = text;
  return {};
}

// Every key that the records put in force at this size, or none: a verifier asks for all of them.
Result<std::string> Checkpointer::sign(const Checkpoint& checkpoint) const {
  LEDGER_ASSIGN(const std::string text, format_checkpoint(checkpoint));
  const std::vector<SigningSeed> seeds = keyring_.signing_seeds();
  std::vector<std::string> lines;
  for (const PublicKey& key : keys_.signers_at(checkpoint.size)) {
    const auto seed = std::ranges::find_if(
        seeds, [&key](const SigningSeed& candidate) { return public_key_of(candidate) == key; });
    if (seed == seeds.end())
      return fail(Errc::kWrongKey, "a key that signs this ledger is not in its keyring",
                  "checkpoint of size " + std::to_string(checkpoint.size.get()),
                  "put back the keyring and the epoch root that belong to this database");
    LEDGER_ASSIGN(std::string line, sign_note(text, options_.origin, *seed));
    lines.push_back(std::move(line));
  }
  return assemble_note(text, lines);
}

Result<std::string> Checkpointer::latest() const {
  const std::lock_guard lock(mutex_);
  if (latest_.empty())
    return fail(Errc::kNotFound, "no checkpoint has been signed yet", "checkpoints",
                "try again in a second");
  return latest_;
}

TreeSize Checkpointer::latest_size() const {
  const std::lock_guard lock(mutex_);
  return latest_.empty() ? TreeSize() : published_.size();
}

TileReader Checkpointer::tile_reader() const {
  return [this](unsigned level, std::uint64_t index) { return store_.tile(level, index); };
}

Result<ProofFile> Checkpointer::prove(Sequence sequence) const {
  TileStack tree;
  ProofFile proof;
  {
    const std::lock_guard lock(mutex_);
    tree = published_;
    proof.checkpoint = latest_;
  }
  if (proof.checkpoint.empty() || !contains(tree.size(), sequence))
    return fail(Errc::kNotFound, "no checkpoint covers this record yet",
                "record " + std::to_string(sequence.get()), "try again in a second");
  proof.index = sequence;
  LEDGER_ASSIGN(proof.hashes,
                inclusion_proof(sequence, tree.size(), tree.node_reader(tile_reader())));
  return proof;
}

Result<std::vector<NodeHash>> Checkpointer::consistency(TreeSize old_size,
                                                        std::optional<TreeSize> size) const {
  TileStack tree;
  {
    const std::lock_guard lock(mutex_);
    tree = published_;
  }
  const TreeSize upto = size.value_or(tree.size());
  if (upto > tree.size())
    return fail(Errc::kNotFound, "no checkpoint of that size yet",
                "size " + std::to_string(upto.get()), "try again in a second");
  return consistency_proof(old_size, upto, tree.node_reader(tile_reader()));
}

} // namespace ledger
