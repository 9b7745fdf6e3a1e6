// Checking of proofs: each right one of every small tree, and every small way of being wrong.
#include "tests/unit/chain_forest.hpp"

#include <doctest/doctest.h>

using namespace ledger;
using namespace ledger::test;

namespace {

template <class D>
D with_flipped_bit(D digest, std::size_t bit) {
  digest.writable()[bit / 8 % 32] ^= static_cast<std::uint8_t>(1u << bit % 8);
  return digest;
}

Path with_flipped_bit(Path path, std::size_t element, std::size_t bit) {
  path[element] = with_flipped_bit(path[element], bit);
  return path;
}

} // namespace

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
