#include "ledger/verify/report.hpp"

#include <algorithm>

namespace ledger {

Error VerifyFinding::error() const {
  return {code, what, proven_by.empty() ? where : where + "; proven by " + proven_by, next};
}

std::optional<TreeSize> Coverage::outside() const {
  return std::max(receipt, remembered);
}

Verdict verdict_of(Errc code) {
  switch (code) {
  case Errc::kTruncated:
  case Errc::kRolledBack:
    return Verdict::kIncomplete;
  case Errc::kCannotDecide:
    return Verdict::kCannotDecide;
  case Errc::kChanged:
  case Errc::kMissing:
  case Errc::kReordered:
  case Errc::kWrongSigner:
  case Errc::kForeign:
    return Verdict::kTampered;
  default:
    return Verdict::kUnreadable;
  }
}

void VerifyReport::add(VerifyFinding finding) {
  findings.push_back(std::move(finding));
  sort_findings();
}

void VerifyReport::sort_findings() {
  const auto rank = [](const VerifyFinding& finding) {
    switch (verdict_of(finding.code)) {
    case Verdict::kTampered:
      return 0;
    case Verdict::kUnreadable:
      return 1;
    case Verdict::kIncomplete:
      return 2;
    default:
      return 3;
    }
  };
  std::stable_sort(
      findings.begin(), findings.end(),
      [&](const VerifyFinding& a, const VerifyFinding& b) { return rank(a) < rank(b); });
}

bool VerifyReport::has(Verdict verdict) const {
  return std::any_of(findings.begin(), findings.end(), [&](const VerifyFinding& finding) {
    return verdict_of(finding.code) == verdict;
  });
}

Verdict VerifyReport::verdict() const {
  if (!findings.empty()) return verdict_of(findings.front().code);
  return coverage.trusted_checkpoint ? Verdict::kVerified : Verdict::kSignerNotEstablished;
}

} // namespace ledger
