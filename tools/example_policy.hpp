// The example policy of schemas/policies, built in, so that a first ledger needs no other file.
#pragma once

#include <string_view>

namespace ledger::tools {

[[nodiscard]] std::string_view example_policy();

} // namespace ledger::tools
