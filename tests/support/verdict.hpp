// A verifier's report in words.
#pragma once

#include "ledger/verify/verify_state.hpp"

#include <string>

namespace ledger::test {

inline std::string text_of(const VerifyReport& report) {
  std::string text;
  for (const VerifyFinding& finding : report.findings)
    text += code_text(finding.code) + " " + finding.what + " | " + finding.where + " | " +
            finding.proven_by + "\n";
  return text;
}

} // namespace ledger::test
