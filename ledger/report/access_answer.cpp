#include "ledger/report/access_answer.hpp"

#include "ledger/report/answer_parts.hpp"

namespace ledger {
namespace {

std::optional<Sequence> whole_erasure(const answer::Asked& asked) {
  for (const Fact& fact : asked.facts())
    if (fact.type() == wire::EventType::KEY_DESTROYED && fact.control().isKeyDestroyed() &&
        fact.control().getKeyDestroyed().getWhole())
      return fact.by();
  return std::nullopt;
}

void add_policy(const answer::Asked& asked, std::string_view language, AccessAnswer& answer) {
  if (asked.policy() == nullptr) return;
  answer.policy = asked.policy()->by;
  const policy::Contents& contents = asked.policy()->policy.contents();
  answer.controller = contents.controller;
  for (const policy::RightRule& right : contents.rights)
    answer.rights.push_back({right.article, std::string(right.label.in(language))});
}

} // namespace

namespace answer {

std::string ground_of(const KnownActivity& activity, const Fact& fact) {
  if (activity.activity != nullptr)
    return std::string(policy::word_of(PersonCase::ground_of(*activity.activity)));
  return name_of_value(fact.clear().getGround());
}

NamedItem purpose_of(const Asked& asked, const KnownActivity& activity) {
  if (activity.activity == nullptr) return {};
  return asked.named(activity.activity->purpose, &policy::Contents::purposes);
}

} // namespace answer

void Occurrences::add(const Fact& fact) {
  if (times++ == 0) {
    first = fact.at();
    first_record = fact.by();
  }
  last = fact.at();
  last_record = fact.by();
}

AccessAnswer access_answer(const PersonCase& person, Timestamp as_of, std::string_view language) {
  const answer::Asked asked(person, as_of, language);
  AccessAnswer answer;
  answer.subject = person.subject();
  answer.as_of = as_of;
  answer.language = language;
  add_policy(asked, language, answer);
  if (const Fact* objection = person.marketing_objection_before(asked.moment(), {}))
    answer.marketing_objection = objection->by();
  answer.erased_by = whole_erasure(asked);
  answer.held = answer::held(asked);
  answer.used = answer::used(asked);
  answer.given = answer::given(asked);
  answer.looked_up = answer::looked_up(asked);
  answer.reported = answer::reported(asked);
  answer.consents = answer::consents(asked);
  answer.objections = answer::objections(asked);
  answer.restrictions = answer::restrictions(asked);
  answer.requests = answer::requests(asked);
  answer.erasures = answer::erasures(asked);
  if (!answer.erasures.empty()) answer.surviving = answer::surviving(answer.held);
  return answer;
}

} // namespace ledger
