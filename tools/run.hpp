#pragma once

#include "tools/context.hpp"

namespace CLI {
class App;
}

namespace ledger::tools {

// The whole program: reads the command line, runs the command, prints its error. Returns the exit
// code; never throws.
int run(int argc, char** argv);

// The tree of commands and options. Both arguments must outlive what is parsed.
void build_command_tree(CLI::App& app, Context& context);

} // namespace ledger::tools
