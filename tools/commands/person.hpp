// The options by which several commands name a person.
#pragma once

#include "tools/input.hpp"
#include "tools/options.hpp"

namespace ledger::tools {

// Adds REF, --namespace and --id. `person` must outlive the parsing.
inline void add_person_options(Command command, PersonArgument& person) {
  command.option("person", person.reference, "the application's reference for the person")
      .required()
      .type_name("REF");
  command.option("--namespace", person.name_space, "in which the reference is meant")
      .type_name("NAME");
  command.flag("--id", person.by_id, "REF is the ledger's own random id");
}

} // namespace ledger::tools
