#include "ledger/facade/examine.hpp"

#include "ledger/chain/checkpoint.hpp"
#include "ledger/chain/record.hpp"
#include "ledger/event/views.hpp"
#include "ledger/facade/restored_marker.hpp"
#include "ledger/store/owner_lock.hpp"

namespace ledger {
namespace {

// Record 0 says who this is; its own bytes must give the id that every record carries.
Result<Identity> read_identity(const Store& store) {
  LEDGER_ASSIGN(const Bytes record, store.record(Sequence(0)));
  LEDGER_ASSIGN(const RecordHeader header, parse_header(record));
  LEDGER_ASSIGN(const StoredBody body, StoredBody::parse(body_of(record)));
  const auto event = body.event();
  if (event.getType() != wire::EventType::LEDGER_OPENED || !event.hasControl() ||
      !event.getControl().isOpened())
    return damaged_record(Sequence(0), "the first record does not open a ledger");
  const auto opened = event.getControl().getOpened();
  if (opened.getVerifierKey().size() != 32 || opened.getRandom().size() != 32)
    return damaged_record(Sequence(0), "the first record is not whole");
  Genesis genesis;
  genesis.origin = view(opened.getOrigin());
  genesis.verifier_key = decltype(genesis.verifier_key)(view(opened.getVerifierKey()).first<32>());
  genesis.random = decltype(genesis.random)(view(opened.getRandom()).first<32>());
  Identity identity;
  identity.origin = genesis.origin;
  identity.ledger_id = ledger_id_of(genesis);
  if (identity.ledger_id != header.ledger_id)
    return fail(Errc::kChanged, "the first record does not give the ledger's id", "record 0",
                "auditledger verify --state");
  return identity;
}

Status compare_with_head(const Store& store, const HeadState& head, TreeSize size) {
  if (head.size > size) {
    const std::string where = "head at " + std::to_string(head.size.get()) + " records, store at " +
                              std::to_string(size.get());
    return fail(Errc::kRolledBack, "records that were acknowledged are gone", where,
                "restore the newer database, or see auditledger recover; nothing was written");
  }
  if (head.size == TreeSize()) return {};
  const Sequence last(head.size.get() - 1);
  LEDGER_ASSIGN(const Bytes record, store.record(last));
  if (hash_leaf(record) == head.last_leaf) return {};
  return fail(Errc::kChanged, "another record stands where the head ended",
              "record " + std::to_string(last.get()), "auditledger verify --state");
}

Result<TileStack> load_tree(const Store& store, TreeSize size) {
  std::vector<LeafHash> tail;
  const std::uint64_t length = TileStack::tail_length(size);
  LEDGER_TRY(
      store.scan(Sequence(size.get() - length), size, [&tail](Sequence, ByteView record) -> Status {
        tail.push_back(hash_leaf(record));
        return {};
      }));
  return TileStack::load(size, tail, [&store](unsigned level, std::uint64_t index) {
    return store.tile(level, index);
  });
}

// The tree under the latest checkpoint: what is above is read again before it is signed.
Result<TileStack> load_signed_tree(const Store& store, TreeSize size) {
  LEDGER_ASSIGN(const auto latest, store.latest_checkpoint());
  if (!latest) return TileStack();
  LEDGER_ASSIGN(const Note note, parse_note(*latest));
  LEDGER_ASSIGN(const Checkpoint checkpoint, parse_checkpoint(note.text));
  if (checkpoint.size > size)
    return fail(Errc::kRolledBack, "records that were signed are gone",
                "checkpoint over " + std::to_string(checkpoint.size.get()) + " records, store at " +
                    std::to_string(size.get()),
                "restore the newer database; nothing was written");
  LEDGER_ASSIGN(TileStack tree, load_tree(store, checkpoint.size));
  if (tree.root() == checkpoint.root) return tree;
  return fail(Errc::kChanged, "the stored records are not those that were signed",
              "checkpoint of size " + std::to_string(checkpoint.size.get()),
              "auditledger verify --state");
}

bool anything_there(const StatePaths& paths) {
  std::error_code ignored;
  for (const auto& path : {paths.ledger, paths.keyring, paths.root})
    if (std::filesystem::exists(path, ignored) && !std::filesystem::is_empty(path, ignored))
      return true;
  return false;
}

// A database that is gone or empty, or has its first record only, is told from a ledger that was
// never made, or not made to its end, by what the head knows.
Error nothing_stored(const Ledger::Impl& impl, TreeSize stored, const Error& otherwise) {
  const StatePaths& paths = impl.options.paths;
  if (is_unfinished_init(impl.files, paths, stored))
    return anything_there(paths) ? unfinished_init(Errc::kNotInitialised, paths) : otherwise;
  const auto head = Head::read(impl.files, paths.head, nullptr);
  if (!head || head->state.size <= stored) return otherwise;
  return {Errc::kRolledBack,
          stored == TreeSize() ? "the database is empty, but the head remembers records"
                               : "records that were acknowledged are gone",
          paths.ledger.string(), "restore the database; nothing was written"};
}

Result<HeadState> read_head(const Ledger::Impl& impl, const LedgerId& ledger_id,
                            const MasterKey& master) {
  const auto unchecked = Head::read(impl.files, impl.options.paths.head, nullptr);
  if (!unchecked && unchecked.error().code() == Errc::kNotFound)
    return fail(
        Errc::kCannotDecide, "the head is not there, so nothing tells whether records are gone",
        impl.options.paths.head.string(), "put the head back that was beside this database");
  if (unchecked && unchecked->state.ledger_id != ledger_id)
    return fail(Errc::kForeign, "the head belongs to another ledger",
                impl.options.paths.head.string(), "put the matching head and database together");
  const DerivedKey mac_key = head_key(master, ledger_id);
  LEDGER_ASSIGN(const HeadReading head, Head::read(impl.files, impl.options.paths.head, &mac_key));
  return head.state;
}

} // namespace

StoreOptions store_options(const Ledger::Impl& impl, StoreMode mode) {
  StoreOptions options;
  options.directory = impl.options.paths.ledger;
  options.mode = mode;
  options.file_system = impl.options.file_system;
  return options;
}

Result<StartReport> examine(Ledger::Impl& impl, const MasterKey& master) {
  const StatePaths& paths = impl.options.paths;
  OwnerLock lock; // nobody writes meanwhile; the store takes its own afterwards
  if (std::error_code ignored; std::filesystem::exists(paths.ledger, ignored)) {
    LEDGER_ASSIGN(lock, OwnerLock::take(paths.ledger));
  }
  auto store = Store::open(store_options(impl, StoreMode::kReadOnly));
  if (!store && store.error().code() == Errc::kNotInitialised)
    return fail(nothing_stored(impl, TreeSize(), store.error()));
  if (!store) return fail(std::move(store).error());
  if (const auto marker = read_restored_marker(impl.files, paths.ledger); !marker)
    return fail(marker.error());
  LEDGER_ASSIGN(const TreeSize size, (*store)->size());
  if (size == TreeSize() || (size == TreeSize(1) && !impl.options.within_init))
    return fail(nothing_stored(
        impl, size,
        Error(Errc::kNotInitialised, "the database holds no ledger", paths.ledger.string(),
              "auditledger init; if an init was interrupted, remove what it left first")));
  LEDGER_ASSIGN(impl.identity, read_identity(**store));
  // Before the head: a wrong master key is then called by its name.
  LEDGER_ASSIGN(const auto keyring, Keyring::open(impl.files, {paths.keyring, paths.root}, master,
                                                  impl.identity.ledger_id));
  if (keyring->cursor() > size)
    return fail(Errc::kRolledBack, "records that were acknowledged are gone",
                "keyring at " + std::to_string(keyring->cursor().get()) + " records, store at " +
                    std::to_string(size.get()),
                "restore the newer database; nothing was written");
  StartReport report;
  LEDGER_ASSIGN(report.head, read_head(impl, impl.identity.ledger_id, master));
  LEDGER_TRY(compare_with_head(**store, report.head, size));
  LEDGER_ASSIGN(report.tiles, load_tree(**store, size));
  LEDGER_ASSIGN(report.signed_tiles, load_signed_tree(**store, size));
  if (report.head.size == size && report.tiles.root() != report.head.root)
    return fail(Errc::kChanged, "the tree of the stored records is not the one that the head saw",
                "root at " + std::to_string(size.get()), "auditledger verify --state");
  LEDGER_ASSIGN(const Bytes last, (*store)->record(Sequence(size.get() - 1)));
  LEDGER_ASSIGN(const RecordHeader last_header, parse_header(last));
  report.durable.size = size;
  report.durable.last_leaf = hash_leaf(last);
  report.durable.root = report.tiles.root();
  report.durable.recorded_at = last_header.recorded_at;
  return report;
}

} // namespace ledger
