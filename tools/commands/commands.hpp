// The commands, one file each. A new one is a file that defines add_NAME() and a line in
// commands.def.
#pragma once

#include "tools/context.hpp"
#include "tools/options.hpp"

namespace ledger::tools {

// Each adds its command to `app` and, when it is chosen, sets `context.action`.
#define COMMAND(name) void add_##name(Command app, Context& context);
#include "tools/commands/commands.def"
#undef COMMAND

// All of them, in the order of commands.def, which is that of the help.
void add_commands(Command app, Context& context);

} // namespace ledger::tools
