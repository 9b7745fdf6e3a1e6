// The examples of the keyring's files and of the head in schemas/FORMAT.md.
#include "tests/unit/format_support.hpp"

#include "ledger/crypto/mac.hpp"
#include "ledger/keyring/epoch.hpp"
#include "ledger/keyring/index.hpp"
#include "ledger/keyring/page.hpp"
#include "ledger/store/head.hpp"

using namespace ledger;
using namespace ledger::test;

TEST_SUITE_BEGIN("format");

TEST_CASE("the page of the example is sealed again byte for byte") {
  const Bytes32 assigned = counting<Bytes32>(0xa0);
  const Bytes32 free = counting<Bytes32>(0xb1);
  PageImage image;
  PageSlot& first = image.slots.emplace_back();
  first.id = counting<KeyId>(0xd0);
  first.state = SlotState::kAssigned;
  first.first_of_subject = true;
  first.key_class = "customer";
  first.incarnation = Incarnation(1);
  first.subject = counting<SubjectId>(0xc0);
  first.key = assigned.view();
  PageSlot& second = image.slots.emplace_back();
  second.id = counting<KeyId>(0x90);
  second.state = SlotState::kFree;
  second.key = free.view();
  PageSlot& third = image.slots.emplace_back();
  third.id = counting<KeyId>(0x95);
  third.state = SlotState::kDestroyed;
  third.key_class = "customer";
  third.incarnation = Incarnation(2);
  third.erasure = Sequence(7);
  third.subject = counting<SubjectId>(0xc0);
  image.look_ups.push_back({fixed_example<LookUpTag>("look-up-tag"), counting<SubjectId>(0xc0)});

  const PageName name{ledger_id(), 0, 1};
  const SecretBytes plaintext = encode_page(image);
  CHECK(to_bytes(plaintext.view()) == format_example("page-plaintext"));
  CHECK(decode_page(plaintext.view()));
  const PageKey key = counting_secret<PageKey>(0x31);
  CHECK(seal_page(name, plaintext, key.view()) == format_example("page-00000000-0000000000000001"));

  Bytes32 tag;
  constexpr std::uint8_t kLength[] = {0, 3};
  hmac_sha256(tag.writable(), counting<Bytes32>(0x51).view(),
              {kLength, as_bytes("crm"), as_bytes("customer-17")});
  CHECK(tag == fixed_example<Bytes32>("look-up-tag"));
}

TEST_CASE("the index of the example opens and holds what the page says") {
  const MasterKey master = counting_secret<MasterKey>(0x11);
  const EpochRoot root = counting_secret<EpochRoot>(0x21);
  const auto plaintext = open_index({ledger_id(), 1}, {master, root},
                                    format_example("index-0000000000000001"), "the example");
  REQUIRE(plaintext);
  CHECK(to_bytes(plaintext->view()) == format_example("index-plaintext"));
  const auto image = decode_index(plaintext->view());
  REQUIRE(image);
  CHECK(image->cursor == TreeSize(3));
  CHECK(image->clean);
  CHECK(image->pool_target == 4'096);
  CHECK(image->next_generation == 2);
  CHECK(to_bytes(image->look_up_key) == to_bytes(counting<Bytes32>(0x51).view()));
  CHECK(to_bytes(image->reference_key) == to_bytes(counting<Bytes32>(0xe0).view()));
  REQUIRE(image->signing_seeds.size() == 1);
  CHECK(to_bytes(image->signing_seeds[0]) == to_bytes(counting<Bytes32>(0).view()));
  REQUIRE(image->pages.size() == 1);
  CHECK(image->pages[0].generation == 1);
  CHECK(to_bytes(image->pages[0].key) == to_bytes(counting<Bytes32>(0x31).view()));
  CHECK(to_bytes(encode_index(*image).view()) == format_example("index-plaintext"));
}

TEST_CASE("the epoch root of the example is the file that the library writes") {
  const TempFolder folder;
  const DurableFiles files(nullptr);
  const EpochRoot root = counting_secret<EpochRoot>(0x21);
  REQUIRE(write_root(files, folder.path(), ledger_id(), 1, root));
  CHECK(files.read(folder.path() / "root-0000000000000001", 4'096) ==
        format_example("root-0000000000000001"));
}

TEST_CASE("the head of the example is the slot that the library writes") {
  const TempFolder folder;
  const DurableFiles files(nullptr);
  HeadState state;
  state.ledger_id = ledger_id();
  state.size = TreeSize(3);
  state.last_leaf = hash_leaf(format_example("record-2"));
  state.root = root_of_example();
  REQUIRE(Head::create(files, folder.path()));
  const MasterKey master = counting_secret<MasterKey>(0x11);
  const auto head =
      Head::open(files, folder.path(),
                 derive_key(master.view(), ledger_id().view(), "auditledger/head-mac/v1"));
  REQUIRE(head);
  REQUIRE((*head)->write(state));
  const auto bytes = files.read(folder.path() / "head", 8'192);
  REQUIRE(bytes);
  Bytes expected = format_example("head-slot");
  expected.resize(8'192);
  CHECK(*bytes == expected);
}

TEST_SUITE_END();
