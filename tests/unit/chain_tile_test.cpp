// Tiles and entry bundles against the C2SP examples and the files of Tessera's test log.
#include "ledger/chain/proof.hpp"
#include "ledger/chain/tile.hpp"
#include "ledger/chain/tree.hpp"
#include "ledger/crypto/base64.hpp"

#include <doctest/doctest.h>

using namespace ledger;

namespace {

constexpr const char* kBundle =
    "00036f6e65000374776f000574687265650004666f757200046669766500037369780005736576656e000365697400"
    "046e61696e000374656e0006696c6576656e00057477656c660008746872656574656e0007666f757274656e000666"
    "697674656e";
constexpr const char* kTileAtSize3 =
    "d0d7360ab79f58ab1e1e3fe64ad77e2ea0bc07e36b5f46ed2223edd9298df9e9"
    "ab1ab7f07c7c8fe0eff4ba6faa53c7e4412e91a599153e8aa4e01beece5b7825"
    "671f146c5e471e8a1a83a3c214ce4ba907b8f3a5888d14cc8cd3ce75bb12ef94";

std::vector<NodeHash> leaves(std::uint64_t count) {
  std::vector<NodeHash> hashes;
  for (std::uint64_t i = 0; i < count; ++i)
    hashes.push_back(as_node(hash_leaf(as_bytes(std::to_string(i)))));
  return hashes;
}

// The tiles of a whole tree in memory, each level made of the full tiles of the one below.
std::vector<std::vector<NodeHash>> tile_levels(std::vector<NodeHash> hashes) {
  std::vector<std::vector<NodeHash>> levels;
  while (!hashes.empty()) {
    levels.push_back(hashes);
    std::vector<NodeHash> above;
    for (std::size_t i = 0; i + kTileWidth <= hashes.size(); i += kTileWidth)
      above.push_back(tile_root(std::span(hashes).subspan(i).first<kTileWidth>()));
    hashes = std::move(above);
  }
  return levels;
}

} // namespace

TEST_SUITE_BEGIN("chain.tile");

TEST_CASE("tile paths group the index by three digits") {
  CHECK(tile_path({0, 0}) == "tile/0/000");
  CHECK(tile_path({0, 5}) == "tile/0/005");
  CHECK(tile_path({1, 999}) == "tile/1/999");
  CHECK(tile_path({1, 1000}) == "tile/1/x001/000");
  CHECK(tile_path({0, 1234}) == "tile/0/x001/234");
  CHECK(tile_path({2, 1234067}) == "tile/2/x001/x234/067");
  CHECK(tile_path({63, 0, 1}) == "tile/63/000.p/1");
  CHECK(tile_path({0, 273, 112}) == "tile/0/273.p/112");
  CHECK(entries_path(1234067, 256) == "tile/entries/x001/x234/067");
  CHECK(entries_path(7, 255) == "tile/entries/007.p/255");
}

TEST_CASE("a size says which tiles there are") {
  const auto tiles = [](unsigned level, std::uint64_t size) {
    const TileCount count = tiles_at(level, TreeSize(size));
    return std::pair(count.full, count.partial);
  };
  using Count = std::pair<std::uint64_t, unsigned>;
  CHECK(tiles(0, 0) == Count(0, 0));
  CHECK(tiles(0, 70'000) == Count(273, 112));
  CHECK(tiles(1, 70'000) == Count(1, 17));
  CHECK(tiles(2, 70'000) == Count(0, 1));
  CHECK(tiles(3, 70'000) == Count(0, 0));
  CHECK(tiles(0, 256) == Count(1, 0));
  CHECK(tiles(1, 256) == Count(0, 1));
  CHECK(tiles(7, ~std::uint64_t{0}) == Count(0, 255));
  CHECK(tiles(8, ~std::uint64_t{0}) == Count(0, 0));
  CHECK(tiles(63, ~std::uint64_t{0}) == Count(0, 0));
}

TEST_CASE("the bundle of Tessera's test log gives its records, its tile and its root") {
  const Bytes bundle = from_hex(kBundle).value();
  const std::vector<ByteView> records = decode_entry_bundle(bundle, 15).value();
  CHECK(as_text(records.front()) == "one");
  CHECK(as_text(records[7]) == "eit");
  CHECK(as_text(records.back()) == "fivten");
  CHECK(encode_entry_bundle(records).value() == bundle);

  std::vector<NodeHash> hashes;
  Frontier frontier;
  for (const ByteView record : records) {
    hashes.push_back(as_node(hash_leaf(record)));
    frontier.append(hash_leaf(record));
  }
  CHECK(to_hex(encode_tile(std::span(hashes).first(3))) == kTileAtSize3);
  CHECK(decode_tile(from_hex(kTileAtSize3).value(), 3).value() ==
        std::vector(hashes.begin(), hashes.begin() + 3));
  CHECK(to_base64(frontier.root().view()) == "rKbDipCvhuX1GZ7g5BBe8sA6BbJ7ja/1nk427v383cs=");
}

TEST_CASE("bundles keep empty and largest records and nothing larger") {
  const Bytes largest(65'535, 0xA5);
  const std::vector<ByteView> records{ByteView{}, largest, ByteView{}};
  const Bytes bundle = encode_entry_bundle(records).value();
  CHECK(bundle.size() == 65'535 + 3 * 2);
  const std::vector<ByteView> read = decode_entry_bundle(bundle, 3).value();
  CHECK(read[0].empty());
  CHECK(std::equal(read[1].begin(), read[1].end(), largest.begin(), largest.end()));
  CHECK(read[2].empty());

  const Bytes too_long(65'536);
  const std::vector<ByteView> one{too_long};
  CHECK(encode_entry_bundle(one).error().code() == Errc::kTooLarge);
  CHECK(encode_entry_bundle(std::vector<ByteView>(257)).error().code() == Errc::kTooLarge);
  CHECK(encode_entry_bundle(std::vector<ByteView>(256)).value().size() == 512);
}

TEST_CASE("a bundle or tile cut anywhere, or with another width, is refused") {
  const Bytes bundle = from_hex(kBundle).value();
  for (std::size_t length = 0; length < bundle.size(); ++length) {
    CAPTURE(length);
    CHECK_FALSE(decode_entry_bundle(ByteView(bundle).first(length), 15));
  }
  for (const unsigned width : {0u, 1u, 14u, 16u, 256u, 257u}) {
    CAPTURE(width);
    CHECK_FALSE(decode_entry_bundle(bundle, width));
  }
  Bytes longer = bundle;
  longer.push_back(0);
  CHECK_FALSE(decode_entry_bundle(longer, 15));

  const Bytes tile = from_hex(kTileAtSize3).value();
  CHECK_FALSE(decode_tile(tile, 2));
  CHECK_FALSE(decode_tile(tile, 4));
  CHECK_FALSE(decode_tile(ByteView(tile).first(95), 3));
  CHECK_FALSE(decode_tile({}, 0));
  CHECK_FALSE(decode_tile(Bytes(257 * 32), 257));
}

TEST_CASE("a full tile's root is the root of its 256 leaves") {
  const std::vector<NodeHash> hashes = leaves(256);
  Frontier frontier;
  for (const NodeHash& hash : hashes)
    frontier.append(LeafHash(hash.view()));
  CHECK(tile_root(std::span(hashes).first<256>()) == NodeHash(frontier.root().view()));
  CHECK(subtree_root(std::span(hashes).first(1)) == hashes[0]);
  CHECK(subtree_root(std::span(hashes).first(2)) == hash_node(hashes[0], hashes[1]));
}

TEST_CASE("slices lie inside one tile for every level, up to the largest index") {
  for (unsigned level = 0; level < 63; ++level) {
    CAPTURE(level);
    const std::uint64_t last = (kMaxTreeSize.get() >> level) - 1;
    const TileSlice slice = slice_of(level, last);
    CHECK(slice.level == level / 8);
    CHECK(slice.count == 1u << level % 8);
    CHECK(slice.first % slice.count == 0);
    CHECK(slice.first + slice.count <= kTileWidth);
    const std::uint64_t first = slice.tile * kTileWidth + slice.first;
    CHECK((first << (8 * slice.level)) == (last << level));
  }
}

TEST_CASE("proofs read from tiles hold, across tile borders and levels") {
  constexpr std::uint64_t kSize = 70'000;
  const auto levels = tile_levels(leaves(kSize));
  REQUIRE(levels.size() == 3);
  const NodeReader read = [&](unsigned level, std::uint64_t index) -> Result<NodeHash> {
    const TileSlice slice = slice_of(level, index);
    const std::size_t first = slice.tile * kTileWidth + slice.first;
    return subtree_root(std::span(levels.at(slice.level)).subspan(first, slice.count));
  };
  Frontier frontier;
  for (const NodeHash& hash : levels[0])
    frontier.append(LeafHash(hash.view()));
  const TreeSize size(kSize);
  const RootHash root = frontier.root();
  CHECK(root_of(size, read).value() == root);
  for (const std::uint64_t leaf :
       {0u, 1u, 255u, 256u, 65'535u, 65'536u, 69'887u, 69'888u, 69'999u}) {
    CAPTURE(leaf);
    const auto path = inclusion_proof(Sequence(leaf), size, read).value();
    CHECK(verify_inclusion(Sequence(leaf), size, LeafHash(levels[0][leaf].view()), path, root));
  }
  for (const std::uint64_t old : {1u, 255u, 256u, 257u, 65'535u, 65'536u, 65'537u, 69'999u}) {
    CAPTURE(old);
    const RootHash old_root = root_of(TreeSize(old), read).value();
    const auto path = consistency_proof(TreeSize(old), size, read).value();
    CHECK(verify_consistency(TreeSize(old), size, old_root, root, path));
  }
}

TEST_SUITE_END();
