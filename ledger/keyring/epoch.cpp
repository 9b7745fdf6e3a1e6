#include "ledger/keyring/epoch.hpp"

#include "ledger/crypto/digest.hpp"
#include "ledger/crypto/random.hpp"
#include "ledger/keyring/file_names.hpp"
#include "ledger/keyring/leftovers.hpp"

#include <algorithm>

namespace ledger {
namespace {

using std::filesystem::path;

constexpr std::string_view kMagic = "ALKR";
constexpr std::uint64_t kFormatVersion = 1;
constexpr std::size_t kHeaderBytes = 4 + 2 + 16 + 8;
constexpr std::size_t kDigestBytes = 32;
constexpr std::size_t kFileBytes = kHeaderBytes + 32 + kDigestBytes;

using RootDigest = Digest<struct RootFileTag>;

Status check_root(ByteView file, const LedgerId& ledger_id, std::uint64_t epoch,
                  const std::string& where) {
  ByteReader in(file);
  const bool known = as_text(in.take(4)) == kMagic && in.be(2) == kFormatVersion;
  const auto found_ledger = in.fixed<LedgerId>();
  const std::uint64_t found_epoch = in.be(8);
  in.take(32);
  const ByteView digest = in.take(kDigestBytes);
  const bool whole =
      known && in.at_end() && found_epoch == epoch &&
      std::ranges::equal(sha256_as<RootDigest>({file.first(kFileBytes - kDigestBytes)}).view(),
                         digest);
  if (!whole) {
    return fail(Errc::kDamaged, "the epoch root is not what was written", where,
                "without it nothing of the keyring opens; it is never in a backup");
  }
  if (found_ledger != ledger_id) {
    return fail(Errc::kForeign, "the epoch root belongs to another ledger", where,
                "name the root folder of this ledger");
  }
  return {};
}

} // namespace

EpochRoot make_epoch_root() {
  EpochRoot root;
  random_secret_bytes(root.writable());
  return root;
}

Result<std::optional<std::uint64_t>> newest_epoch(const DurableFiles& files,
                                                  const path& directory) {
  LEDGER_ASSIGN(const auto names, names_beginning(files, directory, kRootPrefix));
  std::optional<std::uint64_t> newest;
  for (const std::string& name : names) {
    if (const auto epoch = epoch_in(name, kRootPrefix)) newest = std::max(newest, epoch);
  }
  return newest;
}

Status write_root(const DurableFiles& files, const path& directory, const LedgerId& ledger_id,
                  std::uint64_t epoch, const EpochRoot& root) {
  SecretBytes file(kFileBytes);
  std::uint8_t* out = file.writable().data();
  out = std::copy(kMagic.begin(), kMagic.end(), out);
  put_be(out, kFormatVersion, 2);
  out = std::ranges::copy(ledger_id.view(), out + 2).out;
  put_be(out, epoch, 8);
  out = std::ranges::copy(root.view(), out + 8).out;
  const auto digest = sha256_as<RootDigest>({file.view().first(kFileBytes - kDigestBytes)});
  std::ranges::copy(digest.view(), out);
  return files.replace(directory / root_file_name(epoch), file.view());
}

Result<EpochRoot> read_root(const DurableFiles& files, const path& directory,
                            const LedgerId& ledger_id, std::uint64_t epoch) {
  const path file = directory / root_file_name(epoch);
  LEDGER_ASSIGN(Bytes bytes, files.read(file, kFileBytes));
  const Status checked = check_root(bytes, ledger_id, epoch, file.string());
  EpochRoot root;
  if (checked) std::copy_n(bytes.begin() + kHeaderBytes, 32, root.writable().begin());
  wipe(bytes);
  LEDGER_TRY(checked);
  return root;
}

Status keep_only_root(const DurableFiles& files, const path& directory, std::uint64_t epoch) {
  LEDGER_ASSIGN(const auto names, names_beginning(files, directory, kRootPrefix));
  for (const std::string& name : names) {
    if (name != root_file_name(epoch)) LEDGER_TRY(files.remove(directory / name));
  }
  return {};
}

} // namespace ledger
