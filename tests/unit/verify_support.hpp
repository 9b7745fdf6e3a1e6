// What the tests of verification ask most.
#pragma once

#include "ledger/chain/checkpoint.hpp"
#include "tests/support/ledger_builder.hpp"
#include "tests/support/store_testing.hpp"
#include "tests/support/verdict.hpp"

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

// Verified, from the key `key` on, up to the last checkpoint, which covers so much.
inline void check_verified(const std::filesystem::path& state, std::uint8_t key, TreeSize covered) {
  const VerifyReport report = verify(state, with_key(key));
  CAPTURE(text_of(report));
  CHECK(report.verdict() == Verdict::kVerified);
  CHECK(report.coverage.trusted_checkpoint == covered);
}

inline bool has(const VerifyReport& report, const std::string& part) {
  return text_of(report).find(part) != std::string::npos;
}

inline Errc first_code(const VerifyReport& report) {
  REQUIRE(!report.findings.empty());
  return report.findings.front().code;
}

} // namespace ledger::test
