// Whether this program was built with a sanitizer that keeps what is freed and shadows what is
// used: then its memory is a multiple of what it would be.
#pragma once

#include <cstddef>

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

} // namespace ledger::test
