// Forges a copy of a ledger, to show that verification finds it. Built with the tests only.
#include "tests/support/forger.hpp"

#include <charconv>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <iterator>

namespace {

using namespace ledger;

constexpr const char* kUsage =
    "usage: forger KIND STATE [ARGUMENTS]   STATE is a copy that nobody has open\n"
    "  payload STATE RECORD            another payload, storage checksums right\n"
    "  removal STATE RECORD            a record in the middle is gone\n"
    "  tail STATE RECORD               the records from RECORD on are gone\n"
    "  tail-clean STATE RECORD         tiles and checkpoints over them too\n"
    "  swap STATE RECORD OTHER         two records in each other's place\n"
    "  rollback STATE OLD              the database of the older copy OLD is put back\n"
    "  foreign-history STATE RECORD    rewritten from RECORD on, signed with a key of its own\n"
    "  own-history STATE RECORD SEED   signed with the 32-byte signing seed in the file SEED\n";

std::optional<Sequence> sequence_of(const char* text) {
  std::uint64_t value = 0;
  const char* end = text + std::strlen(text);
  const auto parsed = std::from_chars(text, end, value);
  if (parsed.ec != std::errc() || parsed.ptr != end) return std::nullopt;
  return Sequence(value);
}

Status usage() {
  return fail(Errc::kUsage, "the command line makes no sense", "", kUsage);
}

Result<SigningSeed> read_seed(const char* file) {
  std::ifstream stream(file, std::ios::binary);
  const Bytes bytes{std::istreambuf_iterator<char>(stream), {}};
  if (bytes.size() != 32) return fail(Errc::kUsage, "a seed has 32 bytes", file, kUsage);
  return SigningSeed(ByteView(bytes).first<32>());
}

Status run(int count, char** words) {
  if (count < 4) return usage();
  const std::string_view kind = words[1];
  const std::filesystem::path state = words[2];
  if (kind == "rollback") return test::forge_rollback(state, words[3]);
  const auto record = sequence_of(words[3]);
  if (!record) return usage();
  if (kind == "payload") return test::forge_payload(state, *record);
  if (kind == "removal") return test::forge_removal(state, *record);
  if (kind == "tail") return test::forge_tail_cut(state, *record, false);
  if (kind == "tail-clean") return test::forge_tail_cut(state, *record, true);
  if (kind == "foreign-history") {
    std::array<std::uint8_t, 32> foreign{};
    foreign.fill(0x66);
    return test::forge_history(state, *record, SigningSeed(foreign));
  }
  if (count < 5) return usage();
  if (kind == "swap") {
    const auto other = sequence_of(words[4]);
    return other ? test::forge_swap(state, *record, *other) : usage();
  }
  if (kind != "own-history") return usage();
  LEDGER_ASSIGN(const SigningSeed seed, read_seed(words[4]));
  return test::forge_history(state, *record, seed);
}

} // namespace

int main(int argc, char** argv) {
  const Status done = run(argc, argv);
  if (done) return 0;
  std::fprintf(stderr, "%s\n%s\n%s\n", done.error().what().c_str(), done.error().where().c_str(),
               done.error().next().c_str());
  return done.error().code() == Errc::kUsage ? 2 : 1;
}
