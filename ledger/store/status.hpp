// Inside ledger/store and ledger/keyring: what the storage library says, as an error of ours.
#pragma once

#include "ledger/base/result.hpp"

namespace rocksdb {
class Status;
}

namespace ledger {

// `what` says what could not be done ("the file could not be written"), `where` names the file or
// the record. The library's own words follow in `what`: file names, offsets and system errors, no
// content. Codes: kNotFound, kNoSpace, kDamaged, kPermissions, kIo.
[[nodiscard]] Error storage_error(const rocksdb::Status& status, const std::string& what,
                                  std::string where);
[[nodiscard]] Status storage_status(const rocksdb::Status& status, const std::string& what,
                                    const std::string& where);

} // namespace ledger
