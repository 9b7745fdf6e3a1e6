// The answers that read: on the reader thread, unless a comment says otherwise.
#include "daemon/handlers.hpp"
#include "daemon/subject_reply.hpp"
#include "ledger/base/limits.hpp"
#include "ledger/chain/proof_file.hpp"
#include "ledger/event/views.hpp"
#include "ledger/projection/person.hpp"
#include "ledger/projection/subject_projection.hpp"
#include "ledger/projection/subject_state.hpp"
#include "ledger/report/answers.hpp"

#include <boost/asio/post.hpp>
#include <kj/exception.h>

#include <algorithm>

namespace ledger {
namespace {

// What the published policies and their ends rest on, ascending.
std::vector<Sequence> policy_records(const House& house) {
  std::vector<Sequence> records;
  for (const Fact& fact : house.facts())
    if (fact.type() == wire::EventType::POLICY_PUBLISHED ||
        fact.type() == wire::EventType::POLICY_RETIRED)
      records.push_back(fact.by());
  std::sort(records.begin(), records.end());
  return records;
}

} // namespace

Status Handlers::wait_for_facts(TreeSize size) const {
  return ledger_.projector().wait_for(size, std::chrono::steady_clock::now() + kLongestWait);
}

Result<std::vector<ReadRecord>> Handlers::read_range(Sequence from, std::size_t limit,
                                                     bool with_content, Sequence& next) {
  std::vector<ReadRecord> records;
  const TreeSize size = ledger_.durable().size;
  next = from;
  std::size_t bytes = 0;
  while (contains(size, next) && records.size() < limit && bytes < kReplyBytes) {
    LEDGER_ASSIGN(Bytes record, ledger_.record(next));
    std::vector<OpenedBox> opened;
    if (with_content) {
      LEDGER_ASSIGN(opened, ledger_.open_boxes(record));
    }
    bytes += record.size() * (with_content ? 2 : 1);
    records.emplace_back(next, std::move(record), std::move(opened));
    next = Sequence(next.get() + 1);
  }
  return records;
}

Result<Bytes> Handlers::read(Call& call) {
  const auto request = call.request.getRead();
  Sequence from(request.getFrom());
  std::size_t limit = std::clamp<std::size_t>(request.getLimit(), 1, limits::kReadRecordsPerReply);
  if (request.getEventId().size() > 0) {
    if (request.getEventId().size() != EventId::kSize)
      return fail(Errc::kInvalidField, "not 16 bytes", "eventId", "a UUID");
    const EventId id(view(request.getEventId()).first<EventId::kSize>());
    const std::string_view source =
        request.getSource().size() > 0 ? view(request.getSource()) : call.source;
    LEDGER_ASSIGN(from, ledger_.find(source, id));
    limit = 1;
  }
  Sequence next;
  LEDGER_ASSIGN(const auto records, read_range(from, limit, request.getWithContent(), next));
  return encode_records(call.id, records, next, ledger_.durable().size);
}

Result<Bytes> Handlers::prove(Call& call) {
  const Sequence sequence(call.request.getProve().getSequence());
  LEDGER_ASSIGN(const Bytes record, ledger_.record(sequence));
  LEDGER_ASSIGN(const ProofFile proof, ledger_.prove(sequence));
  LEDGER_ASSIGN(const std::string text, format_proof_file(proof));
  return encode_proof(call.id, text, hash_leaf(record));
}

Result<Bytes> Handlers::consistency(Call& call) {
  const auto request = call.request.getConsistency();
  std::optional<TreeSize> size;
  if (request.getSize() > 0) size = TreeSize(request.getSize());
  LEDGER_ASSIGN(const auto hashes, ledger_.consistency(TreeSize(request.getOldSize()), size));
  return encode_reply(call.id, [&](wire::Reply::Builder out) {
    auto list = out.initConsistency(static_cast<unsigned>(hashes.size()));
    for (unsigned i = 0; i < list.size(); ++i)
      list.set(i, {hashes[i].view().data(), NodeHash::kSize});
  });
}

Result<Bytes> Handlers::subject(Call& call) {
  const auto request = call.request.getSubject();
  const auto subject = named_subject(request, call);
  if (!subject)
    return fail(Errc::kNotFound, "nobody is known by this name", "subject",
                "check namespace and reference; an erased person has no name here");
  // What was acknowledged to the asker before is in the answer.
  const TreeSize wanted = std::max(TreeSize(request.getAtLeast()), ledger_.durable().size);
  LEDGER_TRY(wait_for_facts(wanted));
  std::optional<TreeSize> as_of;
  if (request.getAsOf() > 0) as_of = TreeSize(request.getAsOf());
  PersonFacts person;
  LEDGER_TRY(ledger_.projector().read(SubjectProjection::kName, [&](const StateCopy& subjects) {
    return read_person(subjects, *subject, Extent::kAll, as_of).map([&](PersonFacts found) {
      person = std::move(found);
    });
  }));
  if (person.facts.empty())
    return fail(Errc::kNotFound, "no record is about this person", "subject",
                "check the subject id, and as of which record you ask");
  // What was taken back stays on record, and counts no longer.
  LEDGER_ASSIGN(const KnownHouse known, ledger_.answers().known(as_of));
  std::erase_if(person.facts, [&](const Fact& fact) { return known.house->takes_back(fact.by()); });
  const SubjectState state = state_of(person.facts);
  return encode_reply(call.id, [&](wire::Reply::Builder out) {
    fill_subject(out.initSubject(), *subject, state, person.folded);
  });
}

Result<Bytes> Handlers::put_document(Call& call) {
  const auto request = call.request.getPutDocument();
  if (request.getKind() == wire::DocumentKind::UNSTATED ||
      request.getKind() > wire::DocumentKind::ASSESSMENT_TEXT)
    return fail(Errc::kInvalidField, "not a kind of document", "kind", "auditledger help fields");
  LEDGER_ASSIGN(const DocumentHash hash,
                ledger_.put_document(request.getKind(), view(request.getBytes())));
  return encode_reply(call.id, [&](wire::Reply::Builder out) {
    out.setDocumentHash({hash.view().data(), DocumentHash::kSize});
  });
}

Result<Bytes> Handlers::policies(Call& call) {
  const TreeSize size = ledger_.durable().size;
  LEDGER_TRY(wait_for_facts(size));
  LEDGER_ASSIGN(const KnownHouse known, ledger_.answers().known(std::nullopt));
  const Sequence from(call.request.getPolicies().getFrom());
  LEDGER_ASSIGN(const RecordsPage page, page_of(policy_records(*known.house), from, next_of(size)));
  return encode_records(call.id, page.records, page.next, size);
}

Result<Bytes> Handlers::projections(Call& call) {
  const auto all = ledger_.projector().list();
  std::vector<DigestAt> digests;
  for (const ProjectionInfo& info : all) {
    LEDGER_ASSIGN(DigestAt digest, ledger_.projector().digest(info.name));
    digests.push_back(digest);
  }
  return encode_reply(call.id, [&](wire::Reply::Builder out) {
    auto list = out.initProjections(static_cast<unsigned>(all.size()));
    for (unsigned i = 0; i < list.size(); ++i) {
      list[i].setName(all[i].name.c_str());
      list[i].setVersion(all[i].version);
      list[i].setFoldedSize(digests[i].folded.get());
      list[i].setDigest({digests[i].digest.view().data(), StateDigest::kSize});
    }
  });
}

Result<Bytes> Handlers::compare_projection(Call& call) {
  LEDGER_ASSIGN(const ProjectionComparison comparison,
                ledger_.projector().compare(view(call.request.getCompareProjection())));
  return encode_reply(call.id, [&](wire::Reply::Builder out) {
    auto result = out.initComparison();
    result.setEqual(comparison.equal);
    result.setFoldedSize(comparison.folded.get());
    result.setLive({comparison.live.view().data(), StateDigest::kSize});
    result.setReplayed({comparison.replayed.view().data(), StateDigest::kSize});
    const Bytes& key = comparison.first_difference;
    result.setFirstDifference({key.data(), key.size()});
  });
}

// The I/O thread.
void Handlers::follow(const CallPtr& call) {
  const auto request = call->request.getFollow();
  const auto follower =
      std::make_shared<Follower>(call, Sequence(request.getFrom()), request.getWithContent());
  followers_.push_back(follower);
  pump(follower);
}

// The I/O thread: something became durable.
void Handlers::pump_followers() {
  pump_posted_ = false;
  followers_.remove_if([](const auto& follower) { return !follower->call->sink.is_open(); });
  const auto all = followers_;
  for (const auto& follower : all)
    pump(follower);
}

// The I/O thread: reads on for one follower, unless it is being read for or does not keep up.
void Handlers::pump(const std::shared_ptr<Follower>& follower) {
  if (follower->reading || !contains(ledger_.durable().size, follower->next)) return;
  follower->stalled = !follower->call->sink.has_room();
  if (follower->stalled) return;
  follower->reading = true;
  reads_.add(follower->call->uid, follower->call->sink, [this, follower] {
    auto next = std::make_shared<Sequence>(follower->next);
    auto frame = std::make_shared<Result<Bytes>>(Bytes());
    const auto records =
        read_range(follower->next, limits::kReadRecordsPerReply, follower->with_content, *next);
    *frame = records ? Result<Bytes>(encode_records(follower->call->id, *records, *next,
                                                    ledger_.durable().size))
                     : Result<Bytes>(fail(records.error()));
    return [this, follower, next, frame] {
      follower->reading = false;
      if (!*frame) return reply(follower->call, *frame);
      follower->next = *next;
      follower->call->sink.send_part(**frame);
      pump(follower);
    };
  });
}

} // namespace ledger
