#include "ledger/store/status.hpp"

#include <rocksdb/status.h>

#include <cerrno>
#include <system_error>

namespace ledger {
namespace {

// The library keeps of an error number only its text, but for a full disk and a missing file.
bool says(const std::string& text, int error_number) {
  return text.find(std::generic_category().message(error_number)) != std::string::npos;
}

Errc code_of(const rocksdb::Status& status, const std::string& text) {
  if (status.IsNotFound() || status.IsPathNotFound()) return Errc::kNotFound;
  if (status.IsNoSpace() || says(text, EDQUOT)) return Errc::kNoSpace;
  if (status.IsCorruption()) return Errc::kDamaged;
  if (says(text, EACCES) || says(text, EPERM) || says(text, EROFS)) return Errc::kPermissions;
  return Errc::kIo;
}

const char* next_step(Errc code) {
  switch (code) {
  case Errc::kNotFound:
    return "check the path, and that the ledger was initialised";
  case Errc::kNoSpace:
    return "free space on this file system, then start again";
  case Errc::kDamaged:
    return "change nothing in this folder, copy it, then run `auditledger recover`";
  case Errc::kPermissions:
    return "give the folder to the user that the daemon runs as, and mount it writable";
  default:
    return "look for disk errors in the kernel's log, then start again";
  }
}

} // namespace

Error storage_error(const rocksdb::Status& status, const std::string& what, std::string where) {
  const std::string text = status.ToString();
  const Errc code = code_of(status, text);
  return {code, what + ": " + text, std::move(where), next_step(code)};
}

Status storage_status(const rocksdb::Status& status, const std::string& what,
                      const std::string& where) {
  if (status.ok()) return {};
  return fail(storage_error(status, what, where));
}

} // namespace ledger
