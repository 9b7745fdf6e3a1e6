#include "daemon/handlers.hpp"

#include "daemon/error_reply.hpp"
#include "daemon/log.hpp"
#include "ledger/base/limits.hpp"
#include "ledger/event/views.hpp"

#include <boost/asio/post.hpp>
#include <kj/exception.h>

#include <algorithm>

namespace ledger {
namespace {

Error malformed() {
  return Error(Errc::kMalformed, "not a well-formed request", "request",
               "check the client's Cap'n Proto library and schema version");
}

} // namespace

Handlers::Handlers(Ledger& ledger, const Clock& clock, boost::asio::io_context& io,
                   std::function<std::size_t()> connections)
    : ledger_(ledger), clock_(clock), io_(io), reads_(io), connections_(std::move(connections)),
      started_at_(clock.now()) {
  ledger_.on_durable([this](TreeSize) {
    if (pump_posted_.exchange(true)) return;
    boost::asio::post(io_, [this] { pump_followers(); });
  });
}

void Handlers::handle(std::shared_ptr<Frame> frame, const Grant& grant, ReplySink sink) {
  // Whatever throws on hostile bytes, the request is answered: it holds a slot until then.
  const auto call = make_call(std::move(frame), grant, sink);
  if (call == nullptr) return sink.send(encode_error_reply(0, malformed()));
  try {
    const auto operation = operation_on_wire(static_cast<std::uint16_t>(call->request.which()));
    if (!operation) {
      reply(call, fail(Errc::kMalformed, "a request that this daemon does not know", "request",
                       "upgrade the daemon, or use an older client"));
      return;
    }
    if (const Status allowed = grant.check(*operation); !allowed) {
      denials_.add(grant.peer().uid, *operation, minute_of(clock_.now()));
      reply(call, fail(allowed.error()));
      return;
    }
    dispatch(*operation, call);
  } catch (const kj::Exception&) {
    reply(call, fail(malformed()));
  }
}

Handlers::CallPtr Handlers::make_call(std::shared_ptr<Frame> frame, const Grant& grant,
                                      const ReplySink& sink) {
  try {
    const auto request = frame->root<wire::Request>();
    return std::make_shared<Call>(std::move(frame), request, grant, sink);
  } catch (const kj::Exception&) {
    return nullptr;
  }
}

void Handlers::turn_ended() {
  ledger_.turn_ended();
}

void Handlers::room_made() {
  reads_.start_next();
  for (const auto& follower : followers_)
    if (follower->stalled) pump(follower);
}

void Handlers::dispatch(Operation operation, const CallPtr& call) {
  switch (operation) {
  case Operation::kAppend:
    return append(call);
  case Operation::kAppendBatch:
    return append_batch(call);
  case Operation::kAppendAsOfficer:
    return append_as_officer(call);
  case Operation::kPublishPolicy:
    return publish_policy(call);
  case Operation::kErase:
    return erase(call);
  case Operation::kRotateKey:
    return rotate_key(call);
  case Operation::kFollow:
    return follow(call);
  case Operation::kSubjectRecords:
    return subject_records(call);
  case Operation::kStatus:
    return reply(call, encode_status(call->id, ledger_.status(), connections_(), started_at_));
  case Operation::kRead:
    return read_on_pool(call, [this](Call& c) { return read(c); });
  case Operation::kProve:
    return read_on_pool(call, [this](Call& c) { return prove(c); });
  case Operation::kConsistency:
    return read_on_pool(call, [this](Call& c) { return consistency(c); });
  case Operation::kSubject:
    return read_on_pool(call, [this](Call& c) { return subject(c); });
  case Operation::kCheck:
    return read_on_pool(call, [this](Call& c) { return check(c); });
  case Operation::kFindings:
    return findings(call);
  case Operation::kRetention:
    return read_on_pool(call, [this](Call& c) { return retention(c); });
  case Operation::kPutDocument:
    return read_on_pool(call, [this](Call& c) { return put_document(c); });
  case Operation::kProjections:
    return read_on_pool(call, [this](Call& c) { return projections(c); });
  case Operation::kPolicies:
    return read_on_pool(call, [this](Call& c) { return policies(c); });
  case Operation::kSelected:
    return read_on_pool(call, [this](Call& c) { return selected(c); });
  case Operation::kCompareProjection:
    return read_on_pool(call, [this](Call& c) { return compare_projection(c); });
  case Operation::kCheckpoint:
    return read_on_pool(call, [this](Call& c) -> Result<Bytes> {
      LEDGER_ASSIGN(const std::string text, ledger_.checkpoint());
      return encode_reply(c.id, [&](wire::Reply::Builder out) { out.setCheckpoint(text.c_str()); });
    });
  case Operation::kSigningKeys:
    return read_on_pool(call, [this](Call& c) -> Result<Bytes> {
      LEDGER_ASSIGN(const auto keys, ledger_.signing_keys());
      return encode_signing_keys(c.id, keys);
    });
  case Operation::kRebuildProjection:
    return read_on_pool(call, [this](Call& c) -> Result<Bytes> {
      LEDGER_TRY(ledger_.projector().rebuild(view(c.request.getRebuildProjection())));
      return encode_done(c.id);
    });
  case Operation::kSnapshot:
    return read_on_pool(call, [this](Call& c) -> Result<Bytes> {
      LEDGER_TRY(ledger_.snapshot(std::string(view(c.request.getSnapshot()))));
      return encode_done(c.id);
    });
  case Operation::kDocument:
    return read_on_pool(call, [this](Call& c) -> Result<Bytes> {
      const ByteView hash = view(c.request.getDocument());
      if (hash.size() != DocumentHash::kSize) return fail(malformed());
      LEDGER_ASSIGN(const Bytes bytes,
                    ledger_.document(DocumentHash(hash.first<DocumentHash::kSize>())));
      return encode_reply(c.id, [&](wire::Reply::Builder out) {
        out.setDocument({bytes.data(), bytes.size()});
      });
    });
  }
}

void Handlers::append(const CallPtr& call) {
  std::vector<Draft> drafts;
  drafts.emplace_back(call->frame, call->request.getAppend());
  submit(call, std::move(drafts), PostedBy::kApplication);
}

void Handlers::append_as_officer(const CallPtr& call) {
  std::vector<Draft> drafts;
  drafts.emplace_back(call->frame, call->request.getAppendAsOfficer());
  submit(call, std::move(drafts), PostedBy::kOfficer);
}

void Handlers::submit(const CallPtr& call, std::vector<Draft> drafts, PostedBy by) {
  // Goes with the callback, so when the request is answered.
  const EventBudget::Share share = events_->take(call->uid, drafts.size());
  if (share == nullptr) {
    reply(call, fail(Errc::kBusy, "too many events of this uid are in flight",
                     "uid " + std::to_string(call->uid),
                     "nothing was stored; send it again when others are answered"));
    return;
  }
  const bool batch = call->request.which() == wire::Request::APPEND_BATCH;
  ledger_.append(std::move(drafts), call->source, by,
                 [this, call, share, batch](const Result<std::vector<Receipt>>& receipts) {
                   reply_receipts(call, receipts, batch);
                 });
}

void Handlers::append_batch(const CallPtr& call) {
  const auto batch = call->request.getAppendBatch();
  if (batch.size() == 0 || batch.size() > limits::kEventsPerBatch) {
    reply(call, fail(Errc::kTooLarge,
                     "a batch holds 1 to " + std::to_string(limits::kEventsPerBatch) + " events",
                     "appendBatch", "cut it"));
    return;
  }
  std::vector<Draft> drafts;
  drafts.reserve(batch.size());
  for (const auto draft : batch)
    drafts.emplace_back(call->frame, draft);
  submit(call, std::move(drafts), PostedBy::kApplication);
}

void Handlers::publish_policy(const CallPtr& call) {
  const auto given = call->request.getPublishPolicy();
  PolicyRequest request;
  const ByteView toml = view(given.getToml());
  request.toml.assign(toml.begin(), toml.end());
  request.effective_from = Timestamp(given.getEffectiveFrom());
  request.source = call->source;
  if (given.getEventId().size() != EventId::kSize) return reply(call, fail(malformed()));
  request.event_id = EventId(view(given.getEventId()).first<EventId::kSize>());
  request.material = given.getMaterial();
  for (const auto text : given.getTexts()) {
    if (text.getHash().size() != DocumentHash::kSize) return reply(call, fail(malformed()));
    request.texts.emplace_back(text.getKind(),
                               DocumentHash(view(text.getHash()).first<DocumentHash::kSize>()));
  }
  ledger_.publish_policy(std::move(request),
                         [this, call](const Result<std::vector<Receipt>>& receipts) {
                           reply_receipts(call, receipts, false);
                         });
}

void Handlers::erase(const CallPtr& call) {
  const auto given = call->request.getErase();
  EraseRequest request;
  if (given.getSubjectId().size() == SubjectId::kSize)
    request.subject = SubjectId(view(given.getSubjectId()).first<SubjectId::kSize>());
  request.name_space =
      given.getNamespace().size() > 0 ? std::string(view(given.getNamespace())) : call->source;
  const ByteView reference = view(given.getReference());
  request.reference.assign(reference.begin(), reference.end());
  for (const auto name : given.getKeyClasses())
    request.key_classes.emplace_back(view(name));
  request.ground = given.getGround();
  request.source = call->source;
  if (given.getEventId().size() != EventId::kSize) return reply(call, fail(malformed()));
  request.event_id = EventId(view(given.getEventId()).first<EventId::kSize>());
  ledger_.erase(std::move(request), [this, call](const Result<ErasureReport>& report) {
    if (!report) return reply(call, fail(report.error()));
    reply(call, encode_erased(call->id, *report));
  });
}

void Handlers::rotate_key(const CallPtr& call) {
  RotateRequest request;
  request.retire = std::string(view(call->request.getRotateKey()));
  ledger_.rotate_key(std::move(request), [this, call](const Result<RotateReport>& report) {
    if (!report) return reply(call, fail(report.error()));
    reply(call, encode_rotated(call->id, *report));
  });
}

void Handlers::read_on_pool(const CallPtr& call, Answer answer) {
  reads_.add(call->uid, call->sink, [this, call, answer = std::move(answer)] {
    auto result = std::make_shared<Result<Bytes>>(fail(malformed()));
    try {
      *result = answer(*call);
    } catch (const kj::Exception&) {
      // Hostile bytes; the answer stays "malformed".
    }
    return [this, call, result] { reply(call, *result); };
  });
}

void Handlers::reply(const CallPtr& call, const Result<Bytes>& answer) {
  call->sink.send(answer ? *answer : encode_error_reply(call->id, answer.error()));
}

void Handlers::reply_receipts(const CallPtr& call, const Result<std::vector<Receipt>>& receipts,
                              bool batch) {
  if (!receipts) return reply(call, fail(receipts.error()));
  call->sink.send(encode_receipts(call->id, *receipts, batch));
}

void Handlers::record_denials(bool all) {
  const auto due = all ? denials_.take_all() : denials_.take_due(minute_of(clock_.now()));
  for (const Denials& row : due) {
    const auto count = static_cast<std::uint32_t>(std::min<std::uint64_t>(row.count, UINT32_MAX));
    const Status noted = ledger_.note_denied(row.uid, name_of(row.operation), count,
                                             Timestamp(row.minute.get() * 60'000'000));
    if (noted || all)
      log(LogMessage::kDenied,
          {{"uid", row.uid}, {"operation", row.operation}, {"times", row.count}});
    else // the queue is full: again at the next tick
      denials_.add(row.uid, row.operation, row.minute, row.count);
  }
}

void Handlers::stop_readers() {
  reads_.stop();
}

} // namespace ledger
