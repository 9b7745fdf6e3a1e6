// The examples of the tree, of checkpoints, proofs and receipts in schemas/FORMAT.md.
#include "tests/unit/format_support.hpp"

#include "ledger/chain/checkpoint.hpp"
#include "ledger/chain/proof.hpp"
#include "ledger/chain/proof_file.hpp"
#include "ledger/chain/receipt.hpp"
#include "ledger/chain/tile_stack.hpp"
#include "ledger/crypto/base64.hpp"

using namespace ledger;
using namespace ledger::test;

TEST_SUITE_BEGIN("format");

TEST_CASE("tree, tile and bundle of the example follow from its records") {
  TileStack stack;
  std::vector<NodeHash> leaves;
  const std::vector<Bytes> chain = records();
  for (const Bytes& record : chain) {
    leaves.push_back(as_node(hash_leaf(record)));
    stack.append(hash_leaf(record), [](unsigned, std::uint64_t, std::span<const NodeHash>) {});
  }
  CHECK(stack.root() == root_of_example());
  CHECK(tile_path({0, 0, 3}) == "tile/0/000.p/3");
  CHECK(encode_tile(leaves) == format_example("tile-0-000.p-3"));
  CHECK(entries_path(1'234'067, 17) == "tile/entries/x001/x234/067.p/17");
  const std::vector<ByteView> views(chain.begin(), chain.end());
  CHECK(encode_entry_bundle(views) == format_example("entries-000.p-3"));
}

TEST_CASE("key, checkpoints and proofs of the example are made again") {
  const auto key = make_verifier_key(kOrigin, public_key_of(signing_seed()));
  REQUIRE(key);
  CHECK(format_verifier_key(*key) + "\n" == format_example_text("vkey"));
  const LeafHash first = hash_leaf(format_example("record-0"));
  const Checkpoint one{kOrigin, TreeSize(1), RootHash(first.view()), {}};
  const Checkpoint three{kOrigin, TreeSize(3), root_of_example(), {}};
  CHECK(sign_checkpoint(one, signing_seed()) == format_example_text("checkpoint-1"));
  CHECK(sign_checkpoint(three, signing_seed()) == format_example_text("checkpoint-3"));
  CHECK(open_checkpoint(format_example_text("checkpoint-3"), {&*key, 1}, kOrigin) == three);

  const LeafHash second = hash_leaf(format_example("record-1"));
  const LeafHash third = hash_leaf(format_example("record-2"));
  const std::vector<NodeHash> inclusion{hash_node(as_node(first), as_node(second))};
  const ProofFile file{Sequence(2), {}, inclusion, format_example_text("checkpoint-3")};
  CHECK(format_proof_file(file) == format_example_text("proof-2-in-3"));
  CHECK(verify_inclusion(Sequence(2), three.size, third, inclusion, three.root));

  const std::vector<NodeHash> consistency{as_node(second), as_node(third)};
  CHECK(verify_consistency(one.size, three.size, one.root, three.root, consistency));
  std::string text = "old 1\n";
  for (const NodeHash& hash : consistency)
    text += to_base64(hash.view()) + "\n";
  CHECK(text + "\n" + format_example_text("checkpoint-3") ==
        format_example_text("consistency-1-to-3"));
}

TEST_CASE("the receipt of the example is written and read") {
  const std::string line = format_example_text("receipt-2");
  const auto receipt = parse_receipt(std::string_view(line).substr(0, line.size() - 1));
  REQUIRE(receipt);
  CHECK(receipt->origin == kOrigin);
  CHECK(receipt->ledger_id == ledger_id());
  CHECK(receipt->sequence == Sequence(2));
  CHECK(receipt->leaf == hash_leaf(format_example("record-2")));
  CHECK(receipt->recorded_at.get() == kOpenedAt + 2 * kSecond);
  CHECK(format_receipt(*receipt) + "\n" == line);
}

TEST_SUITE_END();
