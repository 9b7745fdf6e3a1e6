#include "tools/commands/commands.hpp"

namespace ledger::tools {

void add_commands(Command app, Context& context) {
#define COMMAND(name) add_##name(app, context);
#include "tools/commands/commands.def"
#undef COMMAND
}

} // namespace ledger::tools
