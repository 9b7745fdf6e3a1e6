// The commands' view of CLI11: handles on what it owns. Its header makes five thousand lines of
// machine code in every file that reads it, so few do; commands do without.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace CLI {
class App;
class Option;
} // namespace CLI

namespace ledger::tools {

// One option or argument. Copies name the same; it lives as long as its command.
class Option {
 public:
  explicit Option(CLI::Option& option) : option_(&option) {}

  const Option& required() const; // NOLINT(modernize-use-nodiscard): for chains
  // What stands for the value in the help.
  const Option& type_name(const std::string& name) const;
  // Both ends are allowed.
  const Option& between(double least, double most) const;
  const Option& among(const std::vector<std::string>& values) const;
  // Several values in one word.
  const Option& delimiter(char character) const;
  // A list takes one value each time it is named, and no word behind it.
  const Option& one_each() const;
  // Not together with that one.
  const Option& excludes(const Option& other) const;

 private:
  CLI::Option* option_;
};

// One command with what is below it. Copies name the same; the root outlives all.
class Command {
 public:
  explicit Command(CLI::App& app) : app_(&app) {}

  [[nodiscard]] CLI::App& app() const { return *app_; }
  [[nodiscard]] Command add_subcommand(const std::string& name,
                                       const std::string& description) const;
  // So many below it are to be named; without a number: one or more.
  void require_subcommand() const;
  void require_subcommand(int count) const;
  // Below the options in the help.
  void footer(const std::string& text) const;
  // When the whole command line was understood.
  void callback(std::function<void()> call) const;

  // `names`: "--limit", "-n,--limit", or "person" for a positional. `value` outlives the command.
  Option option(const std::string& names, std::string& value, const std::string& description) const;
  Option option(const std::string& names, std::vector<std::string>& value,
                const std::string& description) const;
  Option option(const std::string& names, int& value, const std::string& description) const;
  Option option(const std::string& names, std::uint32_t& value,
                const std::string& description) const;
  Option option(const std::string& names, std::uint64_t& value,
                const std::string& description) const;
  Option option(const std::string& names, double& value, const std::string& description) const;
  Option flag(const std::string& names, bool& value, const std::string& description) const;

 private:
  CLI::App* app_;
};

} // namespace ledger::tools
