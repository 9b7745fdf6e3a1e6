// schemas/FORMAT.md against the library: its worked examples were made by a program of another
// language from fixed inputs, and the library must read them and write the same bytes.
#include "tests/support/store_testing.hpp"
#include "tests/vectors/format_examples.hpp"

#include "ledger/chain/checkpoint.hpp"
#include "ledger/chain/proof.hpp"
#include "ledger/chain/proof_file.hpp"
#include "ledger/chain/receipt.hpp"
#include "ledger/chain/record.hpp"
#include "ledger/chain/tile_stack.hpp"
#include "ledger/crypto/base64.hpp"
#include "ledger/crypto/mac.hpp"
#include "ledger/event/body.hpp"
#include "ledger/event/frame.hpp"
#include "ledger/keyring/epoch.hpp"
#include "ledger/keyring/index.hpp"
#include "ledger/keyring/page.hpp"
#include "ledger/store/head.hpp"
#include "ledger/store/id_index.hpp"
#include "schemas/protocol.capnp.h"

#include <set>

using namespace ledger;
using namespace ledger::test;

namespace {

constexpr const char* kOrigin = "audit.example/ledger";
// 2026-03-02T08:00:00Z
constexpr std::int64_t kOpenedAt = 1'772'438'400'000'000;
constexpr std::int64_t kSecond = 1'000'000;

// `first`, `first` + 1, ...: how the page writes its inputs.
template <class Fixed>
Fixed counting(std::uint8_t first) {
  std::array<std::uint8_t, Fixed::kSize> bytes{};
  for (std::size_t i = 0; i < bytes.size(); ++i)
    bytes[i] = static_cast<std::uint8_t>(first + i);
  return Fixed(bytes);
}
using Bytes32 = FixedBytes<struct Bytes32Tag, 32>;
template <class Secret>
Secret counting_secret(std::uint8_t first) {
  return Secret(counting<Bytes32>(first).view());
}

template <class Fixed>
Fixed fixed_example(const std::string& name) {
  const Bytes bytes = format_example(name);
  REQUIRE(bytes.size() == Fixed::kSize);
  return ByteReader(bytes).fixed<Fixed>();
}

const EventId kCollected(std::array<std::uint8_t, 16>{0x01, 0x9c, 0xaf, 0x1a, 0x60, 0x00, 0x7a,
                                                      0x0b, 0x8c, 0x0d, 0x0e, 0x0f, 0x10, 0x11,
                                                      0x12, 0x13});

SigningSeed signing_seed() {
  return counting_secret<SigningSeed>(0);
}

LedgerId ledger_id() {
  return fixed_example<LedgerId>("ledger-id");
}

std::vector<Bytes> records() {
  return {format_example("record-0"), format_example("record-1"), format_example("record-2")};
}

capnp::Data::Reader as_data(ByteView bytes) {
  return {bytes.data(), bytes.size()};
}

Bytes to_bytes(ByteView bytes) {
  return {bytes.begin(), bytes.end()};
}

Bytes bytes_of(std::span<const std::uint64_t> words) {
  return to_bytes({reinterpret_cast<const std::uint8_t*>(words.data()), words.size_bytes()});
}

RootHash root_of_example() {
  return fixed_example<RootHash>("root-3");
}

BoxContext context_of_example(const StoredBody& body) {
  const ContentHash clear = hash_clear(body.clear_message());
  CHECK(clear == fixed_example<ContentHash>("clear-hash"));
  const auto context = body.box_context(ledger_id(), 0, clear);
  REQUIRE(context);
  return *context;
}

} // namespace

TEST_SUITE_BEGIN("format");

TEST_CASE("record 0 and the ledger id are what the page says") {
  Genesis genesis;
  genesis.origin = kOrigin;
  genesis.verifier_key = public_key_of(signing_seed());
  genesis.random = counting<FixedBytes<struct GenesisRandomTag, 32>>(0x40);
  CHECK(ledger_id_of(genesis) == ledger_id());
  const auto digest = sha256_as<Bytes32>({format_example("ledger-id-input")});
  CHECK(LedgerId(digest.view().first<16>()) == ledger_id());

  capnp::MallocMessageBuilder message;
  auto event = message.initRoot<wire::Event>();
  event.setType(wire::EventType::LEDGER_OPENED);
  event.setEventId(as_data(counting<EventId>(0x60).view()));
  auto opened = event.initControl().initOpened();
  opened.setOrigin(kOrigin);
  opened.setVerifierKey(as_data(genesis.verifier_key.view()));
  opened.setRandom(as_data(genesis.random.view()));
  opened.setFormatVersion(kFormatVersion);
  opened.setHash(wire::HashAlgorithm::SHA256);
  RecordHeader header;
  header.flags = kControlRecord;
  header.recorded_at = Timestamp(kOpenedAt);
  header.ledger_id = ledger_id();
  CHECK(make_record(header, canonical_body(event)) == format_example("record-0"));
}

TEST_CASE("the headers of the example chain its records") {
  const std::vector<Bytes> chain = records();
  LeafHash previous;
  Bytes leaves;
  for (std::size_t i = 0; i < chain.size(); ++i) {
    CAPTURE(i);
    const auto header = parse_header(chain[i]);
    REQUIRE(header);
    CHECK(header->sequence == Sequence(i));
    CHECK(header->recorded_at.get() == kOpenedAt + static_cast<std::int64_t>(i) * kSecond);
    CHECK(header->flags == (i == 0 ? kControlRecord : 0));
    CHECK(header->ledger_id == ledger_id());
    CHECK(header->previous == previous);
    CHECK(StoredBody::parse(body_of(chain[i])));
    CHECK(make_record(*header, body_of(chain[i])) == chain[i]);
    previous = hash_leaf(chain[i]);
    append(leaves, previous.view());
  }
  CHECK(leaves == format_example("leaf-hashes"));
}

TEST_CASE("the body of the example is written again byte for byte") {
  const Bytes record = format_example("record-2");
  const auto stored = StoredBody::parse(body_of(record));
  REQUIRE(stored);
  const Bytes clear = bytes_of(stored->clear_message());
  CHECK(clear == format_example("clear-message"));
  std::vector<std::uint64_t> words(clear.size() / 8);
  std::memcpy(words.data(), clear.data(), clear.size());

  BoxEntry box;
  box.incarnation = Incarnation(1);
  box.key_class = "customer";
  box.key_id = counting<KeyId>(0xd0);
  box.box.salt = counting<FixedBytes<struct SaltTag, 32>>(0x80);
  box.box.commitment = fixed_example<FixedBytes<struct CommitmentTag, 32>>("box-commitment");
  box.box.ciphertext = format_example("box-ciphertext");
  const SubjectId subject = counting<SubjectId>(0xc0);
  BodyParts parts;
  parts.type = wire::EventType::COLLECTION;
  parts.event_id = kCollected;
  parts.source = "crm";
  parts.policy = sha256_as<DocumentHash>({as_bytes("example policy\n")});
  parts.policy_sequence = Sequence(1);
  parts.subjects = {&subject, 1};
  parts.boxes = {&box, 1};
  parts.clear = words;
  const auto body = write_body(parts);
  REQUIRE(body);
  CHECK(*body == to_bytes(body_of(record)));
}

TEST_CASE("the box of the example opens with its key, and its parts follow from one another") {
  const auto body = StoredBody::parse(body_of(format_example("record-2")));
  REQUIRE(body);
  BoxContext context = context_of_example(*body);
  const Bytes32 key = counting<Bytes32>(0xa0);
  const Bytes32 salt = counting<Bytes32>(0x80);
  const Bytes commitment = format_example("box-commitment");
  const Bytes ciphertext = format_example("box-ciphertext");
  const auto content = open_box(key.view(), context, salt.view(), commitment, ciphertext);
  REQUIRE(content);
  CHECK(to_bytes(content->view()) == format_example("box-content"));

  const auto digest = sha256_as<Bytes32>({format_example("box-context")});
  CHECK(digest == fixed_example<Bytes32>("box-context-digest"));
  std::array<std::uint8_t, 64> keys{};
  hkdf_sha256(keys, key.view(), salt.view(), digest.view());
  CHECK(Bytes(keys.begin() + 32, keys.end()) == commitment);
  const Bytes plaintext = format_example("box-plaintext");
  CHECK(padded_size(content->size()) == plaintext.size());
  Bytes sealed(plaintext.size() + kTagBytes);
  seal_once(sealed, KeyView(keys.data(), 32), digest.view(), plaintext);
  CHECK(sealed == ciphertext);

  // Sealed by somebody who holds the key, and hides a byte in the padding, or pads further.
  Bytes hiding = plaintext;
  hiding.back() = 1;
  seal_once(sealed, KeyView(keys.data(), 32), digest.view(), hiding);
  CHECK_FALSE(open_box(key.view(), context, salt.view(), commitment, sealed));
  Bytes longer = plaintext;
  longer.resize(padded_size(plaintext.size()));
  Bytes sealed_longer(longer.size() + kTagBytes);
  seal_once(sealed_longer, KeyView(keys.data(), 32), digest.view(), longer);
  CHECK_FALSE(open_box(key.view(), context, salt.view(), commitment, sealed_longer));

  context.incarnation = Incarnation(2);
  CHECK_FALSE(open_box(key.view(), context, salt.view(), commitment, ciphertext));
}

TEST_CASE("the content of the example box says what the page says") {
  const Bytes content = format_example("box-content");
  std::vector<capnp::word> words(content.size() / 8);
  std::memcpy(words.data(), content.data(), content.size());
  const kj::ArrayPtr<const capnp::word> segments[] = {{words.data(), words.size()}};
  capnp::SegmentArrayMessageReader message(kj::arrayPtr(segments, 1));
  CHECK(message.isCanonical());
  const auto box = message.getRoot<wire::BoxContent>();
  CHECK(box.getNamespace() == "crm");
  CHECK(as_text({box.getReference().begin(), box.getReference().size()}) == "customer-17");
  REQUIRE(box.getValues().size() == 1);
  CHECK(box.getValues()[0].getName() == "email");
  REQUIRE(box.getReferences().size() == 1);
  CHECK(box.getReferences()[0].getField() == 13);
  const capnp::Text::Reader text = box.getReferences()[0].getText();

  Bytes32 hash;
  hmac_sha256(hash.writable(), counting<Bytes32>(0xe0).view(),
              {as_bytes({text.cStr(), text.size()})});
  const Bytes reference = format_example("opaque-reference");
  CHECK(to_bytes(hash.view().first<16>()) == reference);
  const auto body = StoredBody::parse(body_of(format_example("record-2")));
  REQUIRE(body);
  const auto stored = body->event().getClear().getCorrelation();
  CHECK(to_bytes({stored.begin(), stored.size()}) == reference);
}

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

TEST_CASE("the frame of the example is a request, and the id of its event has its key") {
  const Bytes frame = format_example("frame-status");
  ByteView rest = frame;
  FrameReader reader;
  const auto read = reader.next(rest);
  REQUIRE(read);
  REQUIRE(*read != nullptr);
  const auto request = (*read)->root<wire::Request>();
  CHECK(request.getId() == 1);
  CHECK(request.isStatus());

  capnp::MallocMessageBuilder message;
  auto same = message.initRoot<wire::Request>();
  same.setId(1);
  same.setStatus();
  const kj::Array<capnp::word> words = capnp::messageToFlatArray(message);
  CHECK(to_bytes({words.asBytes().begin(), words.asBytes().size()}) == frame);
  CHECK(to_bytes(id_key("crm", kCollected).view()) == format_example("ids-key"));
}

TEST_CASE("no example of the page is left unread") {
  const std::set<std::string> known = {"ledger-id-input",
                                       "ledger-id",
                                       "record-0",
                                       "record-1",
                                       "record-2",
                                       "opaque-reference",
                                       "clear-message",
                                       "clear-hash",
                                       "box-context",
                                       "box-context-digest",
                                       "box-content",
                                       "box-plaintext",
                                       "box-commitment",
                                       "box-ciphertext",
                                       "leaf-hashes",
                                       "root-3",
                                       "tile-0-000.p-3",
                                       "entries-000.p-3",
                                       "vkey",
                                       "checkpoint-1",
                                       "checkpoint-3",
                                       "consistency-1-to-3",
                                       "proof-2-in-3",
                                       "receipt-2",
                                       "look-up-tag",
                                       "page-plaintext",
                                       "page-00000000-0000000000000001",
                                       "index-plaintext",
                                       "index-0000000000000001",
                                       "root-0000000000000001",
                                       "head-slot",
                                       "frame-status",
                                       "ids-key"};
  std::set<std::string> found;
  for (const auto& [name, bytes] : read_format_examples())
    found.insert(name);
  CHECK(found == known);
}

TEST_SUITE_END();
