// `auditledger policy lint`
#pragma once

#include "tools/context.hpp"

#include <CLI/CLI.hpp>

namespace ledger::tools {

// Under `policy`.
void add_policy_lint(CLI::App& policy, Context& context);

} // namespace ledger::tools
