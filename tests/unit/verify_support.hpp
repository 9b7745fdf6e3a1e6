// What the tests of verification ask most.
#pragma once

#include "ledger/chain/checkpoint.hpp"
#include "ledger/verify/verify_state.hpp"
#include "tests/support/ledger_builder.hpp"
#include "tests/support/store_testing.hpp"

namespace ledger::test {

inline constexpr std::uint8_t kSeed = 7;

inline Evidence with_key(std::uint8_t seed = kSeed) {
  Evidence evidence;
  evidence.trusted_key = must(parse_verifier_key(vkey_of(seed, kTestOrigin)));
  return evidence;
}

inline VerifyReport verify(const std::filesystem::path& state, const Evidence& evidence,
                           unsigned threads = 1, std::uint64_t chunk = 256) {
  VerifyOptions options;
  options.threads = threads;
  options.chunk_records = chunk;
  return must(verify_state(must(find_state(state)), evidence, nullptr, options));
}

inline std::string text_of(const VerifyReport& report) {
  std::string text;
  for (const VerifyFinding& finding : report.findings)
    text += code_text(finding.code) + " " + finding.what + " | " + finding.where + " | " +
            finding.proven_by + "\n";
  return text;
}

inline bool has(const VerifyReport& report, const std::string& part) {
  return text_of(report).find(part) != std::string::npos;
}

inline Errc first_code(const VerifyReport& report) {
  REQUIRE(!report.findings.empty());
  return report.findings.front().code;
}

} // namespace ledger::test
