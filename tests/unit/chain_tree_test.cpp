// Tree and proofs against the published vectors of transparency-dev/merkle, against the recursion
// of RFC 6962 written out a second time, and against every small way of being wrong.
#include "ledger/chain/proof.hpp"
#include "ledger/chain/tree.hpp"

#include <bit>
#include <doctest/doctest.h>

using namespace ledger;

namespace {

using Path = std::vector<NodeHash>;

NodeHash node_of(const char* hex) {
  const Bytes bytes = from_hex(hex).value();
  return ByteReader(bytes).fixed<NodeHash>();
}

RootHash as_root(const NodeHash& node) {
  return RootHash(node.view());
}

Path path_of(const std::vector<const char*>& hexes) {
  Path path;
  for (const char* hex : hexes)
    path.push_back(node_of(hex));
  return path;
}

template <class D>
D with_flipped_bit(D digest, std::size_t bit) {
  digest.writable()[bit / 8 % 32] ^= static_cast<std::uint8_t>(1u << bit % 8);
  return digest;
}

Path with_flipped_bit(Path path, std::size_t element, std::size_t bit) {
  path[element] = with_flipped_bit(path[element], bit);
  return path;
}

bool is(const Status& status, Errc code) {
  return !status && status.error().code() == code;
}

// All perfect subtrees over a number of leaves, level by level.
class Forest {
 public:
  explicit Forest(std::vector<LeafHash> leaves) : leaves_(std::move(leaves)) {
    levels_.emplace_back();
    for (const LeafHash& leaf : leaves_)
      levels_[0].push_back(as_node(leaf));
    while (levels_.back().size() > 1) {
      std::vector<NodeHash> above;
      for (std::size_t i = 0; i + 1 < levels_.back().size(); i += 2)
        above.push_back(hash_node(levels_.back()[i], levels_.back()[i + 1]));
      levels_.push_back(std::move(above));
    }
  }
  static Forest of_size(std::uint64_t size) {
    std::vector<LeafHash> leaves;
    for (std::uint64_t i = 0; i < size; ++i)
      leaves.push_back(hash_leaf(as_bytes(std::to_string(i))));
    return Forest(std::move(leaves));
  }
  // Refuses what a store that holds `size` leaves could not give.
  [[nodiscard]] NodeReader reader(std::uint64_t size) const {
    return [this, size](unsigned level, std::uint64_t index) -> Result<NodeHash> {
      if ((index + 1) << level > size)
        return fail(Errc::kNotFound, "outside the tree", "test", "stay inside");
      return levels_.at(level).at(index);
    };
  }
  [[nodiscard]] const LeafHash& leaf(std::uint64_t index) const { return leaves_[index]; }

  // RFC 6962 section 2.1, word for word, over the leaves [begin, end).
  [[nodiscard]] NodeHash root(std::uint64_t begin, std::uint64_t end) const {
    if (end - begin == 1) return levels_[0][begin];
    const std::uint64_t k = begin + std::bit_floor(end - begin - 1);
    return hash_node(root(begin, k), root(k, end));
  }
  [[nodiscard]] Path inclusion(std::uint64_t leaf, std::uint64_t begin, std::uint64_t end) const {
    if (end - begin == 1) return {};
    const std::uint64_t k = begin + std::bit_floor(end - begin - 1);
    Path path = leaf < k ? inclusion(leaf, begin, k) : inclusion(leaf, k, end);
    path.push_back(leaf < k ? root(k, end) : root(begin, k));
    return path;
  }
  [[nodiscard]] Path consistency(std::uint64_t old_end, std::uint64_t begin, std::uint64_t end,
                                 bool known) const {
    if (old_end == end) return known ? Path{} : Path{root(begin, end)};
    const std::uint64_t k = begin + std::bit_floor(end - begin - 1);
    Path path =
        old_end <= k ? consistency(old_end, begin, k, known) : consistency(old_end, k, end, false);
    path.push_back(old_end <= k ? root(k, end) : root(begin, k));
    return path;
  }

 private:
  std::vector<LeafHash> leaves_;
  std::vector<std::vector<NodeHash>> levels_;
};

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

TEST_SUITE_BEGIN("chain.proof");

TEST_CASE("every record of every tree up to 300 is proven in it") {
  const Forest forest = Forest::of_size(300);
  for (std::uint64_t size = 1; size <= 300; ++size) {
    const RootHash root = as_root(forest.root(0, size));
    const NodeReader read = forest.reader(size);
    for (std::uint64_t leaf = 0; leaf < size; ++leaf) {
      const auto proof = inclusion_proof(Sequence(leaf), TreeSize(size), read);
      const bool holds = proof && verify_inclusion(Sequence(leaf), TreeSize(size),
                                                   forest.leaf(leaf), *proof, root);
      if (holds && (size > 64 || *proof == forest.inclusion(leaf, 0, size))) continue;
      FAIL("record " << leaf << " in a tree of " << size);
    }
  }
}

TEST_CASE("every tree up to 300 is shown to have grown out of every smaller one") {
  const Forest forest = Forest::of_size(300);
  std::vector<RootHash> roots{empty_root()};
  for (std::uint64_t size = 1; size <= 300; ++size)
    roots.push_back(as_root(forest.root(0, size)));
  for (std::uint64_t size = 0; size <= 300; ++size) {
    const NodeReader read = forest.reader(size);
    for (std::uint64_t old_size = 0; old_size <= size; ++old_size) {
      const auto proof = consistency_proof(TreeSize(old_size), TreeSize(size), read);
      const bool holds = proof && verify_consistency(TreeSize(old_size), TreeSize(size),
                                                     roots[old_size], roots[size], *proof);
      const bool small = size <= 64 && old_size > 0;
      if (holds && (!small || *proof == forest.consistency(old_size, 0, size, true))) continue;
      FAIL("from " << old_size << " to " << size);
    }
  }
}

TEST_CASE("an inclusion proof with anything changed does not hold") {
  const Forest forest = Forest::of_size(65);
  const auto refused = [](std::uint64_t leaf, std::uint64_t size, const LeafHash& hash,
                          const Path& path, const RootHash& root) {
    return is(verify_inclusion(Sequence(leaf), TreeSize(size), hash, path, root), Errc::kChanged);
  };
  std::size_t bit = 0;
  for (std::uint64_t size = 1; size <= 64; ++size) {
    const RootHash root = as_root(forest.root(0, size));
    for (std::uint64_t leaf = 0; leaf < size; ++leaf) {
      const Path path = forest.inclusion(leaf, 0, size);
      const LeafHash& hash = forest.leaf(leaf);
      bool all = refused(leaf, size, with_flipped_bit(hash, ++bit), path, root) &&
                 refused(leaf, size, hash, path, with_flipped_bit(root, ++bit)) &&
                 refused(leaf, size, forest.leaf(leaf + 1), path, root);
      for (std::size_t i = 0; i < path.size(); ++i) {
        Path shorter = path;
        shorter.erase(shorter.begin() + static_cast<std::ptrdiff_t>(i));
        all = all && refused(leaf, size, hash, with_flipped_bit(path, i, ++bit), root) &&
              refused(leaf, size, hash, shorter, root);
      }
      Path longer = path;
      longer.push_back(as_node(hash));
      all = all && refused(leaf, size, hash, longer, root);
      for (std::uint64_t other = 0; other < size; ++other)
        all = all && (other == leaf || refused(other, size, hash, path, root));
      if (!all) FAIL("record " << leaf << " in a tree of " << size);
    }
  }
}

TEST_CASE("a consistency proof with anything changed does not hold") {
  const Forest forest = Forest::of_size(64);
  const auto refused = [](std::uint64_t old_size, std::uint64_t size, const RootHash& old_root,
                          const RootHash& root, const Path& path) {
    return is(verify_consistency(TreeSize(old_size), TreeSize(size), old_root, root, path),
              Errc::kChanged);
  };
  std::size_t bit = 0;
  for (std::uint64_t size = 1; size <= 64; ++size) {
    const RootHash root = as_root(forest.root(0, size));
    for (std::uint64_t old_size = 1; old_size <= size; ++old_size) {
      const Path path = forest.consistency(old_size, 0, size, true);
      const RootHash old_root = as_root(forest.root(0, old_size));
      bool all = refused(old_size, size, with_flipped_bit(old_root, ++bit), root, path) &&
                 refused(old_size, size, old_root, with_flipped_bit(root, ++bit), path) &&
                 (old_size == size || refused(old_size, size, root, old_root, path));
      for (std::size_t i = 0; i < path.size(); ++i) {
        Path shorter = path;
        shorter.erase(shorter.begin() + static_cast<std::ptrdiff_t>(i));
        all = all && refused(old_size, size, old_root, root, with_flipped_bit(path, i, ++bit)) &&
              refused(old_size, size, old_root, root, shorter);
      }
      Path longer = path;
      longer.push_back(as_node(forest.leaf(0)));
      all = all && refused(old_size, size, old_root, root, longer);
      if (!all) FAIL("from " << old_size << " to " << size);
    }
  }
}

TEST_CASE("the empty tree proves nothing and is the beginning of every tree") {
  const Forest forest = Forest::of_size(3);
  const RootHash root = as_root(forest.root(0, 3));
  const Path one{as_node(forest.leaf(0))};
  CHECK(verify_consistency(TreeSize(0), TreeSize(3), empty_root(), root, {}));
  CHECK(verify_consistency(TreeSize(0), TreeSize(0), empty_root(), empty_root(), {}));
  CHECK(is(verify_consistency(TreeSize(0), TreeSize(3), root, root, {}), Errc::kChanged));
  CHECK(is(verify_consistency(TreeSize(0), TreeSize(3), empty_root(), root, one), Errc::kChanged));
  CHECK(is(verify_consistency(TreeSize(0), TreeSize(0), root, root, {}), Errc::kChanged));
}

TEST_CASE("a proof that goes on above the root does not hold, even when it adds up") {
  const Forest forest = Forest::of_size(8);
  const NodeHash extra = as_node(forest.leaf(0));
  const auto above = [&](std::uint64_t size) {
    return as_root(hash_node(extra, forest.root(0, size)));
  };
  for (std::uint64_t size = 1; size <= 8; ++size) {
    CAPTURE(size);
    Path path = forest.inclusion(size - 1, 0, size);
    path.push_back(extra);
    CHECK(is(verify_inclusion(Sequence(size - 1), TreeSize(size), forest.leaf(size - 1), path,
                              above(size)),
             Errc::kChanged));
    for (std::uint64_t old_size = 1; old_size < size; ++old_size) {
      CAPTURE(old_size);
      // The proof of a perfect old tree begins with its stated root, which cannot be moved up.
      if (std::has_single_bit(old_size)) continue;
      Path growth = forest.consistency(old_size, 0, size, true);
      growth.push_back(extra);
      CHECK(is(verify_consistency(TreeSize(old_size), TreeSize(size), above(old_size), above(size),
                                  growth),
               Errc::kChanged));
    }
  }
}

TEST_CASE("no proof at all does not show growth, whatever the sizes") {
  const Forest forest = Forest::of_size(64);
  for (std::uint64_t size = 2; size <= 64; ++size)
    for (std::uint64_t old_size = 1; old_size < size; ++old_size) {
      CAPTURE(size);
      CAPTURE(old_size);
      const RootHash root = as_root(forest.root(0, size));
      CHECK(is(verify_consistency(TreeSize(old_size), TreeSize(size), root, root, {}),
               Errc::kChanged));
    }
}

TEST_CASE("sizes that cannot be are told apart from proofs that do not hold") {
  const Forest forest = Forest::of_size(4);
  const NodeReader read = forest.reader(4);
  const RootHash root = as_root(forest.root(0, 4));
  CHECK(inclusion_proof(Sequence(4), TreeSize(4), read).error().code() == Errc::kInvalidField);
  CHECK(inclusion_proof(Sequence(0), TreeSize(0), read).error().code() == Errc::kInvalidField);
  CHECK(consistency_proof(TreeSize(5), TreeSize(4), read).error().code() == Errc::kInvalidField);
  CHECK(is(verify_inclusion(Sequence(4), TreeSize(4), forest.leaf(0), {}, root),
           Errc::kInvalidField));
  CHECK(is(verify_inclusion(Sequence(0), TreeSize(0), forest.leaf(0), {}, root),
           Errc::kInvalidField));
  CHECK(is(verify_consistency(TreeSize(5), TreeSize(4), root, root, {}), Errc::kInvalidField));
}

TEST_CASE("hostile sizes and overlong proofs end in a refusal") {
  const Forest forest = Forest::of_size(1);
  const RootHash root = as_root(forest.root(0, 1));
  const TreeSize huge(~std::uint64_t{0});
  const Path overlong(1000, as_node(forest.leaf(0)));
  CHECK(is(verify_inclusion(Sequence(huge.get() - 1), huge, forest.leaf(0), overlong, root),
           Errc::kChanged));
  CHECK(is(verify_inclusion(Sequence(0), huge, forest.leaf(0), {}, root), Errc::kChanged));
  CHECK(
      is(verify_consistency(TreeSize(huge.get() - 1), huge, root, root, overlong), Errc::kChanged));
  CHECK(is(verify_consistency(TreeSize(std::uint64_t{1} << 63), huge, root, root, {}),
           Errc::kChanged));
}

TEST_CASE("what cannot be read stops a proof with the reader's own error") {
  const NodeReader broken = [](unsigned, std::uint64_t) -> Result<NodeHash> {
    return fail(Errc::kDamaged, "the tile cannot be read", "test", "restore it");
  };
  CHECK(root_of(TreeSize(3), broken).error().code() == Errc::kDamaged);
  CHECK(inclusion_proof(Sequence(1), TreeSize(3), broken).error().code() == Errc::kDamaged);
  CHECK(consistency_proof(TreeSize(2), TreeSize(3), broken).error().code() == Errc::kDamaged);
  CHECK(consistency_proof(TreeSize(3), TreeSize(3), broken).value().empty());
}

TEST_SUITE_END();
