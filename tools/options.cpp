#include "tools/options.hpp"

#include <CLI/CLI.hpp>

namespace ledger::tools {

const Option& Option::required() const {
  option_->required();
  return *this;
}

const Option& Option::type_name(const std::string& name) const {
  option_->type_name(name);
  return *this;
}

const Option& Option::between(double least, double most) const {
  option_->check(CLI::Range(least, most).description(""));
  return *this;
}

const Option& Option::among(const std::vector<std::string>& values) const {
  option_->check(CLI::IsMember(values).description(""));
  return *this;
}

const Option& Option::delimiter(char character) const {
  option_->delimiter(character);
  return *this;
}

const Option& Option::one_each() const {
  option_->allow_extra_args(false);
  return *this;
}

const Option& Option::excludes(const Option& other) const {
  option_->excludes(other.option_);
  return *this;
}

Command Command::add_subcommand(const std::string& name, const std::string& description) const {
  return Command(*app_->add_subcommand(name, description));
}

void Command::require_subcommand() const {
  app_->require_subcommand();
}

void Command::require_subcommand(int count) const {
  app_->require_subcommand(count);
}

void Command::footer(const std::string& text) const {
  app_->footer(text);
}

void Command::callback(std::function<void()> call) const {
  app_->callback(std::move(call));
}

Option Command::option(const std::string& names, std::string& value,
                       const std::string& description) const {
  return Option(*app_->add_option(names, value, description));
}

Option Command::option(const std::string& names, std::vector<std::string>& value,
                       const std::string& description) const {
  return Option(*app_->add_option(names, value, description));
}

Option Command::option(const std::string& names, int& value, const std::string& description) const {
  return Option(*app_->add_option(names, value, description));
}

Option Command::option(const std::string& names, std::uint32_t& value,
                       const std::string& description) const {
  return Option(*app_->add_option(names, value, description));
}

Option Command::option(const std::string& names, std::uint64_t& value,
                       const std::string& description) const {
  return Option(*app_->add_option(names, value, description));
}

Option Command::option(const std::string& names, double& value,
                       const std::string& description) const {
  return Option(*app_->add_option(names, value, description));
}

Option Command::flag(const std::string& names, bool& value, const std::string& description) const {
  return Option(*app_->add_flag(names, value, description));
}

} // namespace ledger::tools
