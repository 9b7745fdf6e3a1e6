// What is typed on the command line, turned into what the wire wants. Errors are kUsage and name
// the option; event fields never quote a value.
#pragma once

#include "ledger/base/ids.hpp"
#include "ledger/base/result.hpp"
#include "schemas/protocol.capnp.h"

#include <boost/json/object.hpp>
#include <capnp/schema.h>
#include <string>
#include <vector>

namespace ledger::tools {

[[nodiscard]] Timestamp now();
// A whole number, digits only.
[[nodiscard]] Result<std::uint64_t> parse_number(std::string_view text, std::string_view option);
[[nodiscard]] Result<Timestamp> parse_time(std::string_view text, std::string_view option);
// The UUID that was given, or a new one.
[[nodiscard]] Result<EventId> event_id_from(const std::string& text, std::string_view option);
// How a person is named on the command line.
struct PersonArgument {
  std::string reference;  // or, with by_id, the subject id as UUID
  std::string name_space; // empty: that of the source
  bool by_id = false;
};
// Of an enum of the schema, by name; kUsage lists the names.
[[nodiscard]] Result<std::uint16_t>
parse_enumerant(const std::string& name, capnp::EnumSchema schema, std::string_view option);

// An event from options: fields as field=value, with commas in lists; values as name=text.
struct EventArguments {
  std::string type;
  std::vector<PersonArgument> subjects;
  std::vector<std::string> fields;
  std::vector<std::string> values; // of the only subject
  std::vector<std::string> former; // of a rectification: the same that were wrong
};
[[nodiscard]] Result<boost::json::object> event_object(const EventArguments& arguments);

[[nodiscard]] inline capnp::Data::Reader as_data(ByteView bytes) {
  return {bytes.data(), bytes.size()};
}

// Writes the three fields that SubjectQuery, Erase and others share.
template <class Builder>
Status set_person(Builder&& builder, const PersonArgument& person) {
  if (person.by_id) {
    const auto id = parse_uuid(person.reference);
    if (!id)
      return fail(Errc::kUsage, "a subject id is a UUID", "--id",
                  "leave --id out when this is an application's own reference");
    builder.setSubjectId(as_data(*id));
    return {};
  }
  builder.setNamespace(person.name_space.c_str());
  builder.setReference(as_data(as_bytes(person.reference)));
  return {};
}

// The whole file; kNotFound, kPermissions, kTooLarge.
[[nodiscard]] Result<Bytes> read_file(const std::string& path, std::size_t most);
// Beside it first, synced, then renamed over it: never half a file.
Status write_file(const std::string& path, std::string_view content);

} // namespace ledger::tools
