// The commands below `auditledger policy`, one file each. A new one is a line here, a line in
// policy.cpp and its file.
#pragma once

#include "tools/context.hpp"
#include "tools/options.hpp"

namespace ledger::tools {

void add_policy_check(Command policy, Context& context);
void add_policy_lint(Command policy, Context& context);
void add_policy_publish(Command policy, Context& context);
void add_policy_list(Command policy, Context& context);
void add_policy_show(Command policy, Context& context);
void add_policy_diff(Command policy, Context& context);

} // namespace ledger::tools
