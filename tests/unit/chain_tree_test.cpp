// The tree, and that its proofs are the right ones, against the published vectors of
// transparency-dev/merkle and against the recursion of RFC 6962 written out a second time.
#include "tests/unit/chain_forest.hpp"

#include <array>
#include <doctest/doctest.h>

using namespace ledger;
using namespace ledger::test;

namespace {

NodeHash node_of(const char* hex) {
  const Bytes bytes = from_hex(hex).value();
  return ByteReader(bytes).fixed<NodeHash>();
}

Path path_of(const std::vector<const char*>& hexes) {
  Path path;
  for (const char* hex : hexes)
    path.push_back(node_of(hex));
  return path;
}

constexpr std::array<const char*, 8> kInputs{"",
                                             "00",
                                             "10",
                                             "2021",
                                             "3031",
                                             "40414243",
                                             "5051525354555657",
                                             "606162636465666768696a6b6c6d6e6f"};
constexpr std::array<const char*, 9> kRoots{
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"};

struct InclusionVector {
  std::uint64_t leaf, size;
  std::vector<const char*> path;
};
struct ConsistencyVector {
  std::uint64_t old_size, size;
  std::vector<const char*> path;
};

constexpr const char* kLeaf4 = "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b";
constexpr const char* kNode23 = "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e";
constexpr const char* kNode67 = "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0";
constexpr const char* kNode47 = "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4";

const std::vector<InclusionVector>& inclusion_vectors() {
  static const std::vector<InclusionVector> vectors{{0, 1, {}},
                                                    {5, 8, {kLeaf4, kNode67, kRoots[4]}},
                                                    {2, 3, {kRoots[2]}},
                                                    {1, 5, {kRoots[1], kNode23, kLeaf4}}};
  return vectors;
}

const std::vector<ConsistencyVector>& consistency_vectors() {
  static const std::vector<ConsistencyVector> vectors{
      {1,
       8,
       {"96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7", kNode23, kNode47}},
      {6,
       8,
       {"0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a", kNode67, kRoots[4]}},
      {2, 5, {kNode23, kLeaf4}},
      {4, 8, {kNode47}},
      {3,
       7,
       {"0298d122906dcfc10892cb53a73992fc5b9f493ea4c9badb27b791b4127a7fe7",
        "07506a85fd9dd2f120eb694f86011e5bb4662e5c415a62917033d4a9624487e7", kRoots[2],
        "837dbb152e9b079010717e84e865da4ebc0fa198a806d59d31bf15accef22d0e"}}};
  return vectors;
}

Forest published_forest() {
  std::vector<LeafHash> leaves;
  for (const char* input : kInputs)
    leaves.push_back(hash_leaf(from_hex(input).value()));
  return Forest(std::move(leaves));
}

} // namespace

TEST_SUITE_BEGIN("chain.tree");

TEST_CASE("the roots are those of the published vectors") {
  Frontier frontier;
  const Forest forest = published_forest();
  CHECK(empty_root() == as_root(node_of(kRoots[0])));
  CHECK(frontier.root() == empty_root());
  for (std::uint64_t size = 1; size <= kInputs.size(); ++size) {
    CAPTURE(size);
    frontier.append(forest.leaf(size - 1));
    CHECK(frontier.size() == TreeSize(size));
    CHECK(frontier.root() == as_root(node_of(kRoots[size])));
    CHECK(root_of(TreeSize(size), forest.reader(size)).value() == frontier.root());
  }
  CHECK(root_of(TreeSize(0), forest.reader(0)).value() == empty_root());
}

TEST_CASE("inclusion proofs are those of the published vectors") {
  const Forest forest = published_forest();
  for (const InclusionVector& expected : inclusion_vectors()) {
    CAPTURE(expected.leaf);
    CAPTURE(expected.size);
    const Sequence leaf(expected.leaf);
    const TreeSize size(expected.size);
    const Path path = path_of(expected.path);
    CHECK(inclusion_proof(leaf, size, forest.reader(size.get())).value() == path);
    CHECK(verify_inclusion(leaf, size, forest.leaf(leaf.get()), path,
                           as_root(node_of(kRoots[size.get()]))));
  }
}

TEST_CASE("consistency proofs are those of the published vectors") {
  const Forest forest = published_forest();
  for (const ConsistencyVector& expected : consistency_vectors()) {
    CAPTURE(expected.old_size);
    CAPTURE(expected.size);
    const TreeSize old_size(expected.old_size);
    const TreeSize size(expected.size);
    const Path path = path_of(expected.path);
    CHECK(consistency_proof(old_size, size, forest.reader(size.get())).value() == path);
    CHECK(verify_consistency(old_size, size, as_root(node_of(kRoots[old_size.get()])),
                             as_root(node_of(kRoots[size.get()])), path));
  }
}

TEST_CASE("the frontier agrees with the recursion at every size, also after a restart") {
  const Forest forest = Forest::of_size(300);
  Frontier frontier;
  for (std::uint64_t size = 1; size <= 300; ++size) {
    CAPTURE(size);
    frontier.append(forest.leaf(size - 1));
    const RootHash expected = as_root(forest.root(0, size));
    CHECK(frontier.root() == expected);
    CHECK(root_of(TreeSize(size), forest.reader(size)).value() == expected);
    frontier = Frontier::from_nodes(frontier.size(), frontier.nodes()).value();
    CHECK(frontier.root() == expected);
    CHECK(frontier.nodes().size() == static_cast<std::size_t>(std::popcount(size)));
  }
}

TEST_CASE("perfect subtrees append to the same tree as their leaves") {
  const Forest forest = Forest::of_size(300);
  Frontier by_leaf;
  Frontier by_subtree;
  // 300 = 64 + 64 + 128 + 32 + 8 + 4: joins on several levels, then a shrinking right edge.
  for (const unsigned level : {6u, 6u, 7u, 5u, 3u, 2u}) {
    CAPTURE(level);
    const std::uint64_t begin = by_subtree.size().get();
    const std::uint64_t end = begin + (std::uint64_t{1} << level);
    REQUIRE(by_subtree.append_perfect(level, forest.root(begin, end)));
    for (std::uint64_t i = begin; i < end; ++i)
      by_leaf.append(forest.leaf(i));
    CHECK(by_subtree.size() == by_leaf.size());
    CHECK(by_subtree.root() == by_leaf.root());
    CHECK(by_subtree.nodes() == by_leaf.nodes());
  }
}

TEST_CASE("a frontier that no tree has is refused") {
  const NodeHash node;
  Frontier frontier;
  frontier.append(LeafHash());
  const RootHash before = frontier.root();
  CHECK(is(frontier.append_perfect(1, node), Errc::kInvalidField));
  CHECK(is(frontier.append_perfect(63, node), Errc::kInvalidField));
  CHECK(is(frontier.append_perfect(200, node), Errc::kInvalidField));
  CHECK(is(Frontier().append_perfect(63, node), Errc::kInvalidField));
  CHECK(is(Frontier().append_perfect(200, node), Errc::kInvalidField));
  CHECK(frontier.size() == TreeSize(1));
  CHECK(frontier.root() == before);

  CHECK(Frontier::from_nodes(TreeSize(0), {}).value().root() == empty_root());
  CHECK_FALSE(Frontier::from_nodes(TreeSize(0), {node}));
  CHECK_FALSE(Frontier::from_nodes(TreeSize(5), {node}));
  CHECK_FALSE(Frontier::from_nodes(TreeSize(5), {node, node, node}));
  CHECK_FALSE(Frontier::from_nodes(TreeSize(~std::uint64_t{0}), Path(64)));

  Frontier full = Frontier::from_nodes(kMaxTreeSize, Path(63)).value();
  CHECK(is(full.append_perfect(0, node), Errc::kInvalidField));
  CHECK(full.size() == kMaxTreeSize);
}

TEST_SUITE_END();
