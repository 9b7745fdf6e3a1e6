#include "tests/support/store_testing.hpp"

#include <sys/stat.h>

using namespace ledger;
using namespace ledger::test;

namespace {

mode_t mode_of(const std::filesystem::path& file) {
  struct stat status {};
  REQUIRE(::stat(file.c_str(), &status) == 0);
  return status.st_mode & 0777;
}

} // namespace

TEST_CASE("a new file holds its bytes and is for its owner only") {
  const TempFolder folder;
  const DurableFiles files(nullptr);
  REQUIRE(files.create_directory(folder / "state"));
  CHECK(mode_of(folder / "state") == 0700);
  REQUIRE(files.write_new(folder / "state/a", as_bytes("first")));
  CHECK(mode_of(folder / "state/a") == 0600);
  CHECK(as_text(files.read(folder / "state/a", 5).value()) == "first");
  CHECK(files.create_directory(folder / "state"));
}

TEST_CASE("a file that is there is not written as new, but can be replaced") {
  const TempFolder folder;
  const DurableFiles files(nullptr);
  REQUIRE(files.write_new(folder / "a", as_bytes("first")));
  CHECK(files.write_new(folder / "a", as_bytes("second")).error().code() == Errc::kExists);
  CHECK(as_text(files.read(folder / "a", 100).value()) == "first");
  REQUIRE(files.replace(folder / "a", as_bytes("second")));
  CHECK(as_text(files.read(folder / "a", 100).value()) == "second");
  CHECK(mode_of(folder / "a") == 0600);
  CHECK(files.list(folder.path()).value() == std::vector<std::string>{"a"});
}

TEST_CASE("a file larger than it may be is not read") {
  const TempFolder folder;
  const DurableFiles files(nullptr);
  REQUIRE(files.write_new(folder / "a", Bytes(1'000)));
  CHECK(files.read(folder / "a", 999).error().code() == Errc::kTooLarge);
  CHECK(files.read(folder / "a", 1'000).value().size() == 1'000);
  REQUIRE(files.write_new(folder / "empty", {}));
  CHECK(files.read(folder / "empty", 0).value().empty());
}

TEST_CASE("removing takes the file and what an unfinished write left of it") {
  const TempFolder folder;
  const DurableFiles files(nullptr);
  REQUIRE(files.write_new(folder / "a", as_bytes("key")));
  std::ofstream(folder / "a.unfinished") << "key";
  CHECK(files.list(folder.path()).value() == std::vector<std::string>{"a"});
  REQUIRE(files.remove(folder / "a"));
  CHECK(std::filesystem::is_empty(folder.path()));
  CHECK(files.remove(folder / "a"));
}

TEST_CASE("what is missing is named as missing") {
  const TempFolder folder;
  const DurableFiles files(nullptr);
  const auto read = files.read(folder / "none", 10);
  REQUIRE(!read);
  CHECK(read.error().code() == Errc::kNotFound);
  CHECK(read.error().where() == (folder / "none").string());
  CHECK(files.list(folder / "none").error().code() == Errc::kNotFound);
  CHECK(files.write_new(folder / "none/a", {}).error().code() == Errc::kNotFound);
}
