// One bit of every byte of every file that a verdict rests on, flipped and put back: verification
// fails, or the byte is one that cannot matter, and the test says why.
#include "ledger/verify/verify_state.hpp"
#include "tests/support/ledger_builder.hpp"
#include "tests/support/sanitized.hpp"
#include "tests/support/store_testing.hpp"

using namespace ledger;
using namespace ledger::test;

namespace {

namespace fs = std::filesystem;

constexpr std::uint8_t kSeed = 7;
// Every byte; a sanitizer looks for other faults and sees the same code with fewer.
constexpr std::uint64_t kStride = test::kMemoryFactor > 1 ? 13 : 1;

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
  return verify_state(folders, evidence, nullptr, {});
}

bool is_verified(const Result<VerifyReport>& report) {
  return report && report->verdict() == Verdict::kVerified;
}

void flip(const fs::path& file, std::uint64_t offset) {
  std::fstream stream(file, std::ios::in | std::ios::out | std::ios::binary);
  stream.seekg(static_cast<std::streamoff>(offset));
  const int byte = stream.get();
  stream.seekp(static_cast<std::streamoff>(offset));
  stream.put(static_cast<char>(byte ^ 1 << offset % 8));
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

// Every `stride`th byte of the file.
void flip_through(const fs::path& state, const fs::path& file, std::uint64_t stride,
                  std::map<std::string, std::uint64_t>& harmless) {
  const VerifyReport whole = must(verify(state));
  const std::uint64_t size = fs::file_size(file);
  std::uint64_t unnoticed = 0;
  std::uint64_t first = 0;
  for (std::uint64_t offset = 0; offset < size; offset += stride) {
    flip(file, offset);
    const auto report = verify(state);
    flip(file, offset);
    if (!is_verified(report)) continue;
    const std::string reason = why_it_cannot_matter(file, *report, whole);
    if (!reason.empty()) {
      ++harmless[reason];
      continue;
    }
    if (unnoticed++ == 0) first = offset;
  }
  CAPTURE(file.string());
  CAPTURE(size);
  CAPTURE(first);
  CHECK(unnoticed == 0);
}

std::vector<fs::path> files_of(const fs::path& folder) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(folder))
    if (entry.is_regular_file()) files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  return files;
}

// Every file below `folder`, which is the state or a part of it.
void flip_all(const fs::path& state, const fs::path& folder) {
  REQUIRE(is_verified(verify(state)));
  std::map<std::string, std::uint64_t> harmless;
  for (const fs::path& file : files_of(folder)) {
    const bool options = file.filename().string().starts_with("OPTIONS-");
    flip_through(state, file, options ? 101 : kStride, harmless);
  }
  for (const auto& [reason, count] : harmless)
    MESSAGE(count << " bytes: " << reason);
  CHECK(is_verified(verify(state)));
}

} // namespace

TEST_CASE("a flipped bit in any byte of a closed ledger is found") {
  const TempFolder folder;
  build(folder / "state", 3, true);
  flip_all(folder / "state", folder / "state");
}

TEST_CASE("a flipped bit in any byte of a ledger whose records still lie in the log is found") {
  const TempFolder folder;
  build(folder / "state", 3, false);
  flip_all(folder / "state", folder / "state" / "ledger");
}

TEST_CASE("a flipped bit in any byte of the hash tiles' file is found") {
  const TempFolder folder;
  const auto state = folder / "state";
  build(state, 300, true);
  std::map<std::string, std::uint64_t> harmless;
  // Every file, so that the one with the tiles is among them; the larger ones in steps.
  for (const fs::path& file : files_ending(state / "ledger", ".sst"))
    flip_through(state, file, std::max<std::uint64_t>(1, fs::file_size(file) / 1'000), harmless);
  CHECK(harmless.empty());
}
