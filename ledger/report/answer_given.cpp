// Who received a person's data, by name, where, on what basis and when.
#include "ledger/findings/names.hpp"
#include "ledger/findings/transfer_basis.hpp"
#include "ledger/report/answer_parts.hpp"

#include <map>
#include <tuple>

namespace ledger::answer {
namespace {

using policy::RecipientRole;
using wire::EventType;

// One party of one disclosure, in one country.
struct Receipt {
  const Fact& fact;
  const Party& party;
  const PolicyVersion* policy; // null: none was ever published
  std::string country;
  bool outside;
};

std::string country_inside(const Fact& fact, const Party& party) {
  const bool direct = name_of(fact.clear().getRecipient()) == party.id;
  if (direct && fact.clear().getCountry().size() != 0)
    return std::string(name_of(fact.clear().getCountry()));
  return party.recipient == nullptr ? std::string() : party.recipient->country;
}

// Where the data goes: each country outside the area, else the one inside.
std::vector<std::pair<std::string, bool>> countries_of(const Fact& fact, const Party& party,
                                                       const PolicyVersion* version) {
  std::vector<std::pair<std::string, bool>> countries;
  if (version != nullptr)
    for (const std::string_view each : countries_outside(fact, party, version->policy.contents()))
      countries.emplace_back(each, true);
  if (countries.empty()) countries.emplace_back(country_inside(fact, party), false);
  return countries;
}

void add_basis(const Asked& asked, const Receipt& receipt, GivenRow& row) {
  if (!receipt.outside) {
    row.basis = receipt.country.empty() || receipt.policy == nullptr ? "" : "within the area";
    return;
  }
  const TransferBasis basis = basis_of(receipt.fact, receipt.party, receipt.country,
                                       receipt.policy->policy.contents(), asked.person().house());
  if (basis.mechanism != nullptr) {
    row.mechanism = asked.named(basis.mechanism->id, &policy::Contents::mechanisms);
    row.article = basis.mechanism->article;
  }
  if (basis.standing == TransferStanding::kNone) row.basis = "none";
  if (basis.standing == TransferStanding::kInvalid) row.basis = "not valid";
  if (basis.standing == TransferStanding::kHolds)
    row.basis = basis.mechanism == nullptr ? "adequacy" : "mechanism";
}

GivenRow row_of(const Asked& asked, const Receipt& receipt) {
  const Party& party = receipt.party;
  GivenRow row;
  row.recipient = party.id;
  row.known = party.recipient != nullptr;
  row.name = row.known ? party.recipient->name : row.recipient;
  if (party.category != nullptr)
    row.category = asked.named(party.category->id, &policy::Contents::recipient_categories);
  row.role = policy::word_of(party.role);
  row.is_recipient =
      party.role != RecipientRole::kAuthority && party.role != RecipientRole::kInternal;
  const std::string_view direct = name_of(receipt.fact.clear().getRecipient());
  if (direct != party.id) row.through = direct;
  row.country = receipt.country;
  add_basis(asked, receipt, row);
  return row;
}

std::vector<Party> parties_of(const Fact& fact, const PolicyVersion* version) {
  std::vector<Party> parties;
  if (version == nullptr) { // names are all there is
    parties.emplace_back().id = name_of(fact.clear().getRecipient());
    for (const std::string_view id : names_of(fact.clear().getVia()))
      parties.emplace_back().id = id;
    return parties;
  }
  parties.push_back(recipient_of(fact, version->policy));
  for (const Party& party : passed_through(fact, version->policy))
    parties.push_back(party);
  return parties;
}

void add_told(const Asked& asked, std::vector<GivenRow>& rows) {
  for (const Fact& fact : asked.facts()) {
    if (fact.type() != EventType::RECIPIENT_NOTIFIED) continue;
    for (GivenRow& row : rows)
      if (row.recipient == name_of(fact.clear().getRecipient())) row.told.push_back(fact.by());
  }
}

class Rows {
 public:
  explicit Rows(const Asked& asked) : asked_(asked) {}

  void add(const Receipt& receipt) {
    GivenRow row = row_of(asked_, receipt);
    const auto [place, fresh] = places_.try_emplace(
        {row.recipient, row.name, row.through, row.country, row.basis, row.mechanism.id},
        rows_.size());
    if (fresh) rows_.push_back(std::move(row));
    GivenRow& there = rows_[place->second];
    there.given.add(receipt.fact);
    add_names(there.activities, receipt.fact.clear().getActivities());
    add_names(there.categories, receipt.fact.clear().getCategories());
  }
  [[nodiscard]] std::vector<GivenRow> take() { return std::move(rows_); }

 private:
  using Key =
      std::tuple<std::string, std::string, std::string, std::string, std::string, std::string>;
  const Asked& asked_;
  std::vector<GivenRow> rows_;
  std::map<Key, std::size_t> places_;
};

} // namespace

std::vector<GivenRow> given(const Asked& asked) {
  Rows rows(asked);
  for (const Fact& fact : asked.facts()) {
    if (!is_disclosure(fact)) continue;
    const PolicyVersion* version = asked.person().policies().near(fact.at());
    for (const Party& party : parties_of(fact, version))
      for (const auto& [country, outside] : countries_of(fact, party, version))
        rows.add({fact, party, version, country, outside});
  }
  auto all = rows.take();
  add_told(asked, all);
  return all;
}

} // namespace ledger::answer
