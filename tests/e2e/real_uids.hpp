// Processes of other users, as the kernel sees them: no account is needed, only root.
#pragma once

#include "tests/e2e/service.hpp"

#include <functional>

namespace e2e {

// Prints why and returns false where this test cannot become somebody else.
inline bool can_become_others() {
  if (geteuid() == 0) return true;
  MESSAGE("skipped: only root can start processes of other users");
  return false;
}

// Runs `work` in a process of its own that is `who`, and returns what it returned. Nothing of
// doctest may be used in it.
inline std::string in_process_of(const Identity& who, const std::function<std::string()>& work) {
  int ends[2];
  REQUIRE(pipe2(ends, O_CLOEXEC) == 0);
  const pid_t child = fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    const std::string result = become(who) ? work() : "this process could not become another";
    const ssize_t written = write(ends[1], result.data(), result.size());
    _exit(written == static_cast<ssize_t>(result.size()) ? 0 : 1);
  }
  close(ends[1]);
  std::string result;
  std::array<char, 4096> buffer{};
  for (ssize_t size = 0; (size = read(ends[0], buffer.data(), buffer.size())) > 0;)
    result.append(buffer.data(), static_cast<std::size_t>(size));
  close(ends[0]);
  CHECK(wait_for(child) == 0);
  return result;
}

} // namespace e2e
