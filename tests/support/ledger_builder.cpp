#include "tests/support/ledger_builder.hpp"

#include "ledger/base/limits.hpp"
#include "ledger/chain/checkpoint.hpp"

#include <capnp/serialize.h>

namespace ledger::test {
namespace {

// 2026-03-02T08:00:00Z
constexpr std::int64_t kFirstTime = 1'772'438'400'000'000;
constexpr std::int64_t kSecond = 1'000'000;

template <class Id>
Id id_from(std::uint64_t number, std::uint8_t kind) {
  Id id;
  id.writable()[0] = kind;
  put_be(id.writable().data() + 8, number, 8);
  return id;
}

capnp::Data::Reader blob(ByteView bytes) {
  return {bytes.data(), bytes.size()};
}

std::vector<std::uint64_t> words_of(capnp::AnyStruct::Reader root) {
  const kj::Array<capnp::word> canonical = root.canonicalize();
  std::vector<std::uint64_t> words(canonical.size());
  std::memcpy(words.data(), canonical.begin(), canonical.size() * sizeof(capnp::word));
  return words;
}

std::vector<std::uint64_t> clear_words(const std::function<void(wire::Clear::Builder)>& fill) {
  capnp::MallocMessageBuilder message;
  auto clear = message.initRoot<wire::Clear>();
  clear.setOccurredAt(kFirstTime);
  fill(clear);
  return words_of(capnp::AnyStruct::Reader(clear.asReader()));
}

Bytes key_body(wire::EventType type, const PublicKey& key, TreeSize closing, std::uint64_t number) {
  capnp::MallocMessageBuilder message;
  auto event = message.initRoot<wire::Event>();
  event.setType(type);
  event.setEventId(blob(id_from<EventId>(number, 0xC0).view()));
  auto control = event.initControl();
  auto stated = type == wire::EventType::LEDGER_KEY_RETIRED ? control.initKeyRetired()
                                                            : control.initKeyAnnounced();
  stated.setVerifierKey(blob(key.view()));
  stated.setClosingSize(closing.get());
  return canonical_body(event.asReader());
}

} // namespace

SigningSeed seed_of(std::uint8_t fill) {
  std::array<std::uint8_t, 32> bytes{};
  bytes.fill(fill);
  return SigningSeed(bytes);
}

std::string vkey_of(std::uint8_t fill, const std::string& origin) {
  return format_verifier_key(must(make_verifier_key(origin, public_key_of(seed_of(fill)))));
}

Bytes event_body(std::uint64_t number, std::size_t extra, std::uint16_t part, std::uint16_t parts) {
  const auto clear = clear_words([&](wire::Clear::Builder fields) {
    fields.setChannel(wire::Channel::WEBSITE);
    fields.setRelation("customer");
    if (extra > 0) fields.setItem(std::string(extra, 'x').c_str());
  });
  std::vector<SubjectId> subjects = {id_from<SubjectId>(number % 100 + part, 0xAB)};
  if (part + 1 < parts) // every part but the last is full
    for (std::uint64_t i = 1; i < limits::kSubjectsPerPart; ++i)
      subjects.push_back(id_from<SubjectId>(part * limits::kSubjectsPerPart + i, 0xAC));
  BodyParts body;
  body.type = parts > 0 ? wire::EventType::USE_BATCH : wire::EventType::COLLECTION;
  body.event_id = id_from<EventId>(number, 0xE0);
  body.source = "crm";
  body.part_index = part;
  body.part_count = parts;
  body.subjects = subjects;
  body.clear = clear;
  return must(write_body(body));
}

LedgerBuilder::LedgerBuilder(const std::filesystem::path& state, std::uint8_t seed_fill,
                             std::string origin)
    : state_(state), seed_fill_(seed_fill), origin_(std::move(origin)), time_(kFirstTime) {
  const DurableFiles files(nullptr);
  must(files.create_directory(state));
  must(files.create_directory(state / "head"));
  must(Head::create(files, state / "head"));
  const auto mac = seed_of(0x4D);
  head_ = must(Head::open(files, state / "head", DerivedKey(mac.view())));
  StoreOptions options;
  options.directory = state / "ledger";
  options.create = true;
  store_ = must(Store::open(options));

  Genesis genesis;
  genesis.origin = origin_;
  genesis.verifier_key = public_key_of(seed_of(seed_fill));
  genesis.random.writable()[0] = seed_fill;
  id_ = ledger_id_of(genesis);
  Opening opening;
  opening.origin = genesis.origin;
  opening.verifier_key = genesis.verifier_key;
  opening.random = genesis.random;
  append(ledger_opened(opening));
}

LedgerBuilder::~LedgerBuilder() = default;

void LedgerBuilder::commit(const std::vector<Bytes>& bodies, std::uint16_t flags) {
  time_ = Timestamp(time_.get() + kSecond);
  CommitGroup group;
  for (const Bytes& body : bodies) {
    RecordHeader header;
    header.flags = flags;
    header.sequence = next_of(tiles_.size());
    header.recorded_at = time_;
    header.previous = last_;
    header.ledger_id = id_;
    const Bytes record = make_record(header, body);
    last_ = hash_leaf(record);
    group.put_record(header.sequence, record);
    tiles_.append(last_,
                  [&](unsigned level, std::uint64_t index, std::span<const NodeHash> hashes) {
                    group.put_tile(level, index, encode_tile(hashes));
                  });
    records_.emplace_back(last_, time_);
  }
  must(store_->commit(group));
}

Sequence LedgerBuilder::append_body(ByteView body, std::uint16_t flags) {
  commit({Bytes(body.begin(), body.end())}, flags);
  return Sequence(size().get() - 1);
}

void LedgerBuilder::append_events(std::uint64_t count, std::size_t extra) {
  std::vector<Bytes> bodies;
  for (std::uint64_t i = 0; i < count; ++i)
    bodies.push_back(event_body(events_++, extra));
  commit(bodies, 0);
}

void LedgerBuilder::append_batch_use(std::uint16_t parts, int skip) {
  std::vector<Bytes> bodies;
  for (std::uint16_t part = 0; part < parts; ++part)
    if (part != skip) bodies.push_back(event_body(events_, 0, part, parts));
  ++events_;
  commit(bodies, 0);
}

Sequence LedgerBuilder::publish_policy(std::string_view text) {
  const auto hash = sha256_as<DocumentHash>({as_bytes(text)});
  must(store_->put_document(hash, static_cast<std::uint16_t>(wire::DocumentKind::POLICY),
                            as_bytes(text)));
  const auto clear = clear_words([&](wire::Clear::Builder fields) {
    auto documents = fields.initDocuments(1);
    documents[0].setKind(wire::DocumentKind::POLICY);
    documents[0].setHash(blob(hash.view()));
  });
  BodyParts body;
  body.type = wire::EventType::POLICY_PUBLISHED;
  body.event_id = id_from<EventId>(events_++, 0xD0);
  body.source = "officer";
  body.clear = clear;
  return append_body(must(write_body(body)));
}

Sequence LedgerBuilder::announce_key(std::uint8_t seed_fill) {
  return append_body(key_body(wire::EventType::LEDGER_KEY_ANNOUNCED,
                              public_key_of(seed_of(seed_fill)), TreeSize(), events_++),
                     kControlRecord);
}

Sequence LedgerBuilder::retire_key(std::uint8_t seed_fill, TreeSize closing) {
  return append_body(key_body(wire::EventType::LEDGER_KEY_RETIRED,
                              public_key_of(seed_of(seed_fill)), closing, events_++),
                     kControlRecord);
}

std::string LedgerBuilder::checkpoint(const std::vector<std::uint8_t>& seed_fills) {
  Checkpoint checkpoint;
  checkpoint.origin = origin_;
  checkpoint.size = tiles_.size();
  checkpoint.root = tiles_.root();
  const std::string text = must(format_checkpoint(checkpoint));
  std::vector<std::string> lines;
  for (const std::uint8_t fill :
       seed_fills.empty() ? std::vector<std::uint8_t>{seed_fill_} : seed_fills)
    lines.push_back(must(sign_note(text, origin_, seed_of(fill))));
  std::string note = assemble_note(text, lines);
  must(store_->put_checkpoint(checkpoint.size, note));
  return note;
}

void LedgerBuilder::write_head() {
  HeadState state;
  state.ledger_id = id_;
  state.size = tiles_.size();
  state.last_leaf = last_;
  state.root = tiles_.root();
  must(head_->write(state));
  must(head_->sync());
}

void LedgerBuilder::close(bool flush) {
  if (flush) must(store_->close());
  store_.reset();
  head_.reset();
}

Receipt LedgerBuilder::receipt(Sequence sequence) const {
  Receipt receipt;
  receipt.origin = origin_;
  receipt.ledger_id = id_;
  receipt.sequence = sequence;
  receipt.leaf = records_.at(sequence.get()).first;
  receipt.recorded_at = records_.at(sequence.get()).second;
  return receipt;
}

} // namespace ledger::test
