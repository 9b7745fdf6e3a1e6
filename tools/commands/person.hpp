// The options by which several commands name a person.
#pragma once

#include "tools/input.hpp"

#include <CLI/CLI.hpp>

namespace ledger::tools {

// Adds REF, --namespace and --id. `person` must outlive the parsing.
inline void add_person_options(CLI::App& command, PersonArgument& person) {
  command.add_option("person", person.reference, "the application's reference for the person")
      ->required()
      ->type_name("REF");
  command.add_option("--namespace", person.name_space, "in which the reference is meant")
      ->type_name("NAME");
  command.add_flag("--id", person.by_id, "REF is the ledger's own random id");
}

} // namespace ledger::tools
