#include "tools/bench/disk_floor.hpp"

#include "ledger/base/descriptor.hpp"
#include "tools/bench/stop_asked.hpp"

#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <stdlib.h>
#include <string>
#include <unistd.h>

namespace ledger::tools {
namespace {

constexpr std::size_t kAppendBytes = 4096;
constexpr std::size_t kExpected = 1u << 16;

// Has a name while it lives: some file systems need not sync what no folder names.
class ScratchFile {
 public:
  explicit ScratchFile(const std::filesystem::path& folder)
      : name_((folder / "bench-XXXXXX").string()), descriptor_(mkostemp(name_.data(), O_CLOEXEC)) {}
  ScratchFile(const ScratchFile&) = delete;
  ScratchFile& operator=(const ScratchFile&) = delete;
  ~ScratchFile() {
    if (descriptor_.is_open()) unlink(name_.c_str());
  }
  [[nodiscard]] int descriptor() const { return descriptor_.get(); }

 private:
  std::string name_;
  Descriptor descriptor_;
};

Error disk_error(const std::filesystem::path& folder) {
  return {Errc::kIo, std::string("the disk cannot be measured: ") + std::strerror(errno),
          folder.string(), "name a folder that may be written, with --dir or --state"};
}

} // namespace

Result<Timing> time_synced_appends(const std::filesystem::path& folder,
                                   BenchClock::duration how_long) {
  const ScratchFile file(folder);
  if (file.descriptor() < 0) return fail(disk_error(folder));
  std::array<char, kAppendBytes> page;
  page.fill('x');
  Latencies latencies(kExpected);
  const auto start = BenchClock::now();
  auto before = start;
  while (before - start < how_long && !stop_asked()) {
    if (write(file.descriptor(), page.data(), page.size()) != ssize_t{kAppendBytes} ||
        fdatasync(file.descriptor()) != 0)
      return fail(disk_error(folder));
    const auto after = BenchClock::now();
    latencies.add(after - before);
    before = after;
  }
  Timing timing;
  timing.count = latencies.size();
  timing.seconds = std::chrono::duration<double>(before - start).count();
  timing.p50_us = latencies.quantile_us(0.50);
  timing.p99_us = latencies.quantile_us(0.99);
  return timing;
}

} // namespace ledger::tools
