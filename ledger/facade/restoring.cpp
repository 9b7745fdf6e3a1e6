#include "ledger/facade/restoring.hpp"

#include "ledger/base/descriptor.hpp"
#include "ledger/chain/tile_stack.hpp"
#include "ledger/chain/verify.hpp"
#include "ledger/event/body.hpp"
#include "ledger/event/own_events.hpp"
#include "ledger/facade/ledger_impl.hpp"
#include "ledger/facade/restored_marker.hpp"
#include "ledger/store/owner_lock.hpp"
#include "ledger/store/salvage.hpp"

#include <kj/exception.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <future>
#include <unistd.h>

namespace ledger {
namespace {

namespace fs = std::filesystem;

constexpr const char* kKeepAndRestore = "keep the folder as it is, restore a backup that reaches "
                                        "to the head, and compare with receipts";

// What the rules between two records need of a body.
Result<BodyFacts> read_facts(const RecordHeader& header, ByteView body) {
  try {
    LEDGER_ASSIGN(const StoredBody stored, StoredBody::parse(body));
    const auto event = stored.event();
    BodyFacts facts;
    facts.part.index = event.getPartIndex();
    facts.part.count = event.getPartCount();
    if (facts.part.count > 0) {
      facts.part.event_id = stored.event_id();
      facts.part.source = stored.source();
    }
    if (event.hasControl() && event.getControl().isOpened()) {
      facts.opening = OpeningClaim{header.ledger_id, std::nullopt};
      const auto previous = event.getControl().getOpened().getPreviousLedger();
      if (previous.size() == LedgerId::kSize)
        facts.opening->previous =
            LedgerId(ByteView(previous.begin(), previous.size()).first<LedgerId::kSize>());
    }
    return facts;
  } catch (const kj::Exception&) {
    return fail(Errc::kMalformed, "the body cannot be decoded", "body of the record", "");
  }
}

// Follows the records from record 0 on for as long as they form one chain.
class IntactPrefix {
 public:
  explicit IntactPrefix(const HeadState& head) : head_(head) {}

  Status add(ByteView key, ByteView record) {
    const std::uint64_t next = tiles_.size().get();
    const std::string where = "record " + std::to_string(next);
    if (key.size() != 8 || get_be(key.data(), 8) != next)
      return fail(Errc::kMissing, "a record cannot be read any more", where, "");
    LEDGER_ASSIGN(ChainRecord read, decode(record, where));
    if (next > 0)
      if (const auto fault = check_follows(last_, read))
        return fail(Errc::kChanged, fault->what, where, "");
    last_ = std::move(read);
    tiles_.append(last_.leaf, [](unsigned, std::uint64_t, std::span<const NodeHash>) {});
    if (tiles_.size() == head_.size)
      as_head_ = last_.leaf == head_.last_leaf && tiles_.root() == head_.root;
    return {};
  }

  // Without a batch use of which the last parts are gone: it was stored as a whole or not at all.
  [[nodiscard]] TreeSize size() const {
    const TreeSize all = tiles_.size();
    if (all == TreeSize() || !check_last(last_)) return all;
    return TreeSize(all.get() - last_.facts.part.index - 1);
  }
  [[nodiscard]] Timestamp last_recorded_at() const { return last_.header.recorded_at; }
  // The records below the head are those that it remembers. Only when they are all here.
  [[nodiscard]] bool as_head() const { return as_head_ || head_.size == TreeSize(); }

 private:
  static Result<ChainRecord> decode(ByteView record, const std::string& where) {
    const auto header = parse_header(record);
    if (!header) return fail(header.error().within(where));
    auto facts = read_facts(*header, body_of(record));
    if (!facts) return fail(facts.error().within(where));
    return ChainRecord{*header, hash_leaf(record), std::move(*facts)};
  }

  const HeadState& head_;
  TileStack tiles_;
  ChainRecord last_;
  bool as_head_ = false;
};

Result<HeadState> read_head(const DurableFiles& files, const StatePaths& paths,
                            const MasterKey& master) {
  LEDGER_ASSIGN(const HeadReading claimed, Head::read(files, paths.head, nullptr));
  const DerivedKey key = head_key(master, claimed.state.ledger_id);
  const auto head = Head::read(files, paths.head, &key);
  if (head) return head->state;
  return fail(Errc::kWrongKey, "the head was not written with this master key", paths.head.string(),
              "name the right state, or restore its key from its sheet");
}

// What the daemon would say, and what it would only find when it reads the place.
Status check_as_daemon(const StatePaths& paths, const FileSystemPtr& file_system) {
  StoreOptions options;
  options.directory = paths.ledger;
  options.mode = StoreMode::kReadOnly;
  options.file_system = file_system;
  LEDGER_ASSIGN(const auto store, Store::open(options));
  return store->verify_file_checksums();
}

bool is_damage(Errc code) {
  return code == Errc::kDamaged || code == Errc::kMissing || code == Errc::kIo;
}

std::uint64_t bytes_below(const fs::path& directory) {
  std::uint64_t bytes = 0;
  std::error_code ignored;
  for (const auto& entry : fs::recursive_directory_iterator(directory, ignored))
    if (entry.is_regular_file(ignored)) bytes += entry.file_size(ignored);
  return bytes;
}

std::string last_intact(const Damage& damage) {
  if (damage.intact == TreeSize()) return "no record is intact";
  return "the last intact record is " + std::to_string(damage.intact.get() - 1) + ", of " +
         to_rfc3339(damage.last_recorded_at);
}

Status check_reaches_head(const Damage& damage, const IntactPrefix& prefix) {
  if (damage.intact.get() < damage.head.get())
    return fail(Errc::kRolledBack,
                "the database is damaged below the head, so records that were acknowledged are "
                "lost; nothing was changed",
                last_intact(damage) + "; the head is at " + std::to_string(damage.head.get()) +
                    " records",
                kKeepAndRestore);
  if (!prefix.as_head())
    return fail(Errc::kChanged,
                "other records stand below the head than those that it remembers; nothing was "
                "changed",
                "the records below " + std::to_string(damage.head.get()), kKeepAndRestore);
  return {};
}

Status sync_directory(const fs::path& directory) {
  const Descriptor folder(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (folder.is_open() && ::fsync(folder.get()) == 0) return {};
  return fail(Errc::kIo, "the folder cannot be synced", directory.string(), "check the disk");
}

bool exchange(const fs::path& one, const fs::path& other) {
  return ::renameat2(AT_FDCWD, one.c_str(), AT_FDCWD, other.c_str(), RENAME_EXCHANGE) == 0;
}

} // namespace

struct Recovery::Impl {
  StatePaths paths;
  DurableFiles files{nullptr};
  OwnerLock lock;
  std::unique_ptr<Salvage> salvage;
  Damage damage;
};

Recovery::Recovery(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Recovery::~Recovery() = default;

Status check_master_key(const StatePaths& paths, const MasterKey& master,
                        const FileSystemPtr& file_system) {
  const DurableFiles files(file_system);
  LEDGER_ASSIGN(const OwnerLock lock, OwnerLock::take(paths.ledger));
  LEDGER_ASSIGN(const HeadReading head, Head::read(files, paths.head, nullptr));
  const KeyringPaths keyring{paths.keyring, paths.root};
  const auto opened = Keyring::open(files, keyring, master, head.state.ledger_id);
  return opened ? Status() : fail(opened.error());
}

Result<std::unique_ptr<Recovery>> Recovery::examine(const StatePaths& paths,
                                                    const MasterKey& master,
                                                    const FileSystemPtr& file_system) {
  auto impl = std::make_unique<Impl>();
  impl->paths = paths;
  impl->files = DurableFiles(file_system);
  std::error_code ignored;
  if (!fs::is_directory(paths.ledger, ignored))
    return fail(Errc::kNotInitialised, "there is no database here", paths.ledger.string(),
                "name the state directory of a ledger");
  LEDGER_TRY(check_ownership(paths.ledger));
  LEDGER_ASSIGN(impl->lock, OwnerLock::take(paths.ledger));
  LEDGER_ASSIGN(const HeadState head, read_head(DurableFiles(file_system), paths, master));
  Damage& damage = impl->damage;
  // What the keyring reflects was durable, however far the head lagged behind.
  LEDGER_ASSIGN(const auto keyring,
                Keyring::open(impl->files, {paths.keyring, paths.root}, master, head.ledger_id));
  damage.head = std::max(head.size, keyring->cursor());
  damage.bytes = bytes_below(paths.ledger);
  if (const Status checked = check_as_daemon(paths, file_system); !checked) {
    if (!is_damage(checked.error().code())) return fail(checked.error());
    damage.found = checked.error();
  }

  LEDGER_ASSIGN(impl->salvage, Salvage::open(paths.ledger, file_system));
  IntactPrefix prefix(head);
  const Status scanned = impl->salvage->scan(
      [&prefix](ByteView key, ByteView record) { return prefix.add(key, record); });
  if (!scanned && !damage.found) damage.found = scanned.error();
  damage.intact = prefix.size();
  damage.last_recorded_at = prefix.last_recorded_at();
  LEDGER_TRY(check_reaches_head(damage, prefix));
  if (damage.found) LEDGER_TRY(impl->salvage->check_rest());
  return std::unique_ptr<Recovery>(new Recovery(std::move(impl)));
}

const Damage& Recovery::damage() const {
  return impl_->damage;
}

Status Recovery::rebuild(const fs::path& place) const {
  return impl_->salvage->rebuild(place, impl_->damage.intact);
}

Status Recovery::put_in_place(const fs::path& place, std::string_view approver) {
  impl_->salvage.reset();
  RestoredMarker marker;
  marker.intact = impl_->damage.intact;
  marker.head = impl_->damage.head;
  marker.set_aside_bytes = impl_->damage.bytes;
  marker.approver = approver;
  LEDGER_TRY(write_restored_marker(impl_->files, place, marker));
  const fs::path& database = impl_->paths.ledger;
  if (!exchange(place, database))
    return fail(Errc::kIo,
                std::string("the two databases cannot be exchanged: ") + std::strerror(errno),
                place.string(), "use a file system that can, such as ext4 or xfs");
  Status synced = sync_directory(place.parent_path());
  if (synced) synced = sync_directory(database.parent_path());
  if (synced || exchange(place, database)) return synced;
  return fail(Errc::kOutcomeUnknown, "the two databases are exchanged, and that cannot be synced",
              place.string(), "check the disk before the machine is restarted");
}

namespace {

// Whether a record above the kept ones says it already: the process ended before the marker went.
Result<bool> is_recorded(const Ledger::Impl& impl, const RestoredMarker& marker) {
  bool found = false;
  const TreeSize size = impl.sequencer->durable().size;
  LEDGER_TRY(
      impl.store->scan(next_of(marker.intact), size, [&](Sequence, ByteView record) -> Status {
        LEDGER_ASSIGN(const StoredBody body, StoredBody::parse(body_of(record)));
        found = found || body.event().getType() == wire::EventType::LEDGER_RESTORED;
        return {};
      }));
  return found;
}

Status record_now(Ledger::Impl& impl, Sealed event) {
  std::promise<Status> noted;
  Unit unit({std::move(event)}, [&noted](const UnitResult& placed) {
    noted.set_value(placed ? Status() : fail(placed.error()));
  });
  LEDGER_TRY(impl.sequencer->submit(std::move(unit)));
  impl.sequencer->kick();
  LEDGER_TRY(noted.get_future().get());
  return impl.head_keeper->sync_now();
}

} // namespace

Status record_older_keyring(Ledger::Impl& impl) {
  const TreeSize size = impl.sequencer->durable().size;
  return record_now(impl, restored(size, size, 0, ""));
}

Status record_restoration(Ledger::Impl& impl) {
  const fs::path& database = impl.options.paths.ledger;
  LEDGER_ASSIGN(const auto marker, read_restored_marker(impl.files, database));
  if (!marker) return {};
  LEDGER_ASSIGN(const bool recorded, is_recorded(impl, *marker));
  if (!recorded) {
    LEDGER_TRY(record_now(
        impl, restored(marker->intact, marker->head, marker->set_aside_bytes, marker->approver)));
  }
  return remove_restored_marker(impl.files, database);
}

} // namespace ledger
