#include "tools/published_policy.hpp"

#include "ledger/chain/record.hpp"
#include "ledger/event/body.hpp"

#include <algorithm>

namespace ledger::tools {
namespace {

constexpr std::size_t kLeastHashDigits = 4;

std::optional<DocumentHash> policy_of(wire::Clear::Reader clear) {
  for (const auto document : clear.getDocuments()) {
    const auto hash = document.getHash();
    if (document.getKind() == wire::DocumentKind::POLICY && hash.size() == DocumentHash::kSize)
      return DocumentHash(ByteView(hash.begin(), hash.size()).first<DocumentHash::kSize>());
  }
  return std::nullopt;
}

PublishedPolicy publication_of(const RecordHeader& header, wire::Event::Reader event,
                               const DocumentHash& hash) {
  const auto clear = event.getClear();
  PublishedPolicy found;
  found.when.record = header.sequence;
  found.when.effective_from = Timestamp(clear.getEffectiveFrom());
  if (clear.getEffectiveTo() != 0) found.when.effective_to = Timestamp(clear.getEffectiveTo());
  found.recorded_at = header.recorded_at;
  found.source = event.getSource().cStr();
  found.hash = hash;
  return found;
}

// A text is retired in all its publications, from the earliest end on.
void retire(std::vector<PublishedPolicy>& all, const DocumentHash& hash, Timestamp end) {
  for (PublishedPolicy& each : all)
    if (each.hash == hash && (!each.when.effective_to || end < *each.when.effective_to))
      each.when.effective_to = end;
}

bool is_digits(const std::string& text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

bool may_be_hash(const std::string& text) {
  const auto is_hex = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); };
  return text.size() >= kLeastHashDigits && text.size() <= 2 * DocumentHash::kSize &&
         std::all_of(text.begin(), text.end(), is_hex);
}

} // namespace

Status add_publication(ByteView record, std::vector<PublishedPolicy>& all) {
  LEDGER_ASSIGN(const RecordHeader header, parse_header(record));
  LEDGER_ASSIGN(const StoredBody body, StoredBody::parse_any_form(body_of(record)));
  const auto event = body.event();
  const bool published = event.getType() == wire::EventType::POLICY_PUBLISHED;
  if (!published && event.getType() != wire::EventType::POLICY_RETIRED) return {};
  const auto hash = policy_of(event.getClear());
  if (published && !hash)
    return fail(Errc::kDamaged, "a published policy names no document",
                "record " + std::to_string(header.sequence.get()), "auditledger verify");
  if (published)
    all.push_back(publication_of(header, event, *hash));
  else if (hash)
    retire(all, *hash, Timestamp(event.getClear().getEffectiveTo()));
  return {};
}

bool may_name_publication(const std::string& which) {
  return is_digits(which) || may_be_hash(which);
}

Result<PublishedPolicy> find_policy(const std::vector<PublishedPolicy>& all,
                                    const std::string& which) {
  if (is_digits(which))
    for (const PublishedPolicy& each : all)
      if (std::to_string(each.when.record.get()) == which) return each;
  // The same bytes published again are the same version: the last record of it is meant.
  const PublishedPolicy* found = nullptr;
  for (const PublishedPolicy& each : all) {
    if (!may_be_hash(which) || !to_hex(each.hash.view()).starts_with(which)) continue;
    if (found != nullptr && found->hash != each.hash)
      return fail(Errc::kUsage, "several policies have a hash that begins so", which,
                  "give more of its digits; auditledger policy list");
    found = &each;
  }
  if (found != nullptr) return *found;
  return fail(Errc::kNotFound, "no such policy was published", which,
              "give the number of its record, or its hash; auditledger policy list");
}

Result<PublishedPolicy> policy_in_force(const std::vector<PublishedPolicy>& all, Timestamp time) {
  std::vector<policy::Publication> publications;
  for (const PublishedPolicy& each : all)
    publications.push_back(each.when);
  if (const auto index = policy::in_force(publications, time)) return all[*index];
  return fail(Errc::kNotFound, "no policy is in force", to_rfc3339(time),
              "auditledger policy list says from when each one is");
}

} // namespace ledger::tools
