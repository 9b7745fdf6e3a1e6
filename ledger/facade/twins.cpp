#include "ledger/facade/twins.hpp"

#include <algorithm>
#include <map>

namespace ledger {
namespace {

bool same_mention(const SubjectMention& a, const SubjectMention& b) {
  return a.id == b.id && a.name_space == b.name_space &&
         std::ranges::equal(a.reference, b.reference);
}

bool same_content(const SecretBytes& a, const SecretBytes& b) {
  return equal_constant_time(a.view(), b.view());
}

Result<bool> same(const Validated& a, const Validated& b, const PrepareContext& context) {
  if (a.type().type != b.type().type) return false;
  LEDGER_ASSIGN(const Prepared first, prepare(a, context));
  LEDGER_ASSIGN(const Prepared second, prepare(b, context));
  return first.clear == second.clear &&
         std::ranges::equal(first.subjects, second.subjects, same_mention) &&
         std::ranges::equal(first.contents, second.contents, same_content);
}

} // namespace

Result<std::vector<std::size_t>> find_twins(std::span<const Validated> events,
                                            const PrepareContext& context) {
  if (events.size() < 2) return std::vector<std::size_t>();
  std::map<EventId, std::size_t>
      first_with; // a client chooses its ids: no hash that it could flood
  std::vector<std::size_t> twins;
  for (std::size_t i = 0; i < events.size(); ++i) {
    const auto [found, is_new] = first_with.try_emplace(events[i].event_id(), i);
    if (is_new) {
      if (!twins.empty()) twins.push_back(i);
      continue;
    }
    LEDGER_ASSIGN(const bool equal, same(events[found->second], events[i], context));
    if (!equal)
      return fail(Errc::kConflict, "the batch holds this id twice, for different events",
                  "event " + std::to_string(i), "make a new id for a new event");
    while (twins.size() < i)
      twins.push_back(twins.size());
    twins.push_back(found->second);
  }
  return twins;
}

} // namespace ledger
