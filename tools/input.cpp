#include "tools/input.hpp"

#include "ledger/base/descriptor.hpp"
#include "ledger/crypto/random.hpp"
#include "ledger/event/clear_fields.hpp"
#include "ledger/event/taxonomy.hpp"
#include "tools/suggest.hpp"

#include <boost/json/array.hpp>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace ledger::tools {
namespace {

namespace json = boost::json;

tl::unexpected<Error> usage(std::string what, std::string_view where, std::string next) {
  return fail(Errc::kUsage, std::move(what), std::string(where), std::move(next));
}

json::array split(std::string_view text) {
  json::array list;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(','), text.size());
    list.push_back(json::string(text.substr(0, end)));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return list;
}

// "kind:hash,kind:hash"
Result<json::value> documents_from(std::string_view text) {
  json::array list;
  for (const json::value& one : split(text)) {
    const std::string_view document = one.as_string();
    const std::size_t colon = document.find(':');
    if (colon == std::string_view::npos)
      return usage("a document has a kind and a hash",
                   "--set documents=", "write kind:sha256, with commas between several");
    list.push_back(
        json::object{{"kind", document.substr(0, colon)}, {"hash", document.substr(colon + 1)}});
  }
  return list;
}

Result<json::value> field_value(const ClearField& field, std::string_view text) {
  const std::string option = "--set " + std::string(field.name) + "=";
  switch (field.kind) {
  case FieldKind::kNumber: {
    LEDGER_ASSIGN(const std::uint64_t number, parse_number(text, option));
    return json::value(number);
  }
  case FieldKind::kSlugList:
  case FieldKind::kLanguages:
  case FieldKind::kReferences:
  case FieldKind::kCauses:
    return json::value(split(text));
  case FieldKind::kDocuments:
    return documents_from(text);
  default:
    return json::value(json::string(text));
  }
}

std::string nearest_field(std::string_view name) {
  std::vector<std::string> names;
  for (const ClearField& field : clear_layout().fields)
    names.emplace_back(field.name);
  return nearest(name, names);
}

Status add_field(json::object& object, std::string_view assignment) {
  const std::size_t equals = assignment.find('=');
  if (equals == std::string_view::npos || equals == 0)
    return usage("a field and its value are expected", "--set", "write --set field=value");
  const std::string_view name = assignment.substr(0, equals);
  const ClearField* field = clear_layout().find(name);
  if (field == nullptr) {
    const std::string meant = nearest_field(name);
    return usage("no such field", "--set",
                 meant.empty() ? "auditledger help fields" : "did you mean " + meant + "?");
  }
  if (object.contains(field->name))
    return usage("the field is given twice", "--set " + std::string(name),
                 "put commas between the entries of a list");
  LEDGER_ASSIGN(object[field->name], field_value(*field, assignment.substr(equals + 1)));
  return {};
}

Status add_value(json::object& values, std::string_view assignment, const std::string& option) {
  const std::size_t equals = assignment.find('=');
  if (equals == std::string_view::npos || equals == 0)
    return usage("a name and its text are expected", option, "write " + option + " email=...");
  const std::string_view name = assignment.substr(0, equals);
  if (values.contains(name)) return usage("a value is given twice", option, "give each name once");
  values[name] = json::string(assignment.substr(equals + 1));
  return {};
}

// What the option was given, into the only subject under `key`.
Status add_values(json::array& subjects, std::string_view key, const std::string& option,
                  const std::vector<std::string>& assignments) {
  if (assignments.empty()) return {};
  if (subjects.size() != 1)
    return usage("values belong to one person", option,
                 "give one --subject, or post JSON with --stdin");
  json::object values;
  for (const std::string& value : assignments)
    LEDGER_TRY(add_value(values, value, option));
  subjects[0].as_object()[key] = std::move(values);
  return {};
}

json::object person_object(const PersonArgument& person) {
  if (person.by_id) return {{"subjectId", person.reference}};
  json::object object{{"reference", person.reference}};
  if (!person.name_space.empty()) object["namespace"] = person.name_space;
  return object;
}

Error file_error(int number, std::string what, const std::string& path) {
  const Errc code = number == ENOENT                      ? Errc::kNotFound
                    : number == EACCES || number == EPERM ? Errc::kPermissions
                    : number == ENOSPC                    ? Errc::kNoSpace
                                                          : Errc::kIo;
  return {code, std::move(what), "file " + path + ": " + std::strerror(number),
          "check the path, its permissions and the disk"};
}

bool write_all(int descriptor, std::string_view content) {
  while (!content.empty()) {
    const ssize_t size = write(descriptor, content.data(), content.size());
    if (size < 0 && errno == EINTR) continue;
    if (size < 0) return false;
    content.remove_prefix(static_cast<std::size_t>(size));
  }
  return true;
}

} // namespace

Timestamp now() {
  const auto time = std::chrono::system_clock::now().time_since_epoch();
  return Timestamp(std::chrono::duration_cast<std::chrono::microseconds>(time).count());
}

Result<std::uint64_t> parse_number(std::string_view text, std::string_view option) {
  std::uint64_t number = 0;
  const char* end = text.data() + text.size();
  const auto parsed = std::from_chars(text.data(), end, number);
  if (text.empty() || parsed.ec != std::errc() || parsed.ptr != end)
    return usage("a whole number is expected", option, "write digits only");
  return number;
}

Result<Timestamp> parse_time(std::string_view text, std::string_view option) {
  const auto time = parse_rfc3339(text);
  if (!time) return usage("a time is expected", option, "write 2026-03-02 or 2026-03-02T08:00:00Z");
  return *time;
}

Result<EventId> event_id_from(const std::string& text, std::string_view option) {
  if (text.empty()) return make_event_id(now());
  const auto id = parse_uuid(text);
  if (!id) return usage("an event id is a UUID", option, "leave it out to have one made");
  return EventId(*id);
}

Result<std::uint16_t> parse_enumerant(const std::string& name, capnp::EnumSchema schema,
                                      std::string_view option) {
  std::vector<std::string> names;
  for (const auto enumerant : schema.getEnumerants()) {
    names.emplace_back(enumerant.getProto().getName().cStr());
    if (enumerant.getOrdinal() != 0 && names.back() == name) return enumerant.getOrdinal();
  }
  std::string next = "write one of:";
  for (std::size_t i = 1; i < names.size(); ++i)
    next += " " + names[i];
  return usage("no such name", option, std::move(next));
}

Result<json::object> event_object(const EventArguments& arguments) {
  json::object object{{"type", arguments.type}};
  for (const std::string& field : arguments.fields)
    LEDGER_TRY(add_field(object, field));
  json::array subjects;
  for (const PersonArgument& person : arguments.subjects)
    subjects.push_back(person_object(person));
  LEDGER_TRY(add_values(subjects, "values", "--value", arguments.values));
  LEDGER_TRY(add_values(subjects, "former", "--former", arguments.former));
  if (!subjects.empty()) object["subjects"] = std::move(subjects);
  return object;
}

Result<Bytes> read_file(const std::string& path, std::size_t most) {
  const Descriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.is_open()) return fail(file_error(errno, "the file cannot be opened", path));
  Bytes content(most + 1);
  std::size_t filled = 0;
  while (filled < content.size()) {
    const ssize_t size = read(file.get(), content.data() + filled, content.size() - filled);
    if (size < 0 && errno == EINTR) continue;
    if (size < 0) return fail(file_error(errno, "the file cannot be read", path));
    if (size == 0) break;
    filled += static_cast<std::size_t>(size);
  }
  if (filled > most)
    return fail(Errc::kTooLarge, "the file is too large", "file " + path,
                "at most " + std::to_string(most) + " bytes");
  content.resize(filled);
  return content;
}

Status write_file(const std::string& path, std::string_view content) {
  std::string temporary = path + ".XXXXXX";
  const Descriptor file(mkostemp(temporary.data(), O_CLOEXEC));
  if (!file.is_open()) return fail(file_error(errno, "the file cannot be made", path));
  const mode_t mask = umask(0);
  umask(mask);
  const bool written = fchmod(file.get(), 0666 & ~mask) == 0 && write_all(file.get(), content) &&
                       fsync(file.get()) == 0 && rename(temporary.c_str(), path.c_str()) == 0;
  if (written) return {};
  const int number = errno;
  unlink(temporary.c_str());
  return fail(file_error(number, "the file cannot be written", path));
}

} // namespace ledger::tools
