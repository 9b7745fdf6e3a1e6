// How fast verification is, beside what it cannot be faster than: the raw scan of the same database
// and the raw hash over the same bytes. usage: verify_rate [records] [extra bytes a record]
#include "ledger/verify/verify_state.hpp"
#include "tests/support/ledger_builder.hpp"

#include <rocksdb/db.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>

namespace {

using namespace ledger;
using namespace ledger::test;
namespace fs = std::filesystem;

double seconds_of(const std::function<void()>& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

// The best of three: the machine is shared.
double rate_of(std::uint64_t records, const std::function<void()>& work) {
  double best = 0;
  for (int i = 0; i < 3; ++i)
    best = std::max(best, static_cast<double>(records) / seconds_of(work));
  return best;
}

void build(const fs::path& state, std::uint64_t records, std::size_t extra) {
  constexpr std::uint64_t kGroup = 4'096;
  LedgerBuilder builder(state);
  while (builder.size().get() < records) {
    builder.append_events(std::min(kGroup, records - builder.size().get()), extra);
    builder.checkpoint();
  }
  builder.write_head();
  builder.close();
}

void raw_scan(const fs::path& state, std::uint64_t records) {
  std::vector<std::string> names;
  rocksdb::DBOptions options;
  options.track_and_verify_wals_in_manifest = true; // as written; a reader must not differ
  const fs::path directory = state / "ledger";
  if (!rocksdb::DB::ListColumnFamilies(options, directory, &names).ok()) std::abort();
  std::vector<rocksdb::ColumnFamilyDescriptor> families;
  for (const std::string& name : names)
    families.emplace_back(name, rocksdb::ColumnFamilyOptions());
  std::vector<rocksdb::ColumnFamilyHandle*> handles;
  rocksdb::DB* raw = nullptr;
  if (!rocksdb::DB::OpenForReadOnly(options, directory, families, &handles, &raw).ok())
    std::abort();
  const std::unique_ptr<rocksdb::DB> database(raw);
  std::uint64_t seen = 0;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (names[i] != "records") continue;
    rocksdb::ReadOptions read;
    read.fill_cache = false;
    read.readahead_size = 1u << 20;
    const std::unique_ptr<rocksdb::Iterator> iterator(database->NewIterator(read, handles[i]));
    for (iterator->SeekToFirst(); iterator->Valid(); iterator->Next())
      seen += iterator->value().size() > 0 ? 1 : 0;
  }
  for (rocksdb::ColumnFamilyHandle* handle : handles)
    database->DestroyColumnFamilyHandle(handle).PermitUncheckedError();
  if (seen != records) std::abort();
}

void verify(const fs::path& state, unsigned threads) {
  VerifyOptions options;
  options.threads = threads;
  Evidence evidence;
  evidence.trusted_key = must(parse_verifier_key(vkey_of(7, kTestOrigin)));
  const auto report = must(verify_state(must(find_state(state)), evidence, nullptr, options));
  if (report.verdict() != Verdict::kVerified) std::abort();
}

} // namespace

int main(int argc, char** argv) {
  const std::uint64_t records = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 500'000;
  const std::size_t extra = argc > 2 ? std::strtoul(argv[2], nullptr, 10) : 150;
  std::string folder = (fs::temp_directory_path() / "verify-rate-XXXXXX").string();
  if (::mkdtemp(folder.data()) == nullptr) return 1;
  const fs::path state = fs::path(folder) / "state";
  build(state, records, extra);
  const std::size_t bytes = limits::kHeaderBytes + event_body(1, extra).size();

  const double scan = rate_of(records, [&] { raw_scan(state, records); });
  const Bytes record(bytes, 1);
  const double hash = rate_of(records, [&] {
    for (std::uint64_t i = 0; i < records; ++i)
      static_cast<void>(hash_leaf(record));
  });
  const double one = rate_of(records, [&] { verify(state, 1); });
  const double two = rate_of(records, [&] { verify(state, 2); });
  fs::remove_all(folder);
  std::printf("%llu records of %zu bytes, records/s\n", static_cast<unsigned long long>(records),
              bytes);
  std::printf("raw scan        %10.0f\nraw hash        %10.0f\n", scan, hash);
  std::printf("verify, 1 core  %10.0f  %.2f of the scan (wanted: 0.20)\n", one, one / scan);
  std::printf("verify, 2 cores %10.0f  %.2f of one core (wanted: 1.50)\n", two, two / one);
  return 0;
}
