#include "ledger/event/json_people.hpp"

#include "ledger/event/clear_fields.hpp"
#include "ledger/event/json_take.hpp"

namespace ledger {

using namespace json_take;
namespace json = boost::json;

namespace {

// A name is a slug; anything else might be a person's own words, so it is not repeated.
// `make` makes the list for so many.
template <class Make>
Status read_values(const json::value& value, const std::string& place, const Make& make) {
  LEDGER_ASSIGN(const json::object* object, take_object(value, place));
  if (object->empty()) return {};
  auto values = make(static_cast<unsigned>(object->size()));
  unsigned index = 0;
  for (const json::key_value_pair& pair : *object) {
    const std::string name(pair.key());
    const std::string here = element(place, index);
    if (!is_slug(name))
      return bad("the name of a value is not a slug", here, "use a-z, 0-9, '.' and '-'");
    values[index].setName(text_reader(name));
    LEDGER_ASSIGN(const Bytes bytes, take_bytes(pair.value(), here));
    values[index++].setValue(data_reader(bytes));
  }
  return {};
}

Status read_stated(const json::value& value, const std::string& place,
                   wire::DraftSubject::Builder subject) {
  return read_values(value, place,
                     [&subject](unsigned count) { return subject.initValues(count); });
}

Status read_former(const json::value& value, const std::string& place,
                   wire::DraftSubject::Builder subject) {
  return read_values(value, place,
                     [&subject](unsigned count) { return subject.initFormer(count); });
}

Status read_subject_key(const json::object& object, const json::key_value_pair& pair,
                        const std::string& place, wire::DraftSubject::Builder subject) {
  const std::string_view key = pair.key();
  if (key == "namespace") {
    LEDGER_ASSIGN(const std::string text, take_text(pair.value(), place + ".namespace"));
    subject.setNamespace(text_reader(text));
    return {};
  }
  if (key == "reference") {
    LEDGER_ASSIGN(const Bytes reference, take_bytes(pair.value(), place + ".reference"));
    subject.setReference(data_reader(reference));
    return {};
  }
  if (key == "subjectId") {
    LEDGER_ASSIGN(const auto id, take_uuid(pair.value(), place + ".subjectId"));
    subject.setSubjectId(data_reader(id));
    return {};
  }
  if (key == "values") return read_stated(pair.value(), place + ".values", subject);
  if (key == "former") return read_former(pair.value(), place + ".former", subject);
  return unknown_key(object, pair, place + ", ",
                     "a subject has namespace, reference, subjectId, values and former");
}

Status read_subject(const json::value& value, const std::string& place,
                    wire::DraftSubject::Builder subject) {
  if (value.is_string()) {
    LEDGER_ASSIGN(const Bytes reference, take_bytes(value, place));
    subject.setReference(data_reader(reference));
    return {};
  }
  LEDGER_ASSIGN(const json::object* object, take_object(value, place));
  for (const json::key_value_pair& pair : *object)
    LEDGER_TRY(read_subject_key(*object, pair, place, subject));
  return {};
}

} // namespace

Status read_subjects(const json::value& value, wire::Draft::Builder draft) {
  const std::string place = field_place("subjects");
  LEDGER_ASSIGN(const json::array* array, take_array(value, place));
  if (array->empty()) return {};
  auto subjects = draft.initSubjects(static_cast<unsigned>(array->size()));
  for (unsigned i = 0; i < subjects.size(); ++i)
    LEDGER_TRY(read_subject((*array)[i], element(place, i), subjects[i]));
  return {};
}

Status read_short_subject(const json::object& object, wire::Draft::Builder draft) {
  const json::value* subject = object.if_contains("subject");
  const json::value* values = object.if_contains("values");
  const json::value* former = object.if_contains("former");
  if (subject == nullptr && values == nullptr && former == nullptr) return {};
  if (subject == nullptr)
    return bad("values belong to a person", field_place(values != nullptr ? "values" : "former"),
               "add the field subject, or put values into an entry of subjects");
  if (object.contains("subjects"))
    return bad("subject and subjects exclude each other", field_place("subject"),
               "put all people into subjects");
  auto list = draft.initSubjects(1);
  LEDGER_ASSIGN(const Bytes reference, take_bytes(*subject, field_place("subject")));
  list[0].setReference(data_reader(reference));
  if (values != nullptr) LEDGER_TRY(read_stated(*values, field_place("values"), list[0]));
  return former == nullptr ? Status() : read_former(*former, field_place("former"), list[0]);
}

} // namespace ledger
