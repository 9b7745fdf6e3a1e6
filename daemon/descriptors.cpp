#include "daemon/descriptors.hpp"

#include "daemon/log.hpp"

#include <algorithm>
#include <string>
#include <sys/resource.h>

namespace ledger {
namespace {

constexpr std::size_t kFewestConnections = 16;

} // namespace

Status keep_descriptors(ConnectionLimits& limits) {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return {};
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
  constexpr rlim_t kLeast = limits::kDescriptorsKept + kFewestConnections;
  if (limit.rlim_cur < kLeast)
    return fail(Errc::kConfig, "this process may open too few files",
                "RLIMIT_NOFILE is " + std::to_string(limit.rlim_cur),
                "raise LimitNOFILE= of the unit, or ulimit -n, to " + std::to_string(kLeast) +
                    " and one for each connection");
  const auto left = static_cast<std::size_t>(limit.rlim_cur - limits::kDescriptorsKept);
  if (left < limits.connections) log(LogMessage::kFewDescriptors, {{"connections", left}});
  limits.connections = std::min(limits.connections, left);
  return {};
}

} // namespace ledger
