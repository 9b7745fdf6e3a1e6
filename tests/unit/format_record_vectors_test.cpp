// The examples of records, bodies and boxes in schemas/FORMAT.md.
#include "tests/unit/format_support.hpp"

#include "ledger/chain/record.hpp"
#include "ledger/crypto/mac.hpp"
#include "ledger/event/body.hpp"

using namespace ledger;
using namespace ledger::test;

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

TEST_CASE("the tag of the example's value follows from its subject's key") {
  const Bytes32 key = counting<Bytes32>(0xa0);
  const Bytes info = format_example("value-tag-info");
  CHECK(as_text(info) == "auditledger/value-tag/v1\x05"
                         "emailjan@example.org");
  std::array<std::uint8_t, 32> block{};
  hmac_sha256(block, key.view(), {info, Bytes{1}});
  CHECK(Bytes(block.begin(), block.begin() + 16) == format_example("value-tag"));
  const ValueTag tag = value_tag(key.view(), "email", as_bytes("jan@example.org"));
  CHECK(to_bytes(tag.view()) == format_example("value-tag"));
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

TEST_SUITE_END();
