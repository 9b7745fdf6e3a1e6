// What a policy offers to a story: in which relations people can be, what is collected of them for
// what, who may receive it, and how things are called on the wire.
#pragma once

#include "ledger/policy/document.hpp"

#include <string>
#include <vector>

namespace ledger::tools {

// Data that may be collected together.
struct Offer {
  const policy::Activity* activity = nullptr;
  std::string source; // "dataSubject", "observed" ...
  std::vector<std::string> categories;
};

struct Role {
  const policy::Relation* relation = nullptr;
  // Declared ones if there are any: what the statement does not name raises F10.
  std::vector<const policy::Activity*> activities;
  std::vector<const policy::Activity*> undeclared; // others that the data may be read for
  std::vector<Offer> offers;                       // the first is what people bring when they come
};

// Relations that people come into by themselves; aftermaths and those without activities are left
// out. Pointers live as long as the policy.
[[nodiscard]] std::vector<Role> roles_of(const policy::Contents& policy);
// The data of one activity, by where it comes from. Nothing that needs more to be said: pictures,
// recordings, what people add unasked.
[[nodiscard]] std::vector<Offer> offers_of(const policy::Contents& policy,
                                           const policy::Relation& relation,
                                           const policy::Activity& activity);

[[nodiscard]] policy::Ground ground_of(const policy::Activity& activity);
[[nodiscard]] bool may_be_objected_to(const policy::Activity& activity);
[[nodiscard]] bool shows_people(const policy::Contents& policy, const policy::Activity& activity);
[[nodiscard]] bool is_recorded_call(const policy::Activity& activity);
// The wording's kind and hash as a document of an event, in the first language; empty: no wording.
[[nodiscard]] const policy::ConsentRule::Wording* wording_for(const policy::Contents& policy,
                                                              const std::string& activity);

// "social-media" as "socialMedia"; empty: events know no such channel.
[[nodiscard]] std::string channel_name(const std::string& slug);
[[nodiscard]] bool is_electronic(const policy::Contents& policy, const std::string& slug);

[[nodiscard]] policy::RecipientRole role_of(const policy::RecipientCategory& category);
[[nodiscard]] bool is_in_eea(const policy::Contents& policy, const std::string& country);
// The recipient itself, and where it works.
[[nodiscard]] bool stays_in_eea(const policy::Contents& policy, const policy::Recipient& recipient);
// Covered at that time by a decision on the whole territory.
[[nodiscard]] bool is_adequate(const policy::Contents& policy, const std::string& country,
                               Timestamp time);
// May be given the data of such people for the activity, by what the policy announces.
[[nodiscard]] bool is_announced(const policy::Contents& policy, const policy::Recipient& recipient,
                                const policy::Activity& activity, const policy::Relation& relation);
// What a transfer to that country rests on; null: nothing that the policy knows.
[[nodiscard]] const policy::Mechanism*
mechanism_for(const policy::Contents& policy, const policy::Recipient& recipient, Timestamp time);

template <class List, class Value>
[[nodiscard]] bool has(const List& list, const Value& value) {
  for (const auto& each : list)
    if (each == value) return true;
  return false;
}

} // namespace ledger::tools
