// Writes a small ledger, the same at every run, as the files that foreign verifiers read:
//
//   interop_export DIRECTORY
//
//   vkey                             the verifier key
//   SIZE/checkpoint                  the signed checkpoint over the first SIZE records
//   SIZE/tile/entries/...            entry bundles, C2SP tlog-tiles
//   SIZE/tile/LEVEL/...              hash tiles
//   SIZE/proof/inclusion-N           a .tlog-proof of record N
//   SIZE/proof/consistency-OLD       "old OLD", hashes, empty line, checkpoint (C2SP tlog-witness)
//
// The sizes stand around the edges of a tile.
#include "ledger/chain/checkpoint.hpp"
#include "ledger/chain/proof_file.hpp"
#include "ledger/chain/record.hpp"
#include "ledger/chain/tile_stack.hpp"
#include "ledger/crypto/base64.hpp"
#include "ledger/event/body.hpp"

#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <set>
#include <stdexcept>

namespace {

using namespace ledger;
using std::filesystem::path;

constexpr std::uint64_t kSizes[] = {1, 2, 255, 256, 257, 1'000};
constexpr std::uint64_t kRecords = 1'000;
constexpr std::string_view kOrigin = "interop.example/ledger";
constexpr std::string_view kPolicy = "the policy of this test\n";
constexpr std::int64_t kOpenedAt = 1'772'438'400'000'000;
constexpr std::int64_t kBetweenRecords = 1'234'567;
// A batch use in two parts, well inside: the largest records of the ledger.
constexpr std::uint64_t kBatchAt = 300;
constexpr std::size_t kLastPartSubjects = 321;

using Bytes32 = FixedBytes<struct Bytes32Tag, 32>;

template <class T>
T expect(Result<T> result) {
  if (!result) throw std::runtime_error(result.error().what() + ": " + result.error().where());
  return std::move(*result);
}

// Random to look at, and the same at every run.
template <class Fixed>
Fixed made(std::string_view what, std::uint64_t number) {
  const std::string text = std::string(what) + " " + std::to_string(number);
  const auto digest = sha256_as<Bytes32>({as_bytes(text)});
  return Fixed(digest.view().template first<Fixed::kSize>());
}

SigningSeed signing_seed() {
  return SigningSeed(made<Bytes32>("signing seed", 0).view());
}

Genesis genesis() {
  Genesis declared;
  declared.origin = kOrigin;
  declared.verifier_key = public_key_of(signing_seed());
  declared.random = made<FixedBytes<struct GenesisRandomTag, 32>>("genesis", 0);
  return declared;
}

capnp::Data::Reader as_data(ByteView bytes) {
  return {bytes.data(), bytes.size()};
}

// --- bodies -------------------------------------------------------------------------------------

template <class Fill>
Bytes own_body(wire::EventType type, std::uint64_t sequence, const Fill& fill) {
  capnp::MallocMessageBuilder message;
  auto event = message.initRoot<wire::Event>();
  event.setType(type);
  event.setEventId(as_data(made<EventId>("event", sequence).view()));
  fill(event.initControl());
  return canonical_body(event);
}

Bytes opened_body() {
  return own_body(wire::EventType::LEDGER_OPENED, 0, [](wire::Control::Builder control) {
    const Genesis declared = genesis();
    auto opened = control.initOpened();
    opened.setOrigin(declared.origin);
    opened.setVerifierKey(as_data(declared.verifier_key.view()));
    opened.setRandom(as_data(declared.random.view()));
    opened.setFormatVersion(kFormatVersion);
    opened.setHash(wire::HashAlgorithm::SHA256);
  });
}

template <class Fill>
std::vector<std::uint64_t> clear_part(Timestamp occurred, const Fill& fill) {
  capnp::MallocMessageBuilder message;
  auto clear = message.initRoot<wire::Clear>();
  clear.setOccurredAt(occurred.get());
  fill(clear);
  const kj::Array<capnp::word> words = capnp::canonicalize(clear.asReader());
  std::vector<std::uint64_t> copy(words.size());
  std::copy_n(words.asBytes().begin(), words.asBytes().size(),
              reinterpret_cast<std::uint8_t*>(copy.data()));
  return copy;
}

BodyParts posted(wire::EventType type, std::uint64_t id) {
  BodyParts parts;
  parts.type = type;
  parts.event_id = made<EventId>("event", id);
  parts.source = "shop";
  parts.policy = sha256_as<DocumentHash>({as_bytes(kPolicy)});
  parts.policy_sequence = Sequence(1);
  return parts;
}

Bytes policy_body(Timestamp at) {
  const auto clear = clear_part(at, [&](wire::Clear::Builder fields) {
    auto document = fields.initDocuments(1)[0];
    document.setKind(wire::DocumentKind::POLICY);
    document.setHash(as_data(sha256_as<DocumentHash>({as_bytes(kPolicy)}).view()));
    fields.setEffectiveFrom(at.get());
  });
  BodyParts parts = posted(wire::EventType::POLICY_PUBLISHED, 1);
  parts.source = "uid:0";
  parts.policy = {};
  parts.policy_sequence = {};
  parts.clear = clear;
  return expect(write_body(parts));
}

Bytes batch_body(Timestamp at, std::uint64_t part) {
  const auto clear = clear_part(at, [](wire::Clear::Builder fields) {
    fields.initActivities(1).set(0, "newsletter");
    fields.setCampaign(as_data(made<OpaqueRef>("campaign", 0).view()));
  });
  std::vector<SubjectId> subjects(part == 0 ? limits::kSubjectsPerPart : kLastPartSubjects);
  for (std::size_t i = 0; i < subjects.size(); ++i)
    subjects[i] = made<SubjectId>("reader", part * limits::kSubjectsPerPart + i);
  BodyParts parts = posted(wire::EventType::USE_BATCH, kBatchAt);
  parts.part_index = static_cast<std::uint16_t>(part);
  parts.part_count = 2;
  parts.subjects = subjects;
  parts.clear = clear;
  return expect(write_body(parts));
}

// A person known by id, so that nothing is sealed and the bytes are the same at every run.
Bytes collection_body(Timestamp at, std::uint64_t sequence) {
  const auto clear = clear_part(at, [&](wire::Clear::Builder fields) {
    fields.setChannel(wire::Channel::WEBSITE);
    fields.setGround(wire::Ground::CONTRACT);
    fields.setDataSource(wire::DataSource::DATA_SUBJECT);
    auto categories = fields.initCategories(static_cast<unsigned>(1 + sequence % 3));
    for (unsigned i = 0; i < categories.size(); ++i)
      categories.set(i, "category-" + std::to_string(i));
    if (sequence % 5 == 0) fields.initCauses(1).set(0, sequence - 1);
  });
  const auto subject = made<SubjectId>("customer", sequence % 40);
  BodyParts parts = posted(wire::EventType::COLLECTION, sequence);
  parts.subjects = {&subject, 1};
  parts.clear = clear;
  return expect(write_body(parts));
}

Bytes body_at(std::uint64_t sequence, Timestamp at) {
  if (sequence == 0) return opened_body();
  if (sequence == 1) return policy_body(at);
  if (sequence == kBatchAt || sequence == kBatchAt + 1) return batch_body(at, sequence - kBatchAt);
  if (sequence % 100 == 99)
    return own_body(wire::EventType::LEDGER_HEARTBEAT, sequence,
                    [](wire::Control::Builder control) { control.setHeartbeat(); });
  return collection_body(at, sequence);
}

std::vector<Bytes> make_records() {
  std::vector<Bytes> records;
  RecordHeader header;
  header.ledger_id = ledger_id_of(genesis());
  for (std::uint64_t i = 0; i < kRecords; ++i) {
    header.sequence = Sequence(i);
    // Three records a group, which share its time.
    header.recorded_at = Timestamp(kOpenedAt + static_cast<std::int64_t>(i / 3) * kBetweenRecords);
    const Bytes body = body_at(i, header.recorded_at);
    const auto parsed = expect(StoredBody::parse(body));
    header.flags = parsed.source().empty() ? kControlRecord : 0;
    records.push_back(make_record(header, body));
    header.previous = hash_leaf(records.back());
  }
  return records;
}

// --- files --------------------------------------------------------------------------------------

void write_file(const path& file, ByteView bytes) {
  std::filesystem::create_directories(file.parent_path());
  std::ofstream out(file, std::ios::binary | std::ios::trunc);
  out.write(reinterpret_cast<const char*>(bytes.data()),
            static_cast<std::streamsize>(bytes.size()));
  out.close();
  if (!out) throw std::runtime_error("could not write " + file.string());
}

void write_bundles(const path& folder, std::span<const Bytes> records) {
  for (std::size_t first = 0; first < records.size(); first += kTileWidth) {
    const auto width = std::min<std::size_t>(kTileWidth, records.size() - first);
    const auto behind = records.subspan(first, width);
    const std::vector<ByteView> views(behind.begin(), behind.end());
    write_file(folder / entries_path(first / kTileWidth, static_cast<unsigned>(width)),
               expect(encode_entry_bundle(views)));
  }
}

void write_tiles(const path& folder, std::span<const Bytes> records) {
  std::vector<NodeHash> level_hashes;
  for (const Bytes& record : records)
    level_hashes.push_back(as_node(hash_leaf(record)));
  for (unsigned level = 0; !level_hashes.empty(); ++level) {
    std::vector<NodeHash> above;
    for (std::size_t first = 0; first < level_hashes.size(); first += kTileWidth) {
      const auto width = std::min<std::size_t>(kTileWidth, level_hashes.size() - first);
      const auto hashes = std::span(level_hashes).subspan(first, width);
      write_file(folder / tile_path({level, first / kTileWidth, static_cast<unsigned>(width)}),
                 encode_tile(hashes));
      if (width == kTileWidth) above.push_back(tile_root(hashes.first<kTileWidth>()));
    }
    level_hashes = std::move(above);
  }
}

// The tree as the daemon keeps it: the edge, and full tiles in a store.
struct StoredTree {
  TileStack edge;
  std::map<std::pair<unsigned, std::uint64_t>, Bytes> full;

  void append(const LeafHash& leaf) {
    edge.append(leaf,
                [this](unsigned level, std::uint64_t index, std::span<const NodeHash> hashes) {
                  full.emplace(std::pair(level, index), encode_tile(hashes));
                });
  }
  [[nodiscard]] NodeReader reader() const {
    return edge.node_reader(
        [this](unsigned level, std::uint64_t index) -> Result<std::optional<Bytes>> {
          const auto found = full.find({level, index});
          if (found == full.end()) return std::nullopt;
          return found->second;
        });
  }
};

void write_proofs(const path& folder, const StoredTree& tree, const std::string& checkpoint) {
  const std::uint64_t size = tree.edge.size().get();
  for (const std::uint64_t index : std::set<std::uint64_t>{0, 1, 127, 254, 255, 256, 300, 511, 767,
                                                           768, 998, size / 2, size - 1}) {
    if (index >= size) continue;
    const ProofFile proof{Sequence(index),
                          {},
                          expect(inclusion_proof(Sequence(index), TreeSize(size), tree.reader())),
                          checkpoint};
    write_file(folder / ("inclusion-" + std::to_string(index)),
               as_bytes(expect(format_proof_file(proof))));
  }
  for (const std::uint64_t old_size : kSizes) {
    if (old_size > size) continue;
    std::string text = "old " + std::to_string(old_size) + "\n";
    for (const NodeHash& hash :
         expect(consistency_proof(TreeSize(old_size), TreeSize(size), tree.reader())))
      text += to_base64(hash.view()) + "\n";
    text += "\n" + checkpoint;
    write_file(folder / ("consistency-" + std::to_string(old_size)), as_bytes(text));
  }
}

void write_ledger(const path& folder) {
  const SigningSeed seed = signing_seed();
  const VerifierKey key = expect(make_verifier_key(kOrigin, public_key_of(seed)));
  write_file(folder / "vkey", as_bytes(format_verifier_key(key) + "\n"));
  const std::vector<Bytes> records = make_records();
  StoredTree tree;
  for (const std::uint64_t size : kSizes) {
    while (tree.edge.size().get() < size)
      tree.append(hash_leaf(records[tree.edge.size().get()]));
    const path dump = folder / std::to_string(size);
    const Checkpoint stated{std::string(kOrigin), TreeSize(size), tree.edge.root(), {}};
    const std::string checkpoint = expect(sign_checkpoint(stated, seed));
    write_file(dump / "checkpoint", as_bytes(checkpoint));
    const auto held = std::span(records).first(size);
    write_bundles(dump, held);
    write_tiles(dump, held);
    write_proofs(dump / "proof", tree, checkpoint);
  }
}

} // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: interop_export DIRECTORY\n";
    return 2;
  }
  try {
    write_ledger(argv[1]);
  } catch (const std::exception& error) {
    std::cerr << "interop_export: " << error.what() << '\n';
    return 1;
  }
}
