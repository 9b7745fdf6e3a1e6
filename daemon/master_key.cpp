#include "daemon/master_key.hpp"

#include "ledger/base/descriptor.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

namespace ledger {
Result<MasterKey> read_master_key(const std::filesystem::path& file) {
  const Descriptor fd(open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NOCTTY));
  if (!fd.is_open()) {
    if (errno == ENOENT)
      return fail(Errc::kNotFound, "the master key is not there", file.string(),
                  "auditledger init makes it; or restore it from the recovery sheet");
    return fail(Errc::kPermissions, "the master key cannot be read", file.string(),
                "it belongs to the daemon's user, mode 0400");
  }
  struct stat info {};
  if (fstat(fd.get(), &info) != 0 || !S_ISREG(info.st_mode))
    return fail(Errc::kIo, "not a regular file", file.string(), "put the key file there");
  if ((info.st_mode & 0077) != 0)
    return fail(Errc::kPermissions, "others may read the master key", file.string(),
                "chmod 0400 " + file.string());
  if (info.st_size != 32)
    return fail(Errc::kWrongKey, "a master key is 32 bytes", file.string(),
                "restore it from the recovery sheet");
  MasterKey key;
  std::size_t done = 0;
  while (done < 32) {
    const ssize_t got = read(fd.get(), key.writable().data() + done, 32 - done);
    if (got <= 0)
      return fail(Errc::kIo, "the master key cannot be read", file.string(), "check the disk");
    done += static_cast<std::size_t>(got);
  }
  return key;
}

} // namespace ledger
