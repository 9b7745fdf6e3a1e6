#include "ledger/store/engine.hpp"

#include <rocksdb/cache.h>
#include <rocksdb/db.h>
#include <rocksdb/env.h>
#include <rocksdb/file_system.h>

namespace ledger {

Engine::Engine() : poison(std::make_shared<Poison>()) {}

// The handles hold the database, the database holds the environment.
Engine::~Engine() {
  for (Family* family : {&meta, &records, &tiles, &documents, &checkpoints, &ids})
    family->reset();
  db.reset();
}

Status Engine::may_write() const {
  if (mode == StoreMode::kReadOnly) {
    return fail(Errc::kPermissions, "the ledger was opened for reading only", directory.string(),
                "let the daemon write; this program only reads");
  }
  return poison->check();
}

Status Engine::writable() const {
  LEDGER_TRY(may_write());
  return check_space(*files, directory, kFreeToWriteBytes);
}

Family Engine::adopt(rocksdb::ColumnFamilyHandle* handle) const {
  rocksdb::DB* owner = db.get();
  return {handle, [owner](rocksdb::ColumnFamilyHandle* old) {
            if (old != nullptr) owner->DestroyColumnFamilyHandle(old).PermitUncheckedError();
          }};
}

Status check_space(rocksdb::FileSystem& files, const std::filesystem::path& directory,
                   std::uint64_t needed) {
  std::uint64_t free = 0;
  // Where the file system cannot tell, the write itself will.
  if (!files.GetFreeSpace(directory, {}, &free, nullptr).ok() || free >= needed) return {};
  return fail(Errc::kNoSpace,
              "the file system has " + std::to_string(free) + " bytes free and " +
                  std::to_string(needed) + " are needed; nothing was stored",
              directory.string(), "free space on this file system, then try again");
}

rocksdb::Slice to_slice(ByteView bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

ByteView to_view(const rocksdb::Slice& slice) {
  return {reinterpret_cast<const std::uint8_t*>(slice.data()), slice.size()};
}

} // namespace ledger
