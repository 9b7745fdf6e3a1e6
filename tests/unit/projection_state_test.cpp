// The copies that hold states, and the digest over them.
#include "ledger/projection/state_view.hpp"

#include <algorithm>
#include <doctest/doctest.h>
#include <random>

using namespace ledger;

namespace {

Bytes bytes_of(std::string_view text) {
  const ByteView view = as_bytes(text);
  return Bytes(view.begin(), view.end());
}

StateChanges some_changes(std::size_t count) {
  StateChanges changes;
  for (std::size_t i = 0; i < count; ++i)
    changes.emplace_back(bytes_of("key-" + std::to_string(i)), bytes_of(std::to_string(i * i)));
  return changes;
}

StateDigest digest(const StateCopy& copy) {
  return digest_of(copy).value().digest;
}

} // namespace

TEST_CASE("the keys that begin alike are visited in order, and no others") {
  MemoryCopy copy;
  REQUIRE(copy.write({{bytes_of("ab"), bytes_of("1")},
                      {bytes_of("b"), bytes_of("2")},
                      {bytes_of("a"), bytes_of("3")},
                      {bytes_of("ac"), bytes_of("4")}},
                     Cursor{TreeSize(4), LeafHash()})
              .has_value());
  std::string seen;
  const auto cursor = copy.each_in(as_bytes("a"), [&](ByteView key, ByteView value) -> Status {
    seen += std::string(as_text(key)) + std::string(as_text(value)) + " ";
    return {};
  });
  REQUIRE(cursor.has_value());
  CHECK(cursor->folded == TreeSize(4));
  CHECK(seen == "a3 ab1 ac4 ");
}

TEST_CASE("the digest does not depend on the order of writing") {
  StateChanges changes = some_changes(200);
  MemoryCopy first;
  REQUIRE(first.write(changes, Cursor()).has_value());
  std::mt19937 random(1);
  std::shuffle(changes.begin(), changes.end(), random);
  MemoryCopy second;
  for (const auto& change : changes)
    REQUIRE(second.write({change}, Cursor()).has_value());
  CHECK(digest(first) == digest(second));
}

TEST_CASE("the digest is that of lengths, keys and values") {
  MemoryCopy copy;
  REQUIRE(copy.write({{bytes_of("b"), bytes_of("")}, {bytes_of("a"), bytes_of("xy")}},
                     Cursor{TreeSize(4), LeafHash()})
              .has_value());
  const DigestAt found = digest_of(copy).value();
  CHECK(found.folded == TreeSize(4));
  using namespace std::string_view_literals;
  CHECK(found.digest ==
        sha256_as<StateDigest>({as_bytes("\0\0\0\1a\0\0\0\2xy\0\0\0\1b\0\0\0\0"sv)}));
}

TEST_CASE("a key, a value and a place of the border between them change the digest") {
  const auto digest_with = [](std::string_view key, std::string_view value) {
    MemoryCopy copy;
    REQUIRE(copy.write({{bytes_of(key), bytes_of(value)}}, Cursor()).has_value());
    return digest(copy);
  };
  CHECK(digest_with("ab", "c") != digest_with("a", "bc"));
  CHECK(digest_with("ab", "c") != digest_with("ab", "d"));
  CHECK(digest_with("ab", "c") != digest_with("ac", "c"));
}

TEST_CASE("a view shows its own changes before they are written, and writes them at once") {
  MemoryCopy copy;
  StateView view(copy);
  view.put(as_bytes("a"), bytes_of("1"));
  CHECK(view.get(as_bytes("a")).value() == bytes_of("1"));
  CHECK_FALSE(copy.read(as_bytes("a")).value().value);
  REQUIRE(view.commit(Cursor{TreeSize(1), LeafHash()}).has_value());
  CHECK(copy.read(as_bytes("a")).value().value == bytes_of("1"));
  CHECK(copy.read(as_bytes("a")).value().folded == TreeSize(1));
  view.remove(as_bytes("a"));
  CHECK_FALSE(view.get(as_bytes("a")).value());
  REQUIRE(view.commit(Cursor{TreeSize(2), LeafHash()}).has_value());
  CHECK_FALSE(copy.read(as_bytes("a")).value().value);
}
