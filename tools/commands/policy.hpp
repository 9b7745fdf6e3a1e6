// The commands below `auditledger policy`, one file each. A new one is a line here, a line in
// policy.cpp and its file.
#pragma once

#include "tools/context.hpp"

#include <CLI/CLI.hpp>

namespace ledger::tools {

void add_policy_check(CLI::App& policy, Context& context);
void add_policy_lint(CLI::App& policy, Context& context);
void add_policy_publish(CLI::App& policy, Context& context);
void add_policy_list(CLI::App& policy, Context& context);
void add_policy_show(CLI::App& policy, Context& context);
void add_policy_diff(CLI::App& policy, Context& context);

} // namespace ledger::tools
