// One bit of any byte of every file that a verdict rests on, flipped and put back: verification
// fails, or the byte is one that cannot matter, and the test says why. AUDITLEDGER_FLIPS sets how
// many bytes a test takes, 0 for every one of them; AUDITLEDGER_SEED takes others.
#include "ledger/store/table_trial.hpp"
#include "ledger/verify/verify_state.hpp"
#include "tests/support/ledger_builder.hpp"
#include "tests/support/sanitized.hpp"
#include "tests/support/store_testing.hpp"

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <random>
#include <sys/stat.h>

using namespace ledger;
using namespace ledger::test;

namespace {

namespace fs = std::filesystem;

constexpr std::uint8_t kSeed = 7; // of the signing key
constexpr std::uint64_t kByDefault = 1;
// A sanitizer looks for other faults and sees the same code with fewer.
constexpr std::size_t kFlips = kMemoryFactor > 1 ? 200 : 2'000;

std::uint64_t number_in(const char* variable, std::uint64_t otherwise) {
  const char* text = std::getenv(variable);
  return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

// Records, a batch use, a document, two checkpoints, and a head of which both slots are written.
void build(const fs::path& state, std::uint64_t events, bool flush) {
  LedgerBuilder builder(state, kSeed);
  builder.publish_policy("id = \"example\"\n");
  builder.append_events(events);
  builder.checkpoint();
  builder.write_head();
  builder.append_batch_use(1); // a second part would make the first 32 KiB long
  builder.checkpoint();
  builder.write_head();
  builder.close(flush);
}

Result<VerifyReport> verify(const fs::path& state) {
  Evidence evidence;
  evidence.trusted_key = must(parse_verifier_key(vkey_of(kSeed, kTestOrigin)));
  LEDGER_ASSIGN(const StateFolders folders, find_state(state));
  VerifyOptions options;
  options.try_tables = true;
  return verify_state(folders, evidence, nullptr, options);
}

bool is_verified(const Result<VerifyReport>& report) {
  return report && report->verdict() == Verdict::kVerified;
}

void flip(const fs::path& file, std::uint64_t offset, unsigned bit) {
  std::fstream stream(file, std::ios::in | std::ios::out | std::ios::binary);
  stream.seekg(static_cast<std::streamoff>(offset));
  const int byte = stream.get();
  stream.seekp(static_cast<std::streamoff>(offset));
  stream.put(static_cast<char>(byte ^ 1 << bit));
}

// Empty: it matters. `whole` is the report before the flip.
std::string why_it_cannot_matter(const fs::path& file, const VerifyReport& report,
                                 const VerifyReport& whole) {
  const std::string name = file.filename();
  if (name.starts_with("OPTIONS-")) return "written for people; the reader brings its own options";
  if (name == "IDENTITY") return "names the database; nothing is compared with it";
  if (report.root != whole.root || report.size != whole.size) return {};
  if (name == "head" && report.coverage.head)
    return "one slot of the head is spoilt, as a power cut may leave it: the other one stands in "
           "and is held against the records";
  if (name.starts_with("MANIFEST-") && report.coverage.head == whole.coverage.head)
    return "the last change of the manifest looks torn, as a power cut may leave it: the records "
           "that it moved into a table were read from the log instead, every one of them";
  if (name.ends_with(".log") && report.coverage.own_checkpoint < whole.coverage.own_checkpoint)
    return "the last entry of the log looks torn, as a power cut may leave it: it was a "
           "checkpoint, "
           "all records are there, and the report says which no checkpoint covers";
  return {};
}

// The library reads the properties of a table before their checksum: the count of restarts at the
// end of that block has a bit that lets it end the process. All of them lie in the table's end.
constexpr std::uint64_t kEndOfTable = 2'000;
constexpr std::uint64_t kStep = kMemoryFactor > 1 ? 7 : 1;

std::vector<fs::path> files_of(const fs::path& folder) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(folder))
    if (entry.is_regular_file()) files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  return files;
}

struct Byte {
  fs::path file;
  std::uint64_t offset = 0;
};

// As many bytes of the files as were asked for, by chance. Of the options, a large file on which no
// verdict rests, only a few.
std::vector<Byte> pick(const std::vector<fs::path>& files) {
  const std::size_t wanted = number_in("AUDITLEDGER_FLIPS", kFlips);
  std::vector<Byte> bytes;
  for (const fs::path& file : files) {
    const bool options = file.filename().string().starts_with("OPTIONS-");
    const std::uint64_t stride = options && wanted != 0 ? 503 : 1;
    for (std::uint64_t offset = 0; offset < fs::file_size(file); offset += stride)
      bytes.push_back({file, offset});
  }
  if (wanted == 0 || wanted >= bytes.size()) return bytes;
  const std::uint64_t seed = number_in("AUDITLEDGER_SEED", kByDefault);
  std::cout << "AUDITLEDGER_SEED=" << seed << std::endl;
  std::mt19937_64 random(seed);
  std::shuffle(bytes.begin(), bytes.end(), random);
  bytes.resize(wanted);
  return bytes;
}

// Flips one bit in each of them, one after the other.
void flip_each(const fs::path& state, const std::vector<fs::path>& files) {
  const VerifyReport whole = must(verify(state));
  REQUIRE(whole.verdict() == Verdict::kVerified);
  std::map<std::string, std::uint64_t> harmless;
  const std::vector<Byte> bytes = pick(files);
  for (const Byte& byte : bytes) {
    const unsigned bit = byte.offset % 8;
    flip(byte.file, byte.offset, bit);
    const auto report = verify(state);
    flip(byte.file, byte.offset, bit);
    if (!is_verified(report)) continue;
    const std::string reason = why_it_cannot_matter(byte.file, *report, whole);
    if (reason.empty())
      FAIL_CHECK("unnoticed: ", byte.file.string(), " byte ", byte.offset);
    else
      ++harmless[reason];
  }
  MESSAGE(bytes.size() << " flips");
  for (const auto& [reason, count] : harmless)
    MESSAGE(count << " bytes: " << reason);
  CHECK(is_verified(verify(state)));
}

} // namespace

TEST_CASE("a flipped bit in any byte of a closed ledger is found") {
  const TempFolder folder;
  build(folder / "state", 3, true);
  flip_each(folder / "state", files_of(folder / "state"));
}

TEST_CASE("a flipped bit in any byte of a ledger whose records still lie in the log is found") {
  const TempFolder folder;
  build(folder / "state", 3, false);
  flip_each(folder / "state", files_of(folder / "state" / "ledger"));
}

TEST_CASE("a flipped bit in any byte of the hash tiles' file is found") {
  const TempFolder folder;
  const auto state = folder / "state";
  build(state, 300, true);
  flip_each(state, files_ending(state / "ledger", ".sst"));
}

TEST_CASE("a highest bit flipped in any byte at the end of a table is found, and ends no process") {
  const TempFolder folder;
  const auto state = folder / "state";
  build(state, 3, true);
  for (const fs::path& table : files_ending(state / "ledger", ".sst")) {
    const std::uint64_t size = fs::file_size(table);
    for (std::uint64_t back = 1; back <= std::min(size, kEndOfTable); back += kStep) {
      CAPTURE(back);
      flip(table, size - back, 7);
      const auto report = verify(state);
      flip(table, size - back, 7);
      CHECK_FALSE(is_verified(report));
    }
  }
  CHECK(is_verified(verify(state)));
}

TEST_CASE("what only has the name of a table is passed over, and keeps nobody waiting") {
  const TempFolder folder;
  const auto state = folder / "state";
  build(state, 3, true);
  REQUIRE(mkfifo((state / "ledger" / "999999.sst").c_str(), 0600) == 0);
  std::ofstream(state / "ledger" / "999998.sst") << "no table";
  CHECK(try_tables(state / "ledger"));
  CHECK(try_tables(folder / "nothing"));
}
