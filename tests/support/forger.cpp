#include "tests/support/forger.hpp"

#include "ledger/chain/checkpoint.hpp"
#include "ledger/chain/record.hpp"
#include "ledger/chain/tile_stack.hpp"
#include "ledger/crypto/random.hpp"
#include "ledger/event/body.hpp"
#include "ledger/event/own_events.hpp"
#include "ledger/store/head.hpp"

#include <rocksdb/db.h>
#include <rocksdb/file_checksum.h>
#include <rocksdb/write_batch.h>

#include <map>

namespace ledger::test {
namespace {

namespace fs = std::filesystem;

Status storage(const rocksdb::Status& status) {
  if (status.ok()) return {};
  return fail(Errc::kIo, status.ToString(), "forger", "use a copy that nobody has open");
}

std::string number_key(std::uint64_t number) {
  std::string key(8, '\0');
  put_be(reinterpret_cast<std::uint8_t*>(key.data()), number, 8);
  return key;
}

std::string tile_key(unsigned level, std::uint64_t index) {
  return std::string(1, static_cast<char>(level)) + number_key(index);
}

rocksdb::Slice slice(ByteView bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

ByteView view(const rocksdb::Slice& bytes) {
  return as_bytes({bytes.data(), bytes.size()});
}

// The database without the store's own rules, so that anything can be written and deleted.
class RawDatabase {
 public:
  static Result<std::unique_ptr<RawDatabase>> open(const fs::path& directory) {
    std::vector<std::string> names;
    rocksdb::DBOptions options;
    // New files get checksums in the manifest like the old ones.
    options.file_checksum_gen_factory = rocksdb::GetFileChecksumGenCrc32cFactory();
    LEDGER_TRY(storage(rocksdb::DB::ListColumnFamilies(options, directory, &names)));
    std::vector<rocksdb::ColumnFamilyDescriptor> families;
    for (const std::string& name : names)
      families.emplace_back(name, rocksdb::ColumnFamilyOptions());
    auto database = std::unique_ptr<RawDatabase>(new RawDatabase());
    std::vector<rocksdb::ColumnFamilyHandle*> handles;
    rocksdb::DB* raw = nullptr;
    LEDGER_TRY(storage(rocksdb::DB::Open(options, directory, families, &handles, &raw)));
    database->db_.reset(raw);
    for (std::size_t i = 0; i < names.size(); ++i)
      database->families_[names[i]] = handles[i];
    return database;
  }
  ~RawDatabase() {
    for (const auto& [name, handle] : families_)
      db_->DestroyColumnFamilyHandle(handle).PermitUncheckedError();
  }

  void put(const std::string& family, const std::string& key, ByteView value) {
    storage_ok_ = storage_ok_ && batch_.Put(families_.at(family), key, slice(value)).ok();
  }
  void remove(const std::string& family, const std::string& key) {
    storage_ok_ = storage_ok_ && batch_.Delete(families_.at(family), key).ok();
  }
  Result<Bytes> get(const std::string& family, const std::string& key) {
    std::string value;
    LEDGER_TRY(storage(db_->Get({}, families_.at(family), key, &value)));
    return Bytes(value.begin(), value.end());
  }
  // From `key` on.
  void each(const std::string& family, const std::string& key,
            const std::function<void(const rocksdb::Slice& key, ByteView value)>& visit) {
    const std::unique_ptr<rocksdb::Iterator> iterator(db_->NewIterator({}, families_.at(family)));
    for (iterator->Seek(key); iterator->Valid(); iterator->Next())
      visit(iterator->key(), view(iterator->value()));
  }
  // Writes what was put and removed, and leaves nothing in the log.
  Status commit() {
    if (!storage_ok_) return storage(rocksdb::Status::InvalidArgument("batch"));
    rocksdb::WriteOptions synced;
    synced.sync = true;
    LEDGER_TRY(storage(db_->Write(synced, &batch_)));
    for (const auto& [name, handle] : families_) {
      LEDGER_TRY(storage(db_->Flush({}, handle)));
      LEDGER_TRY(storage(db_->CompactRange({}, handle, nullptr, nullptr)));
    }
    return {};
  }

 private:
  RawDatabase() = default;
  std::unique_ptr<rocksdb::DB> db_;
  std::map<std::string, rocksdb::ColumnFamilyHandle*> families_;
  rocksdb::WriteBatch batch_;
  bool storage_ok_ = true;
};

// The same record about another event.
Result<Bytes> with_other_payload(ByteView record) {
  LEDGER_ASSIGN(const RecordHeader header, parse_header(record));
  LEDGER_ASSIGN(const StoredBody body, StoredBody::parse(body_of(record)));
  capnp::MallocMessageBuilder message;
  message.setRoot(body.event());
  const auto id = random_id<EventId>();
  message.getRoot<wire::Event>().setEventId({id.view().data(), id.view().size()});
  return make_record(header, canonical_body(message.getRoot<wire::Event>().asReader()));
}

// A new head file: an auditor has no key to its MAC.
Status rewrite_head(const fs::path& state, const HeadState& head) {
  const DurableFiles files(nullptr);
  LEDGER_TRY(files.remove(state / "head" / "head"));
  LEDGER_TRY(Head::create(files, state / "head"));
  const auto mac = random_id<Digest<struct MacKeyTag>>();
  LEDGER_ASSIGN(const auto file, Head::open(files, state / "head", DerivedKey(mac.view())));
  LEDGER_TRY(file->write(head));
  return file->sync();
}

} // namespace

Status forge_payload(const fs::path& state, Sequence record) {
  LEDGER_ASSIGN(const auto database, RawDatabase::open(state / "ledger"));
  const std::string key = number_key(record.get());
  LEDGER_ASSIGN(const Bytes bytes, database->get("records", key));
  LEDGER_ASSIGN(const Bytes forged, with_other_payload(bytes));
  database->put("records", key, forged);
  return database->commit();
}

Status forge_tail_cut(const fs::path& state, Sequence from, bool clean) {
  LEDGER_ASSIGN(const auto database, RawDatabase::open(state / "ledger"));
  const auto remove_from = [&](const std::string& family, const std::string& key) {
    database->each(family, key, [&](const rocksdb::Slice& found, ByteView) {
      database->remove(family, found.ToString());
    });
  };
  remove_from("records", number_key(from.get()));
  if (!clean) return database->commit();
  remove_from("checkpoints", number_key(from.get() + 1));
  database->each("tiles", "", [&](const rocksdb::Slice& key, ByteView) {
    const ByteView bytes = view(key);
    const unsigned level = bytes[0];
    const std::uint64_t end = (get_be(&bytes[1], 8) + 1) << (kTileHeight * (level + 1));
    if (end > from.get()) database->remove("tiles", key.ToString());
  });
  return database->commit();
}

Status forge_removal(const fs::path& state, Sequence record) {
  LEDGER_ASSIGN(const auto database, RawDatabase::open(state / "ledger"));
  database->remove("records", number_key(record.get()));
  return database->commit();
}

Status forge_swap(const fs::path& state, Sequence one, Sequence other) {
  LEDGER_ASSIGN(const auto database, RawDatabase::open(state / "ledger"));
  LEDGER_ASSIGN(const Bytes first, database->get("records", number_key(one.get())));
  LEDGER_ASSIGN(const Bytes second, database->get("records", number_key(other.get())));
  database->put("records", number_key(one.get()), second);
  database->put("records", number_key(other.get()), first);
  return database->commit();
}

Status forge_rollback(const fs::path& state, const fs::path& old) {
  std::error_code error;
  fs::remove_all(state / "ledger", error);
  if (!error) fs::copy(old / "ledger", state / "ledger", fs::copy_options::recursive, error);
  if (error) return fail(Errc::kIo, error.message(), old.string(), "name a copy from before");
  return {};
}

Status forge_history(const fs::path& state, Sequence record, const SigningSeed& seed) {
  LEDGER_ASSIGN(const auto database, RawDatabase::open(state / "ledger"));
  std::map<std::uint64_t, std::string> notes;
  database->each("checkpoints", "", [&](const rocksdb::Slice& key, ByteView note) {
    notes[get_be(view(key).data(), 8)] = std::string(as_text(note));
  });
  TileStack tiles;
  HeadState head;
  Status outcome;
  database->each("records", "", [&](const rocksdb::Slice& key, ByteView stored) {
    if (!outcome) return;
    Bytes bytes(stored.begin(), stored.end());
    auto header = parse_header(bytes);
    if (header && header->sequence == record) {
      auto forged = with_other_payload(bytes);
      if (forged) bytes = std::move(*forged);
    }
    if (header && header->sequence > record) {
      header->previous = head.last_leaf;
      bytes = make_record(*header, body_of(bytes));
    }
    if (!header) outcome = fail(header.error());
    if (!outcome) return;
    head.ledger_id = header->ledger_id;
    head.last_leaf = hash_leaf(bytes);
    database->put("records", key.ToString(), bytes);
    tiles.append(head.last_leaf,
                 [&](unsigned level, std::uint64_t index, std::span<const NodeHash> hashes) {
                   database->put("tiles", tile_key(level, index), encode_tile(hashes));
                 });
    const auto note = notes.find(tiles.size().get());
    if (note == notes.end() || !contains(tiles.size(), record)) return;
    Checkpoint checkpoint;
    checkpoint.origin = note->second.substr(0, note->second.find('\n'));
    checkpoint.size = tiles.size();
    checkpoint.root = tiles.root();
    const auto signed_note = sign_checkpoint(checkpoint, seed);
    if (signed_note) database->put("checkpoints", number_key(note->first), as_bytes(*signed_note));
  });
  LEDGER_TRY(outcome);
  LEDGER_TRY(database->commit());
  head.size = tiles.size();
  head.root = tiles.root();
  return rewrite_head(state, head);
}

Status forge_new_end(const fs::path& state, Sequence from, std::uint64_t count,
                     const SigningSeed& seed) {
  LEDGER_TRY(forge_tail_cut(state, from, true));
  LEDGER_ASSIGN(const auto database, RawDatabase::open(state / "ledger"));
  TileStack tiles;
  RecordHeader header;
  HeadState head;
  const auto sink = [&](unsigned level, std::uint64_t index, std::span<const NodeHash> hashes) {
    database->put("tiles", tile_key(level, index), encode_tile(hashes));
  };
  Status outcome;
  database->each("records", "", [&](const rocksdb::Slice&, ByteView stored) {
    const auto parsed = parse_header(stored);
    if (!parsed) outcome = fail(parsed.error());
    if (!outcome) return;
    header = *parsed;
    head.last_leaf = hash_leaf(stored);
    tiles.append(head.last_leaf, sink);
  });
  LEDGER_TRY(outcome);
  std::string origin;
  database->each("checkpoints", "", [&](const rocksdb::Slice&, ByteView note) {
    origin = as_text(note).substr(0, as_text(note).find('\n'));
  });
  header.flags = kControlRecord;
  for (std::uint64_t i = 0; i < count; ++i) {
    header.sequence = next_of(tiles.size());
    header.previous = head.last_leaf;
    const Bytes bytes = make_record(header, heartbeat().body());
    head.last_leaf = hash_leaf(bytes);
    database->put("records", number_key(header.sequence.get()), bytes);
    tiles.append(head.last_leaf, sink);
  }
  Checkpoint checkpoint;
  checkpoint.origin = origin;
  checkpoint.size = tiles.size();
  checkpoint.root = tiles.root();
  LEDGER_ASSIGN(const std::string note, sign_checkpoint(checkpoint, seed));
  database->put("checkpoints", number_key(checkpoint.size.get()), as_bytes(note));
  LEDGER_TRY(database->commit());
  head.ledger_id = header.ledger_id;
  head.size = tiles.size();
  head.root = tiles.root();
  return rewrite_head(state, head);
}

} // namespace ledger::test
