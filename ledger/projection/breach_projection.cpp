#include "ledger/projection/breach_projection.hpp"

namespace ledger {
namespace {

using wire::EventType;

bool is_about_a_breach(EventType type) {
  switch (type) {
  case EventType::BREACH_DETECTED:
  case EventType::BREACH_ASSESSED:
  case EventType::BREACH_NOTIFIED_AUTHORITY:
  case EventType::BREACH_NOTIFIED_SUBJECTS:
  case EventType::BREACH_CLOSED:
    return true;
  default:
    return false;
  }
}

} // namespace

std::vector<Bytes> BreachProjection::groups_of(const RecordView& record) const {
  if (!is_about_a_breach(record.event().getType())) return {};
  const auto reference = record.clear().getCorrelation();
  return {Bytes(reference.begin(), reference.end())};
}

} // namespace ledger
