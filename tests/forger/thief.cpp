// The insider: somebody with the master key and the keyring takes the signing key out, so that the
// forger can sign what it rewrote. For tests and the demonstration; never installed.
#include "ledger/chain/record.hpp"
#include "ledger/keyring/keyring.hpp"
#include "ledger/store/store.hpp"

#include <cstdio>
#include <fstream>
#include <iterator>

namespace {

using namespace ledger;

Status steal(const std::filesystem::path& state, const std::filesystem::path& out) {
  std::ifstream in(state / "master.key", std::ios::binary);
  const Bytes bytes{std::istreambuf_iterator<char>(in), {}};
  if (bytes.size() != 32)
    return fail(Errc::kNotFound, "no master key", state.string(), "name a state directory");
  const MasterKey master(ByteView(bytes).first<32>());

  StoreOptions options;
  options.directory = state / "ledger";
  options.mode = StoreMode::kReadOnly;
  LEDGER_ASSIGN(const auto store, Store::open(options));
  LEDGER_ASSIGN(const Bytes record, store->record(Sequence(0)));
  LEDGER_ASSIGN(const RecordHeader header, parse_header(record));
  const DurableFiles files(nullptr);
  LEDGER_ASSIGN(const auto keyring, Keyring::open(files, {state / "keyring", state / "root"},
                                                  master, header.ledger_id));
  const auto seeds = keyring->signing_seeds();
  std::ofstream file(out, std::ios::binary);
  const KeyView seed = seeds.back().view();
  file.write(reinterpret_cast<const char*>(seed.data()), static_cast<std::streamsize>(seed.size()));
  file.close();
  if (!file) return fail(Errc::kIo, "the seed cannot be written", out.string(), "free space");
  return {};
}

} // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::fprintf(stderr, "usage: thief STATE SEED-FILE\n");
    return 2;
  }
  const Status done = steal(argv[1], argv[2]);
  if (done) return 0;
  std::fprintf(stderr, "%s: %s\n", done.error().what().c_str(), done.error().where().c_str());
  return 1;
}
