#include "ledger/base/result.hpp"

namespace ledger {

Retry retry_of(Errc code) {
  switch (code) {
  case Errc::kBusy:
  case Errc::kNoSpace:
  case Errc::kStopping:
  case Errc::kUnreachable:
  case Errc::kStaleKey:
    return Retry::kLater;
  case Errc::kOutcomeUnknown:
    return Retry::kSameId;
  default:
    return Retry::kNever;
  }
}

std::string code_text(Errc code) {
  return "AL-" + std::to_string(static_cast<unsigned>(code));
}

} // namespace ledger
