#include "tools/unix_address.hpp"

#include <cstring>
#include <sys/socket.h>

namespace ledger::tools {

Result<sockaddr_un> unix_address(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.empty() || path.size() >= sizeof address.sun_path)
    return fail(Errc::kUsage, "the path of the socket is empty or too long", "--socket",
                "use a path of at most 107 bytes");
  std::memcpy(address.sun_path, path.data(), path.size());
  return address;
}

} // namespace ledger::tools
