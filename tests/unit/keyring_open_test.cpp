#include "tests/unit/keyring_support.hpp"

using namespace ledger;
using namespace ledger::test;

namespace {

Errc code_of(const Result<std::unique_ptr<Keyring>>& result) {
  REQUIRE_FALSE(result.has_value());
  CHECK_FALSE(result.error().what().empty());
  CHECK_FALSE(result.error().where().empty());
  CHECK_FALSE(result.error().next().empty());
  return result.error().code();
}

} // namespace

TEST_CASE("a keyring that was closed in order opens with everything in it") {
  House house;
  random_secret_bytes(house.seed.writable());
  house.create();
  auto keyring = house.open();
  const SealingKey key = must(keyring->acquire(person("anna"), "invoice"));
  const OpaqueRef reference = keyring->hash_reference("contract 17");
  const std::uint64_t pool = keyring->status().pool;
  must(keyring->close(TreeSize(42)));
  keyring.reset();

  keyring = must(house.try_open());
  CHECK(keyring->cursor() == TreeSize(42));
  CHECK(keyring->find(person("anna")) == key.subject);
  CHECK(keyring->knows(key.subject));
  CHECK(bytes_of(keyring->key(key.key_id)->view()) == bytes_of(key));
  CHECK(keyring->hash_reference("contract 17") == reference);
  REQUIRE(keyring->signing_seeds().size() == 1);
  CHECK(bytes_of(keyring->signing_seeds()[0].view()) == bytes_of(house.seed.view()));
  must(keyring->finish_replay());
  CHECK(keyring->status().pool == kPoolKeys);
  CHECK(pool == kPoolKeys - 1);
  CHECK(must(keyring->acquire(person("anna"), "invoice")).key_id == key.key_id);
}

TEST_CASE("a keyring is made once") {
  House house;
  house.create();
  const Status again =
      Keyring::create(house.files, house.paths, house.master, house.ledger_id, house.seed);
  REQUIRE_FALSE(again.has_value());
  CHECK(again.error().code() == Errc::kExists);
  CHECK(house.try_open().has_value());
}

TEST_CASE("where no keyring is, none is opened") {
  House house;
  CHECK(code_of(house.try_open()) == Errc::kNotInitialised);
}

TEST_CASE("another master key opens nothing and changes nothing") {
  House house;
  house.create();
  const auto before = files_below(house.folder.path());
  const MasterKey other;
  CHECK(code_of(Keyring::open(house.files, house.paths, other, house.ledger_id)) ==
        Errc::kWrongKey);
  CHECK(files_below(house.folder.path()) == before);
}

TEST_CASE("the keyring of another ledger is refused as such") {
  House house;
  house.create();
  CHECK(code_of(Keyring::open(house.files, house.paths, house.master, random_id<LedgerId>())) ==
        Errc::kForeign);
}

TEST_CASE("without its epoch root a keyring does not open, and the error says so") {
  House house;
  house.create();
  std::filesystem::remove_all(house.paths.root);
  const auto opened = house.try_open();
  CHECK(code_of(opened) == Errc::kWrongKey);
  CHECK(opened.error().what().find("epoch root") != std::string::npos);
}

TEST_CASE("a root of another epoch is not taken for the right one") {
  House house;
  house.create();
  auto keyring = house.open();
  const auto copy = files_below(house.paths.keyring);
  const SealingKey key = must(keyring->acquire(person("anna"), "invoice"));
  must(keyring->destroy(must(keyring->mark_erased(key.subject, {}, Sequence(7)))));
  keyring.reset();

  std::filesystem::remove_all(house.paths.keyring);
  std::filesystem::create_directory(house.paths.keyring);
  for (const auto& [file, bytes] : copy)
    write_file(file, bytes);
  CHECK(code_of(house.try_open()) == Errc::kWrongKey);
  CHECK(files_below(house.paths.keyring) == copy); // left as it was found
}

TEST_CASE("a flipped byte is found in whichever file it is") {
  House house;
  house.create();
  auto keyring = house.open();
  static_cast<void>(must(keyring->acquire(person("anna"), "invoice")));
  must(keyring->close(TreeSize(1)));
  keyring.reset();
  for (const auto& entry : files_below(house.folder.path())) {
    const std::filesystem::path& file = entry.first;
    const std::string& bytes = entry.second;
    for (const std::size_t at : {std::size_t{0}, bytes.size() / 3, bytes.size() - 1}) {
      CAPTURE(file.string());
      CAPTURE(at);
      std::string changed = bytes;
      changed[at] = static_cast<char>(changed[at] ^ 1);
      write_file(file, changed);
      const auto opened = house.try_open();
      CHECK(code_of(opened) == Errc::kDamaged);
      CHECK(opened.error().where() == file.string());
    }
    write_file(file, bytes.substr(0, bytes.size() / 2));
    CHECK(code_of(house.try_open()) == Errc::kDamaged);
    write_file(file, bytes);
  }
  CHECK(house.try_open().has_value());
}

TEST_CASE("a missing page is named") {
  House house;
  house.create();
  for (const auto& [file, bytes] : files_below(house.paths.keyring)) {
    if (!file.filename().string().starts_with("page-")) continue;
    std::filesystem::remove(file);
    const auto opened = house.try_open();
    CHECK(code_of(opened) == Errc::kDamaged);
    CHECK(opened.error().where() == file.string());
    write_file(file, bytes);
  }
}

TEST_CASE("what an interrupted write left is removed at the next start") {
  House house;
  house.create();
  const auto before = files_below(house.folder.path());
  const auto foreign_page = house.paths.keyring / "page-00000007-00000000000000ff";
  write_file(foreign_page, "torn");
  write_file(foreign_page.string() + ".unfinished", "torn");
  write_file(house.paths.keyring / "index-0000000000000002", "of a turn that did not happen");
  write_file(house.paths.root / "root-0000000000000002.unfinished", "torn");
  CHECK(house.try_open().has_value());
  CHECK(files_below(house.folder.path()) == before);
}

TEST_CASE("signing keys come and go, and one that is destroyed is in no older copy") {
  House house;
  random_secret_bytes(house.seed.writable());
  house.create();
  auto keyring = house.open();
  SigningSeed next;
  random_secret_bytes(next.writable());
  must(keyring->add_signing_seed(next));
  CHECK(keyring->signing_seeds().size() == 2);
  CHECK(keyring->status().epoch == 1);
  must(keyring->destroy_signing_seed(public_key_of(house.seed)));
  CHECK(keyring->status().epoch == 2);
  must(keyring->destroy_signing_seed(public_key_of(house.seed))); // unknown by now
  CHECK(keyring->status().epoch == 2);
  keyring.reset();
  keyring = house.open();
  REQUIRE(keyring->signing_seeds().size() == 1);
  CHECK(bytes_of(keyring->signing_seeds()[0].view()) == bytes_of(next.view()));
}
