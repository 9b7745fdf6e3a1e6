// How fast groups of records with ids go into a store, and how fast they are read back:
//   store_rate [--random] [--events N] [--group N] [--directory D]
// Prints for each million the events per second, the processor time of an event in all threads, and
// the memory of the process; at the end the scan rate. The rate depends on the disk of the moment,
// the processor time much less.
#include "ledger/crypto/random.hpp"
#include "ledger/store/id_index.hpp"
#include "ledger/store/store.hpp"

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <fstream>
#include <string>

using namespace ledger;

namespace {

struct Settings {
  bool random = false;
  std::uint64_t events = 2'000'000;
  std::uint64_t group = 512;
  std::filesystem::path directory = "store-rate";
};

constexpr std::size_t kRecordBytes = 450;

Settings read_settings(int count, char** arguments) {
  Settings settings;
  for (int i = 1; i < count; ++i) {
    const std::string_view name = arguments[i];
    if (name == "--random") {
      settings.random = true;
    } else if (i + 1 < count && name == "--events") {
      settings.events = std::strtoull(arguments[++i], nullptr, 10);
    } else if (i + 1 < count && name == "--group") {
      settings.group = std::strtoull(arguments[++i], nullptr, 10);
    } else if (i + 1 < count && name == "--directory") {
      settings.directory = arguments[++i];
    }
  }
  return settings;
}

// From /proc: "VmHWM" is the most that the process ever had, in MiB.
std::uint64_t memory_mib(std::string_view field) {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with(field))
      return std::strtoull(line.c_str() + field.size() + 1, nullptr, 10) >> 10;
  }
  return 0;
}

void must(const Status& status) {
  if (status) return;
  std::fprintf(stderr, "%s\n%s\n", status.error().what().c_str(), status.error().where().c_str());
  std::exit(1);
}

double processor_seconds() {
  return static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
}

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

EventId next_id(const Settings& settings, std::uint64_t number) {
  const auto now = static_cast<std::int64_t>(1'700'000'000'000'000 + number * 3);
  return settings.random ? random_id<EventId>() : make_event_id(Timestamp(now));
}

void load(Store& store, const Settings& settings) {
  Bytes record(kRecordBytes);
  random_bytes(record);
  const IdKey prefix = id_key("shop", EventId());
  CommitGroup group;
  std::vector<IdEntry> entries;
  auto start = std::chrono::steady_clock::now();
  double used = processor_seconds();
  for (std::uint64_t next = 0; next < settings.events;) {
    group.clear();
    entries.clear();
    for (std::uint64_t i = 0; i < settings.group; ++i, ++next) {
      IdKey key = prefix;
      const EventId id = next_id(settings, next);
      std::memcpy(key.writable().data() + 8, id.view().data(), EventId::kSize);
      const auto found = store.ids().find(key);
      if (!found || *found) std::exit(2);
      put_be(record.data() + 8, next, 8);
      group.put_record(Sequence(next), record);
      entries.push_back({key, Sequence(next)});
    }
    must(store.commit(group));
    must(store.ids().insert(entries, TreeSize(next)));
    if (next % (1'000'000 / settings.group * settings.group) != 0) continue;
    std::printf("%9llu events  %8.0f /s  %.2f us of processor  %llu MiB\n",
                static_cast<unsigned long long>(next), 1e6 / seconds_since(start),
                processor_seconds() - used, static_cast<unsigned long long>(memory_mib("VmRSS:")));
    used = processor_seconds();
    std::fflush(stdout);
    start = std::chrono::steady_clock::now();
  }
}

} // namespace

int main(int count, char** arguments) {
  const Settings settings = read_settings(count, arguments);
  StoreOptions options;
  options.directory = settings.directory;
  options.create = true;
  auto store = Store::open(options);
  if (!store) must(fail(store.error()));
  const auto begin = std::chrono::steady_clock::now();
  load(**store, settings);
  const double loaded = seconds_since(begin);
  must((*store)->close());
  const auto start = std::chrono::steady_clock::now();
  std::uint64_t bytes = 0;
  must((*store)->scan(Sequence(0), (*store)->size().value(), [&](Sequence, ByteView record) {
    bytes += record.size();
    return Status();
  }));
  const double scanned = seconds_since(start);
  const auto events = static_cast<double>(bytes) / static_cast<double>(kRecordBytes);
  std::printf("load %.0f /s, scan %.0f /s, most memory %llu MiB\n", events / loaded,
              events / scanned, static_cast<unsigned long long>(memory_mib("VmHWM:")));
  return 0;
}
