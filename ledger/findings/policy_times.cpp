#include "ledger/findings/policy_times.hpp"

#include <algorithm>

namespace ledger {
namespace {

using wire::EventType;

std::optional<DocumentHash> policy_of(const Fact& fact) {
  for (const auto document : fact.clear().getDocuments()) {
    const auto hash = document.getHash();
    if (document.getKind() == wire::DocumentKind::POLICY && hash.size() == DocumentHash::kSize)
      return DocumentHash(ByteView(hash.begin(), hash.size()).first<DocumentHash::kSize>());
  }
  return std::nullopt;
}

Result<PolicyVersion> version_of(const Fact& fact, const DocumentHash& hash,
                                 const DocumentSource& document) {
  LEDGER_ASSIGN(const Bytes text, document(hash));
  const auto policy = parse_policy(text);
  const std::string where = "record " + std::to_string(fact.by().get());
  if (!policy)
    return fail(Errc::kDamaged, "a published policy no longer parses", where, "auditledger verify");
  auto calendar = policy::Calendar::make(policy->contents().calendar);
  if (!calendar) return fail(calendar.error().within(where));
  std::optional<Timestamp> to = policy->effective_to();
  if (fact.clear().getEffectiveTo() != 0) to = Timestamp(fact.clear().getEffectiveTo());
  return PolicyVersion{fact.by(), Timestamp(fact.clear().getEffectiveFrom()), to, *policy,
                       std::move(*calendar)};
}

} // namespace

void PolicyTimes::add(PolicyVersion version) {
  publications_.push_back({version.by, version.from, version.to});
  versions_.push_back(std::move(version));
}

void PolicyTimes::retire(const DocumentHash& id, Timestamp to) {
  for (std::size_t i = 0; i < versions_.size(); ++i)
    if (versions_[i].policy.id() == id && (!versions_[i].to || to < *versions_[i].to))
      versions_[i].to = publications_[i].effective_to = to;
}

const PolicyVersion* PolicyTimes::at(Timestamp time) const {
  const auto index = policy::in_force(publications_, time);
  return index ? &versions_[*index] : nullptr;
}

const PolicyVersion* PolicyTimes::near(Timestamp time) const {
  if (const PolicyVersion* held = at(time)) return held;
  const PolicyVersion* next = nullptr;
  for (const PolicyVersion& version : versions_)
    if (time < version.from && (next == nullptr || version.from < next->from)) next = &version;
  if (next == nullptr && !versions_.empty()) next = &versions_.back();
  return next;
}

Result<PolicyTimes> policy_times(std::span<const Fact> house, const DocumentSource& document) {
  std::vector<const Fact*> in_order;
  for (const Fact& fact : house)
    if (fact.type() == EventType::POLICY_PUBLISHED || fact.type() == EventType::POLICY_RETIRED)
      in_order.push_back(&fact);
  std::sort(in_order.begin(), in_order.end(),
            [](const Fact* a, const Fact* b) { return a->by() < b->by(); });
  PolicyTimes times;
  for (const Fact* fact : in_order) {
    const auto hash = policy_of(*fact);
    if (!hash) continue;
    if (fact->type() == EventType::POLICY_RETIRED) {
      times.retire(*hash, Timestamp(fact->clear().getEffectiveTo()));
      continue;
    }
    LEDGER_ASSIGN(PolicyVersion version, version_of(*fact, *hash, document));
    times.add(std::move(version));
  }
  return times;
}

} // namespace ledger
