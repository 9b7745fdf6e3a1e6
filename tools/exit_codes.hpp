// What the exit code of `auditledger` says. Scripts depend on these numbers: they never change, and
// a number that is not known is to be read as failure.
#pragma once

#include "ledger/base/result.hpp"

#include <span>
#include <string_view>

namespace ledger::tools {

enum class ExitCode : std::uint8_t {
  kOk = 0,
  kFailed = 1,
  kUsage = 2,
  kNotFound = 3,
  kDenied = 4,
  kUnreachable = 5,
  kUnknown = 6,
  kTampered = 10,
  kIncomplete = 11,
  kUndecided = 12,
  kUnreadable = 13,
  kKey = 14,
  kNoSpace = 15,
  kConfig = 20,
  kBusy = 75,
  kInterrupted = 130,
};

[[nodiscard]] ExitCode exit_code_of(Errc code);

struct ExitMeaning {
  ExitCode code;
  std::string_view meaning;
};
[[nodiscard]] std::span<const ExitMeaning> exit_meanings();

struct ErrorMeaning {
  Errc code;
  std::string_view meaning;
};
// Every error that the product knows, in the order of the codes.
[[nodiscard]] std::span<const ErrorMeaning> error_meanings();

} // namespace ledger::tools
