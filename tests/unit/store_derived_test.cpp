#include "tests/support/store_testing.hpp"

using namespace ledger;
using namespace ledger::test;

namespace {

Bytes bytes_of(std::string_view text) {
  const ByteView view = as_bytes(text);
  return {view.begin(), view.end()};
}

std::string read_text(const Store& store, std::string_view family, std::string_view key) {
  const auto value = store.read_derived(family, as_bytes(key));
  REQUIRE(value);
  return *value ? std::string(as_text(**value)) : "(none)";
}

} // namespace

TEST_CASE("derived families are made when first written, and can be changed and dropped") {
  const TempFolder folder;
  auto store = Store::open(options_for(folder / "ledger", true));
  REQUIRE(store);
  CHECK(read_text(**store, "consent", "a") == "(none)");
  REQUIRE((*store)->write_derived(
      "consent", {{bytes_of("a"), bytes_of("1")}, {bytes_of("b"), bytes_of("2")}}));
  REQUIRE((*store)->write_derived("consent", {{bytes_of("a"), std::nullopt}}));
  CHECK(read_text(**store, "consent", "a") == "(none)");
  CHECK(read_text(**store, "consent", "b") == "2");
  CHECK(read_text(**store, "other", "b") == "(none)");
  std::size_t seen = 0;
  REQUIRE((*store)->each_derived("consent", [&](ByteView key, ByteView value) {
    ++seen;
    CHECK(as_text(key) == "b");
    CHECK(as_text(value) == "2");
    return Status();
  }));
  CHECK(seen == 1);
  REQUIRE((*store)->drop_derived("consent"));
  REQUIRE((*store)->drop_derived("consent"));
  CHECK(read_text(**store, "consent", "b") == "(none)");
  REQUIRE((*store)->write_derived("consent", {{bytes_of("c"), bytes_of("3")}}));
  CHECK(read_text(**store, "consent", "b") == "(none)");
  CHECK(read_text(**store, "consent", "c") == "3");
}

TEST_CASE("derived state survives a clean stop, and after another one it is an older state") {
  const TempFolder folder;
  {
    auto store = Store::open(options_for(folder / "ledger", true));
    REQUIRE(store);
    REQUIRE((*store)->write_derived(
        "p", {{bytes_of("cursor"), bytes_of("5")}, {bytes_of("state"), bytes_of("five")}}));
    REQUIRE((*store)->close());
  }
  {
    auto store = Store::open(options_for(folder / "ledger"));
    REQUIRE(store);
    CHECK(read_text(**store, "p", "state") == "five");
    REQUIRE((*store)->write_derived(
        "p", {{bytes_of("cursor"), bytes_of("6")}, {bytes_of("state"), bytes_of("six")}}));
    CHECK(read_text(**store, "p", "state") == "six");
  }
  auto store = Store::open(options_for(folder / "ledger"));
  REQUIRE(store);
  CHECK(read_text(**store, "p", "cursor") == "5");
  CHECK(read_text(**store, "p", "state") == "five");
}
