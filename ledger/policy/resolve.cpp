#include "ledger/policy/resolve.hpp"

#include "ledger/policy/slug.hpp"

namespace ledger::policy {
namespace {

template <class T>
std::vector<std::string_view> ids_of(const Register<T>& items) {
  std::vector<std::string_view> ids;
  for (const T& item : items)
    ids.push_back(item.id);
  return ids;
}

// Calls use(what it is called, the register that holds it).
template <class Use>
auto with_register(Target target, const Contents& contents, Use&& use) {
  switch (target) {
  case Target::kLaw:
    return use("law", contents.laws);
  case Target::kChannel:
    return use("channel", contents.channels);
  case Target::kSource:
    return use("source", contents.sources);
  case Target::kItem:
    return use("item", contents.items);
  case Target::kCategory:
    return use("category", contents.categories);
  case Target::kPurpose:
    return use("purpose", contents.purposes);
  case Target::kRelation:
    return use("relation", contents.relations);
  case Target::kObjectionReason:
    return use("objection reason", contents.objection_reasons);
  case Target::kActivity:
    return use("activity", contents.activities);
  case Target::kRecipientCategory:
    return use("recipient category", contents.recipient_categories);
  case Target::kRecipient:
    return use("recipient", contents.recipients);
  case Target::kMechanism:
    return use("transfer mechanism", contents.mechanisms);
  case Target::kRetention:
    return use("retention rule", contents.retention);
  case Target::kRight:
    return use("right", contents.rights);
  case Target::kClause:
    break;
  }
  return use("clause", contents.clauses);
}

} // namespace

void resolve(Reading& reading, const Contents& contents) {
  for (const Reference& reference : reading.references) {
    with_register(reference.target, contents, [&](std::string_view name, const auto& items) {
      if (items.find(reference.id) != nullptr || reading.problems.full()) return;
      reading.problems.add("there is no " + std::string(name) + " " + in_quotes(reference.id),
                           reference.place, reference.field,
                           advice(reference.id, ids_of(items)) + " (or add it to the document)");
    });
  }
}

} // namespace ledger::policy
