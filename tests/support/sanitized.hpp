// Whether this program was built with a sanitizer that keeps what is freed and shadows what is
// used: then its memory is a multiple of what it would be.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace ledger::test {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr std::size_t kMemoryFactor = 8;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
inline constexpr std::size_t kMemoryFactor = 8;
#else
inline constexpr std::size_t kMemoryFactor = 1;
#endif
#else
inline constexpr std::size_t kMemoryFactor = 1;
#endif

// What a test goes through once for each. A sanitizer looks for other faults than the test does,
// and sees all of the code in the last one.
inline std::vector<std::uint64_t> rounds(std::vector<std::uint64_t> all) {
  if (kMemoryFactor > 1) all.erase(all.begin(), all.end() - 1);
  return all;
}

} // namespace ledger::test
