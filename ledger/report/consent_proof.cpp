#include "ledger/report/consent_proof.hpp"

#include "ledger/findings/names.hpp"

#include <algorithm>
#include <limits>

namespace ledger {
namespace {

using wire::EventType;

bool gives(EventType type) {
  return type == EventType::CONSENT_GIVEN || type == EventType::CONSENT_RENEWED;
}

// The consent of the policy of that time that covers the activity. Null: none.
const policy::ConsentRule* rule_at(const PolicyTimes& policies, Timestamp time,
                                   std::string_view activity) {
  const PolicyVersion* version = policies.at(time);
  if (version == nullptr) return nullptr;
  for (const policy::ConsentRule& rule : version->policy.contents().consents)
    if (std::find(rule.activities.begin(), rule.activities.end(), activity) !=
        rule.activities.end())
      return &rule;
  return nullptr;
}

class ProofMaker {
 public:
  ProofMaker(const PersonCase& person, std::string_view activity, const DocumentSource& document)
      : person_(person), activity_(activity), document_(document) {}

  [[nodiscard]] ConsentProof make(Timestamp as_of) const {
    ConsentProof proof;
    proof.subject = person_.subject();
    proof.activity = activity_;
    proof.as_of = as_of;
    for (const Fact& fact : person_.facts())
      if (fact.at() <= as_of && is_step(fact)) proof.steps.push_back(step(fact));
    constexpr Sequence kLast(std::numeric_limits<std::uint64_t>::max());
    const Consent consent = person_.consent_before({as_of, kLast}, activity_);
    proof.standing = consent.standing;
    if (consent.by != nullptr) proof.rests_on = consent.by->by();
    add_rule(proof);
    add_evidence(proof);
    return proof;
  }

 private:
  [[nodiscard]] Consent just_after(const Fact& fact) const {
    return person_.consent_before({fact.at(), Sequence(fact.by().get() + 1)}, activity_);
  }
  // What changes the standing, also an objection that counts as withdrawal; and what was asked.
  [[nodiscard]] bool is_step(const Fact& fact) const {
    const bool asked = fact.type() == EventType::CONSENT_REQUESTED &&
                       names(fact.clear().getActivities(), activity_);
    return asked || just_after(fact).by == &fact;
  }

  [[nodiscard]] ConsentStep step(const Fact& fact) const {
    const auto clear = fact.clear();
    ConsentStep step;
    step.by = fact.by();
    step.at = fact.at();
    step.recorded_at = fact.recorded_at();
    step.type = fact.type();
    step.source = fact.source();
    step.method = clear.getConsentMethod();
    step.withdrawal = clear.getWithdrawalMethod();
    step.expressed_by = clear.getExpressedBy();
    if (clear.getValidUntil() != 0) step.valid_until = Timestamp(clear.getValidUntil());
    step.bundled = gives(fact.type()) && clear.getActivities().size() > 1;
    step.texts = texts_of(fact);
    if (gives(fact.type())) step.notice = notice_before(fact);
    step.standing_after = just_after(fact).standing;
    return step;
  }

  [[nodiscard]] std::optional<NoticeBefore> notice_before(const Fact& consent) const {
    std::optional<NoticeBefore> last;
    for (const Fact& fact : person_.before(consent.moment())) {
      if (fact.type() != EventType::NOTICE_SERVED) continue;
      const auto about = fact.clear().getActivities();
      if (about.size() > 0 && !names(about, activity_)) continue;
      last = NoticeBefore{fact.by(), fact.at(), fact.clear().getNoticeKind(), texts_of(fact)};
    }
    return last;
  }

  [[nodiscard]] std::vector<ShownText> texts_of(const Fact& fact) const {
    std::vector<ShownText> texts;
    for (const auto document : fact.clear().getDocuments()) {
      const auto hash = document.getHash();
      if (hash.size() != DocumentHash::kSize) continue;
      const ByteView bytes(hash.begin(), hash.size());
      texts.push_back(
          text_of(document.getKind(), DocumentHash(bytes.first<DocumentHash::kSize>()), fact.at()));
    }
    return texts;
  }
  // From the wordings of the policy of that time, else from the texts that the ledger keeps.
  [[nodiscard]] ShownText text_of(wire::DocumentKind kind, const DocumentHash& hash,
                                  Timestamp at) const {
    ShownText shown{kind, hash, {}, {}};
    const std::string wanted = to_hex(hash.view());
    if (const policy::ConsentRule* rule = rule_at(person_.policies(), at, activity_))
      for (const auto& wording : rule->wordings)
        if (wording.sha256 == wanted) {
          shown.text = wording.text;
          shown.language = wording.language;
        }
    if (!shown.text.empty()) return shown;
    const auto kept = document_(hash);
    if (kept && sha256_as<DocumentHash>({ByteView(*kept)}) == hash) shown.text = as_text(*kept);
    return shown;
  }

  // Of the policy under which the consent was last given; of the one in force when it never was.
  void add_rule(ConsentProof& proof) const {
    Timestamp when = proof.as_of;
    for (const ConsentStep& step : proof.steps)
      if (gives(step.type)) when = step.at;
    const policy::ConsentRule* rule = rule_at(person_.policies(), when, activity_);
    if (rule == nullptr) return;
    proof.rule = rule->id;
    proof.withdrawal_ways = rule->withdrawal_methods;
    proof.double_opt_in = rule->double_opt_in;
    if (rule->validity) proof.validity = to_text(*rule->validity);
  }

  static void add_evidence(ConsentProof& proof) {
    for (const ConsentStep& step : proof.steps) {
      proof.evidence.push_back(step.by);
      if (step.notice) proof.evidence.push_back(step.notice->by);
    }
    std::sort(proof.evidence.begin(), proof.evidence.end());
    proof.evidence.erase(std::unique(proof.evidence.begin(), proof.evidence.end()),
                         proof.evidence.end());
  }

  const PersonCase& person_;
  std::string_view activity_;
  const DocumentSource& document_;
};

} // namespace

ConsentProof consent_proof(const PersonCase& person, std::string_view activity, Timestamp as_of,
                           const DocumentSource& document) {
  return ProofMaker(person, activity, document).make(as_of);
}

std::string_view word_of(ConsentStanding standing) {
  switch (standing) {
  case ConsentStanding::kValid:
    return "valid";
  case ConsentStanding::kRefused:
    return "refused";
  case ConsentStanding::kWithdrawn:
    return "withdrawn";
  case ConsentStanding::kExpired:
    return "expired";
  case ConsentStanding::kInvalid:
    return "invalid";
  case ConsentStanding::kNone:
    break;
  }
  return "never given";
}

} // namespace ledger
