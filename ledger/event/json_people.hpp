// Inside ledger/event only: whom an event is about, as JSON.
#pragma once

#include "ledger/base/result.hpp"
#include "schemas/protocol.capnp.h"

#include <boost/json/object.hpp>

namespace ledger {

// The field `subjects`: texts, or {"namespace", "reference", "subjectId", "values", "former"}.
[[nodiscard]] Status read_subjects(const boost::json::value& value, wire::Draft::Builder draft);
// The fields `subject`, `values` and `former` of the event, which are short for one entry of
// `subjects`.
[[nodiscard]] Status read_short_subject(const boost::json::object& object,
                                        wire::Draft::Builder draft);

} // namespace ledger
