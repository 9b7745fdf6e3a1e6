#include "ledger/crypto/random.hpp"
#include "ledger/keyring/file_names.hpp"
#include "ledger/keyring/keyring_impl.hpp"
#include "ledger/keyring/leftovers.hpp"

#include <algorithm>
#include <set>

namespace ledger {
namespace {

Status refuse_existing(const DurableFiles& files, const KeyringPaths& paths) {
  LEDGER_ASSIGN(const auto roots, names_beginning(files, paths.root, kRootPrefix));
  LEDGER_ASSIGN(const auto indexes, names_beginning(files, paths.keyring, kIndexPrefix));
  if (roots.empty() && indexes.empty()) return {};
  const auto& where = roots.empty() ? paths.keyring : paths.root;
  return fail(Errc::kExists, "there is a keyring, or what an interrupted start left of one",
              where.string(), "use it, or empty both folders if no ledger was ever opened with it");
}

Error no_root(const KeyringPaths& paths) {
  return {
      Errc::kWrongKey, "the epoch root of the keyring is missing", paths.root.string(),
      "name the right root folder; if the root is lost, nothing of this keyring opens any more"};
}

Error not_of_one_epoch(const KeyringPaths& paths) {
  return {
      Errc::kWrongKey, "the keyring and the epoch root are not of the same epoch",
      paths.keyring.string(),
      "a copy from before an erasure opens no more; put back the folder that goes with the root"};
}

// A file that the index names and that is not there is damage, not a question of what exists.
Result<Bytes> read_part(const DurableFiles& files, const std::filesystem::path& file,
                        std::size_t max_bytes) {
  Result<Bytes> bytes = files.read(file, max_bytes);
  if (bytes || bytes.error().code() != Errc::kNotFound) return bytes;
  return fail(Errc::kDamaged, "a file of the keyring is missing", file.string(),
              "put the file back; without it some personal data cannot be read");
}

} // namespace

Status Keyring::create(const DurableFiles& files, const KeyringPaths& paths,
                       const MasterKey& master, const LedgerId& ledger_id,
                       const SigningSeed& signing_seed) {
  LEDGER_TRY(files.create_directory(paths.keyring));
  LEDGER_TRY(files.create_directory(paths.root));
  LEDGER_TRY(refuse_existing(files, paths));
  Impl impl(files, paths, master, ledger_id);
  LEDGER_TRY(impl.remove_leftovers()); // pages of an interrupted create()
  random_secret_bytes(impl.look_up_key.writable());
  random_secret_bytes(impl.reference_key.writable());
  impl.seeds.emplace_back(signing_seed.view());
  impl.root = make_epoch_root();
  Impl::Goal untouched;
  untouched.clean_stop = true; // none of these keys was handed out
  LEDGER_TRY(impl.fill_pool(untouched));
  return write_root(files, paths.root, ledger_id, impl.epoch, impl.root);
}

Result<std::unique_ptr<Keyring>> Keyring::open(const DurableFiles& files, const KeyringPaths& paths,
                                               const MasterKey& master, const LedgerId& ledger_id) {
  auto impl = std::make_unique<Impl>(files, paths, master, ledger_id);
  LEDGER_TRY(impl->load());
  LEDGER_TRY(impl->remove_leftovers());
  return std::unique_ptr<Keyring>(new Keyring(std::move(impl)));
}

// The newest root decides: an index above it is of a turn that did not come to its end, and what is
// below it was erased from.
Status Keyring::Impl::choose_epoch() {
  LEDGER_ASSIGN(const auto newest, newest_epoch(files, paths.root));
  LEDGER_ASSIGN(const auto indexes, names_beginning(files, paths.keyring, kIndexPrefix));
  if (!newest && indexes.empty()) {
    return fail(Errc::kNotInitialised, "there is no keyring here", paths.keyring.string(),
                "initialise the ledger, or name its keyring folder");
  }
  if (!newest) return fail(no_root(paths));
  if (!indexes.empty() && !std::ranges::binary_search(indexes, index_file_name(*newest))) {
    return fail(not_of_one_epoch(paths));
  }
  epoch = *newest;
  return {};
}

Status Keyring::Impl::load() {
  LEDGER_TRY(choose_epoch());
  const std::filesystem::path file = paths.keyring / index_file_name(epoch);
  LEDGER_ASSIGN(const Bytes sealed, read_part(files, file, kIndexFileBytes));
  LEDGER_ASSIGN(root, read_root(files, paths.root, ledger_id, epoch));
  LEDGER_ASSIGN(const SecretBytes plaintext,
                open_index(index_name(), {master, root}, sealed, file.string()));
  const std::optional<IndexImage> image = decode_index(plaintext.view());
  if (!image) {
    return fail(Errc::kDamaged, "the index of the keyring opens but makes no sense", file.string(),
                "put back a good copy of this file");
  }
  return load_index(*image);
}

Status Keyring::Impl::load_index(const IndexImage& image) {
  look_up_key = LookUpKey(KeyView(image.look_up_key.first<32>()));
  reference_key = ReferenceKey(KeyView(image.reference_key.first<32>()));
  for (const ByteView seed : image.signing_seeds)
    seeds.emplace_back(KeyView(seed.first<32>()));
  cursor = image.cursor;
  was_clean = image.clean;
  pool_target = std::clamp(image.pool_target, kPoolKeys, kMaxPoolKeys);
  next_generation = image.next_generation;
  for (std::uint32_t page = 0; page < image.pages.size(); ++page) {
    LEDGER_TRY(load_page(page, image.pages[page]));
  }
  return {};
}

Status Keyring::Impl::load_page(std::uint32_t page, const IndexImage::Page& entry) {
  const std::filesystem::path file = paths.keyring / page_file_name(page, entry.generation);
  LEDGER_ASSIGN(const Bytes sealed, read_part(files, file, kPageFileBytes));
  const KeyView key(entry.key.first<32>());
  const auto plaintext = open_page({ledger_id, page, entry.generation}, sealed, key);
  std::optional<PageImage> image;
  if (plaintext) image = decode_page(plaintext->view());
  if (!image || !table.load(*image)) {
    return fail(Errc::kDamaged, "a page of the keyring is not what was written", file.string(),
                "put back a good copy of this file; without it some personal data cannot be read");
  }
  entries.push_back({entry.generation, page_keys.store(key)});
  return {};
}

// The roots first: an erasure that had come to its new root is complete from there.
Status Keyring::Impl::remove_leftovers() {
  LEDGER_TRY(keep_only_root(files, paths.root, epoch));
  std::set<std::string> wanted{index_file_name(epoch)};
  for (std::uint32_t page = 0; page < entries.size(); ++page) {
    wanted.insert(page_file_name(page, entries[page].generation));
  }
  for (const std::string_view prefix : {kIndexPrefix, kPagePrefix}) {
    LEDGER_ASSIGN(const auto names, names_beginning(files, paths.keyring, prefix));
    for (const std::string& name : names) {
      if (!wanted.contains(name)) LEDGER_TRY(remove_unsynced(files, paths.keyring / name));
    }
  }
  return {};
}

} // namespace ledger
