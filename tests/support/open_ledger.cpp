#include "tests/support/open_ledger.hpp"

#include "ledger/chain/record.hpp"
#include "ledger/crypto/random.hpp"

#include <capnp/message.h>

#include <algorithm>
#include <thread>

namespace ledger::test {
namespace {

capnp::Data::Reader blob(ByteView bytes) {
  return {bytes.data(), bytes.size()};
}

// Where its completions run: at once, on the thread that has them.
void run_all(const std::vector<std::function<void()>>& completions) {
  for (const auto& completion : completions)
    completion();
}

struct NewDraft {
  explicit NewDraft(wire::EventType type, const EventId& id) {
    draft.setType(type);
    draft.setEventId(blob(id.view()));
    draft.initClear().setOccurredAt(1'700'000'000'000'000);
  }
  Draft take() { return Draft(message, draft.asReader()); }
  std::shared_ptr<capnp::MallocMessageBuilder> message =
      std::make_shared<capnp::MallocMessageBuilder>();
  wire::Draft::Builder draft = message->initRoot<wire::Draft>();
};

void read_content(const SecretBytes& content, StoredBox& box) {
  const kj::ArrayPtr<const capnp::word> words(
      reinterpret_cast<const capnp::word*>(content.view().data()), content.size() / 8);
  const kj::ArrayPtr<const capnp::word> segments[] = {words};
  capnp::SegmentArrayMessageReader message(kj::arrayPtr(segments, 1));
  const auto root = message.getRoot<wire::BoxContent>();
  const auto reference = root.getReference();
  box.reference = std::string(as_text({reference.begin(), reference.size()}));
  for (const auto value : root.getValues()) {
    const auto bytes = value.getValue();
    box.email = std::string(as_text({bytes.begin(), bytes.size()}));
  }
}

class ChainReader {
 public:
  explicit ChainReader(Ledger& ledger) : ledger_(ledger) {}

  StoredChain read() {
    for (std::uint64_t i = 0; i < ledger_.durable().size.get() && !chain_.broken; ++i)
      if (const Status added = add(Sequence(i)); !added)
        chain_.broken = "record " + std::to_string(i) + ": " + added.error().what();
    return std::move(chain_);
  }

 private:
  Status add(Sequence sequence) {
    LEDGER_ASSIGN(const Bytes record, ledger_.record(sequence));
    LEDGER_ASSIGN(const RecordHeader header, parse_header(record));
    LEDGER_ASSIGN(const StoredBody body, StoredBody::parse(body_of(record)));
    const LeafHash last = chain_.leaves.empty() ? LeafHash() : chain_.leaves.back();
    if (header.sequence != sequence || header.previous != last || header.recorded_at < time_)
      return fail(Errc::kChanged, "does not follow the one before", "", "");
    time_ = header.recorded_at;
    chain_.leaves.push_back(hash_leaf(record));
    const auto event = body.event();
    if (event.hasSource() && body.source() == kPoster && event.getPartIndex() == 0)
      chain_.posted[body.event_id()].push_back(sequence);
    if (event.getType() == wire::EventType::ERASURE_STARTED) add_erasure(sequence, body);
    if (event.getType() == wire::EventType::KEY_DESTROYED)
      for (StoredErasure& erasure : chain_.erasures)
        if (erasure.started.get() == event.getControl().getKeyDestroyed().getErasure())
          ++erasure.finished;
    return add_boxes(sequence, record, header, body);
  }

  void add_erasure(Sequence sequence, const StoredBody& body) {
    StoredErasure erasure;
    erasure.started = sequence;
    erasure.subject = body.subjects().at(0);
    for (const auto name : body.event().getClear().getKeyClasses())
      erasure.classes.emplace_back(name.cStr(), name.size());
    chain_.erasures.push_back(std::move(erasure));
  }

  Status add_boxes(Sequence sequence, ByteView record, const RecordHeader& header,
                   const StoredBody& body) {
    LEDGER_ASSIGN(const auto opened, ledger_.open_boxes(record));
    const ContentHash clear = hash_clear(body.clear_message());
    for (const OpenedBox& one : opened) {
      LEDGER_ASSIGN(const BoxContext context, body.box_context(header.ledger_id, one.index, clear));
      StoredBox box;
      box.record = sequence;
      box.event = body.event_id();
      box.subject = context.subject;
      box.key_class = std::string(context.key_class);
      box.state = static_cast<wire::BoxState>(one.fate);
      if (box.state == wire::BoxState::OPENED) read_content(one.content, box);
      chain_.boxes.push_back(std::move(box));
    }
    return {};
  }

  Ledger& ledger_;
  StoredChain chain_;
  Timestamp time_;
};

} // namespace

Posting new_posting(const std::string& reference) {
  const auto id = random_id<EventId>();
  return {id, reference, to_hex(id.view()) + "@example.org"};
}

Draft draft_of(const Posting& posting) {
  NewDraft made(wire::EventType::SUBJECT_REGISTERED, posting.id);
  auto subject = made.draft.initSubjects(1)[0];
  subject.setReference(blob(as_bytes(posting.reference)));
  auto value = subject.initValues(1)[0];
  value.setName("email");
  value.setValue(blob(as_bytes(posting.email)));
  return made.take();
}

Draft batch_use(const EventId& id, const std::vector<std::string>& references) {
  NewDraft made(wire::EventType::USE_BATCH, id);
  auto clear = made.draft.getClear();
  clear.initActivities(1).set(0, "newsletter");
  clear.setCampaign(blob(id.view()));
  auto subjects = made.draft.initSubjects(static_cast<unsigned>(references.size()));
  for (unsigned i = 0; i < subjects.size(); ++i)
    subjects[i].setReference(blob(as_bytes(references[i])));
  return made.take();
}

Bytes small_policy(int version) {
  const std::string text = "format = 1\nversion = \"" + std::to_string(version) +
                           "\"\neffective_from = 2024-01-01\nlanguages = [\"en\"]\n"
                           "[controller]\nid = \"controller\"\nname = \"Example\"\n"
                           "country = \"BE\"\n[statement]\nid = \"statement\"\n"
                           "title.en = \"Statement\"\n";
  const ByteView bytes = as_bytes(text);
  return {bytes.begin(), bytes.end()};
}

Result<InitReport> make_ledger(const StatePaths& paths, const MasterKey& master,
                               const FileSystemPtr& file_system) {
  InitOptions options;
  options.paths = paths;
  options.origin = "audit.example/ledger";
  options.policy = small_policy(1);
  options.file_system = file_system;
  const auto clock = make_system_clock();
  return init_ledger(options, master, *clock);
}

Result<std::unique_ptr<OpenLedger>> OpenLedger::open(const StatePaths& paths,
                                                     const MasterKey& master,
                                                     const FileSystemPtr& file_system) {
  std::unique_ptr<OpenLedger> opened(new OpenLedger());
  OpenOptions options;
  options.paths = paths;
  options.file_system = file_system;
  options.checkpoint_interval = std::chrono::milliseconds(1);
  options.deliver = run_all;
  options.on_fatal = [raw = opened.get()](const Error&) { ++raw->fatals_; };
  LEDGER_ASSIGN(opened->ledger_, Ledger::open(options, master, *opened->clock_));
  return opened;
}

Receipts OpenLedger::post(const std::vector<Posting>& postings) {
  std::vector<Draft> drafts;
  for (const Posting& posting : postings)
    drafts.push_back(draft_of(posting));
  return post(std::move(drafts));
}

Receipts OpenLedger::post(std::vector<Draft> drafts) {
  Receipts receipts;
  ledger_->append(std::move(drafts), kPoster, PostedBy::kApplication, receipts.taker());
  return receipts;
}

Answer<ErasureReport> OpenLedger::erase(const std::string& reference,
                                        const std::vector<std::string>& classes) {
  Answer<ErasureReport> report;
  EraseRequest request;
  request.name_space = kPoster;
  const ByteView bytes = as_bytes(reference);
  request.reference = Bytes(bytes.begin(), bytes.end());
  request.key_classes = classes;
  request.event_id = random_id<EventId>();
  request.source = "officer";
  ledger_->erase(std::move(request), report.taker());
  return report;
}

Receipts OpenLedger::publish(int policy_version) {
  Receipts receipts;
  PolicyRequest request;
  request.toml = small_policy(policy_version);
  request.event_id = random_id<EventId>();
  request.source = "officer";
  ledger_->publish_policy(std::move(request), receipts.taker());
  return receipts;
}

bool OpenLedger::wait_for_checkpoint() {
  while (fatals_ == 0) {
    if (ledger_->status().checkpoint_size == ledger_->durable().size) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return false;
}

bool StoredChain::erased_later(const StoredBox& box) const {
  return std::ranges::any_of(erasures, [&box](const StoredErasure& erasure) {
    return erasure.started > box.record && erasure.subject == box.subject &&
           (erasure.classes.empty() ||
            std::ranges::find(erasure.classes, box.key_class) != erasure.classes.end());
  });
}

StoredChain read_chain(OpenLedger& ledger) {
  return ChainReader(*ledger).read();
}

} // namespace ledger::test
