// What types of events there are and which fields they have, for people and programs. Everything
// comes from the taxonomy and the schema.
#pragma once

#include "ledger/event/taxonomy.hpp"
#include "tools/render/color.hpp"

#include <boost/json/object.hpp>
#include <string>

namespace ledger::tools {

// "time", "policy id", "one of: box, doubleOptIn ..."
[[nodiscard]] std::string kind_words(const ClearField& field);
// The type, its fields and an example that can be posted as it stands.
[[nodiscard]] std::string type_in_words(const TypeInfo& type, const Palette& palette);
[[nodiscard]] boost::json::object type_object(const TypeInfo& type);
// An event with the required fields, as `append --stdin` takes it. Applications' types only.
[[nodiscard]] boost::json::object example_event(const TypeInfo& type);

} // namespace ledger::tools
