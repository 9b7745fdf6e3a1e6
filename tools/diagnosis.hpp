// What `doctor` looks at. Each check stands for itself; none needs the daemon to be well.
#pragma once

#include "tools/context.hpp"

#include <vector>

namespace ledger::tools {

enum class Health : std::uint8_t { kOk, kWarn, kFail };

struct Check {
  std::string name;
  Health health;
  std::string detail;
  std::string advice; // empty when all is well
};

// The socket, who may open it, and what answers.
[[nodiscard]] std::vector<Check> check_daemon(const Context& context);
// What the daemon says of itself.
[[nodiscard]] std::vector<Check> check_status(wire::Status::Reader status);
// The folder of --state and what init puts there: present, and closed to others.
[[nodiscard]] std::vector<Check> check_state(const std::string& folder);

} // namespace ledger::tools
