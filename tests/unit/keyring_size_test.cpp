#include "tests/unit/keyring_support.hpp"

#include <chrono>
#include <malloc.h>
#include <unistd.h>

using namespace ledger;
using namespace ledger::test;

namespace {

// Resident bytes of this process: the keys lie in mapped memory that malloc does not count.
std::size_t resident_bytes() {
  ::malloc_trim(0);
  std::ifstream statm("/proc/self/statm");
  std::size_t total = 0;
  std::size_t resident = 0;
  statm >> total >> resident;
  return resident * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
}

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

// Sanitizers keep freed memory and slow everything down: there the figures mean nothing.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool kMeasures = false;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
constexpr bool kMeasures = false;
#else
constexpr bool kMeasures = true;
#endif
#else
constexpr bool kMeasures = true;
#endif

} // namespace

TEST_CASE("two hundred thousand people fit into 250 bytes each and open fast") {
  constexpr std::uint32_t kPeople = kMeasures ? 200'000 : 10'000;
  House house;
  house.create();
  auto keyring = house.open();
  for (std::uint32_t i = 0; i < kPeople; ++i) {
    if (keyring->acquire(person(std::to_string(i)), "invoice")) continue;
    must(keyring->refill_pool());
    static_cast<void>(must(keyring->acquire(person(std::to_string(i)), "invoice")));
  }
  must(keyring->close(TreeSize(kPeople)));
  keyring.reset();

  const std::size_t before = resident_bytes();
  const auto opening = std::chrono::steady_clock::now();
  keyring = must(house.try_open());
  const double open_seconds = seconds_since(opening);
  const std::size_t each = (resident_bytes() - before) / kPeople;
  must(keyring->finish_replay());
  CHECK(keyring->status().subjects == kPeople);

  const auto asking = std::chrono::steady_clock::now();
  for (std::uint32_t i = 0; i < kPeople; ++i) {
    REQUIRE(keyring->acquire(person(std::to_string(i * 7919u % kPeople)), "invoice").has_value());
  }
  const double each_acquire = seconds_since(asking) / kPeople * 1e9;
  MESSAGE(kPeople << " people: " << each << " bytes each, opened in " << open_seconds << " s, "
                  << each_acquire << " ns for a known one");
  if (kMeasures) CHECK(each <= 250);
}
