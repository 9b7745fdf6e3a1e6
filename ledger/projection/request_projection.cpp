#include "ledger/projection/request_projection.hpp"

#include "ledger/findings/cases.hpp"
#include "ledger/projection/fact_of.hpp"

namespace ledger {
namespace {

// Keys: 'r', the person and the record; values: the fact.
Bytes fact_key(const SubjectId& subject, Sequence by) {
  Bytes key;
  key.reserve(1 + SubjectId::kSize + 8);
  append_be(key, 'r', 1);
  append(key, subject.view());
  append_be(key, by.get(), 8);
  return key;
}

class RequestFold : public Fold {
 public:
  explicit RequestFold(StateView& state) : state_(state) {}

  Status apply(const RecordView& record) override {
    if (!concerns_requests(record.event().getType()) || record.subjects().empty()) return {};
    const Bytes fact = fact_of(record);
    for (const SubjectId& subject : record.subjects()) {
      state_.put(fact_key(subject, record.sequence()), fact);
    }
    return {};
  }

 private:
  StateView& state_;
};

struct RequestKey {
  SubjectId subject;
  Sequence by;
};

Result<RequestKey> parse(ByteView key) {
  ByteReader in(key);
  RequestKey parsed;
  const bool is_fact = in.be(1) == 'r';
  parsed.subject = in.fixed<SubjectId>();
  parsed.by = Sequence(in.be(8));
  if (is_fact && in.at_end()) return parsed;
  return fail(Errc::kDamaged, "a fact is not where it belongs",
              "projection " + std::string(RequestProjection::kName),
              "auditledger projection rebuild requests");
}

} // namespace

std::unique_ptr<Fold> RequestProjection::start(StateView& state) const {
  return std::make_unique<RequestFold>(state);
}

Status each_requester(const StateCopy& requests, TreeSize as_of, const RequesterVisitor& visit) {
  SubjectId current;
  std::vector<Fact> facts; // of the current person, so far
  const auto take = [&](ByteView key, ByteView value) -> Status {
    LEDGER_ASSIGN(const RequestKey parsed, parse(key));
    if (!contains(as_of, parsed.by)) return {};
    if (!facts.empty() && parsed.subject != current)
      LEDGER_TRY(visit(current, std::exchange(facts, {})));
    current = parsed.subject;
    LEDGER_ASSIGN(Fact fact, Fact::decode(parsed.by, value));
    facts.push_back(std::move(fact));
    return {};
  };
  LEDGER_TRY(requests.each_in(as_bytes("r"), take));
  if (facts.empty()) return {};
  return visit(current, std::move(facts));
}

} // namespace ledger
