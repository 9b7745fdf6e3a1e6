// Completion scripts for shells, made from the tree of commands, so that they know what the program
// knows.
#pragma once

#include <string>

namespace CLI {
class App;
}
#include <string>

namespace ledger::tools {

[[nodiscard]] std::string bash_completion(const CLI::App& root);
[[nodiscard]] std::string zsh_completion(const CLI::App& root);
[[nodiscard]] std::string fish_completion(const CLI::App& root);

} // namespace ledger::tools
