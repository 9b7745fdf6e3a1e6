// What a person asked for and what became of it; what was erased.
#include "ledger/event/taxonomy.hpp"
#include "ledger/findings/cases.hpp"
#include "ledger/findings/names.hpp"
#include "ledger/report/answer_parts.hpp"

#include <algorithm>

namespace ledger::answer {
namespace {

using wire::EventType;

bool is_about_erasure(EventType type) {
  switch (type) {
  case EventType::ERASURE_REQUESTED:
  case EventType::ERASURE_APPROVED:
  case EventType::ERASURE_REFUSED:
  case EventType::ERASURE_STARTED:
  case EventType::ERASURE_EXECUTED:
  case EventType::ERASURE_PARTIAL:
  case EventType::ERASURE_FAILED:
  case EventType::RETENTION_EXECUTED:
  case EventType::KEY_DESTROYED:
    return true;
  default:
    return false;
  }
}

RequestRow request_row(const Asked& asked, RequestCase request) {
  std::erase_if(request.facts, [&](const Fact* fact) { return asked.as_of() < fact->at(); });
  const wire::Clear::Reader& received = request.received->clear();
  RequestRow row;
  row.right = name_of_value(right_of(*request.received));
  row.received = request.received->at();
  row.record = request.received->by();
  row.via = received.getReceivedVia().size() != 0 ? std::string(name_of(received.getReceivedVia()))
                                                  : name_of_value(received.getChannel());
  if (const auto due = request.due()) {
    row.due = due->at;
    row.extended = due->extension != nullptr;
  }
  Timestamp until = asked.as_of();
  if (const Fact* answer = request.answer()) {
    until = answer->at();
    row.answered = answer->at();
    row.answered_by = answer->by();
    row.outcome = name_of_value(answer->clear().getOutcome());
    row.justification = name_of_value(answer->clear().getJustification());
  }
  row.late = row.due && *row.due <= until;
  return row;
}

ErasureRow erasure_row(const Fact& fact) {
  const wire::Clear::Reader& clear = fact.clear();
  ErasureRow row;
  row.at = fact.at();
  row.record = fact.by();
  row.type = type_name(fact.type());
  row.ground = name_of_value(clear.getErasureGround());
  row.exception = name_of_value(clear.getErasureException());
  row.method = name_of_value(clear.getErasureMethod());
  add_names(row.categories, clear.getCategories());
  add_names(row.activities, clear.getActivities());
  add_names(row.key_classes, clear.getKeyClasses());
  row.system = name_of(clear.getSystem());
  row.removed = clear.getItemsRemoved();
  row.retained = clear.getItemsRetained();
  if (clear.getResidualUntil() != 0) row.residual_until = Timestamp(clear.getResidualUntil());
  if (fact.type() == EventType::KEY_DESTROYED && fact.control().isKeyDestroyed()) {
    const auto destroyed = fact.control().getKeyDestroyed();
    row.whole = destroyed.getWhole();
    for (const auto key : destroyed.getKeys())
      add_once(row.key_classes, std::string(name_of(key.getKeyClass())));
  }
  return row;
}

} // namespace

std::vector<RequestRow> requests(const Asked& asked) {
  std::vector<RequestRow> rows;
  for (const RequestCase& request : requests_of(asked.person()))
    if (request.received->at() <= asked.as_of()) rows.push_back(request_row(asked, request));
  return rows;
}

std::vector<ErasureRow> erasures(const Asked& asked) {
  std::vector<ErasureRow> rows;
  for (const Fact& fact : asked.facts())
    if (is_about_erasure(fact.type())) rows.push_back(erasure_row(fact));
  return rows;
}

} // namespace ledger::answer
