// The register of processing activities of GDPR art. 30(1), with the further columns that the
// Belgian supervisory authority's template has, as data. A pure function of one policy and a date:
// what ends on a day (a recipient, a mechanism, an adequacy decision) is left out from that day on.
#pragma once

#include "ledger/policy/document.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ledger {

using Texts = std::vector<std::string>;

// An item of the policy with its label in the language of the register.
struct NamedItem {
  std::string id;
  std::string label;
};

// Data that a recipient has, or may have, outside the European Economic Area (art. 30(1)(e)).
struct RegisterTransfer {
  std::string recipient; // legal name
  std::string country;   // ISO 3166-1 alpha-2
  Texts mechanisms; // that hold on the day, each with its article and what it needs; may be none
};

// One activity. Lists are in the order of the document.
struct RegisterRow {
  NamedItem activity;    // its id is the internal id of the template
  bool declared = true;  // in the statement's tables; else only assessed
  std::string as_named;  // what the statement calls it, where that differs
  bool everyone = false; // `people` names no relation: people of any
  std::vector<NamedItem> people;
  std::vector<NamedItem> data;
  std::vector<NamedItem> special_data; // of those: GDPR art. 9 and 10
  std::string special_condition;
  NamedItem purpose;
  Texts operations;
  std::vector<NamedItem> messages;
  std::vector<NamedItem> channels;
  policy::Ground declared_ground = policy::Ground::kUnstated;
  policy::Ground assessed_ground = policy::Ground::kUnstated;
  Texts further_grounds;
  std::string interest;
  NamedItem law; // its label is the citation
  std::string lia_ref;
  std::string dpia_ref;
  policy::Objectability declared_objection = policy::Objectability::kUnstated;
  policy::Objectability assessed_objection = policy::Objectability::kUnstated;
  std::string objection_reason;
  bool direct_marketing = false;
  bool soft_opt_in = false;
  bool automated = false;
  bool evaluates = false;
  std::vector<NamedItem> recipient_categories;
  std::vector<NamedItem> recipients; // by name, sub-processors behind those who engage them
  Texts contracts;                   // their references in the policy
  std::vector<RegisterTransfer> transfers;
  NamedItem retention;
  std::string term;           // ISO 8601; empty: a criterion only
  std::string term_criterion; // in words
  std::string term_starts;
  std::string term_action;
  Texts earlier_terms;
  std::string term_law; // citation
  std::string refines;  // the declared rule that the term makes precise
  Texts security;       // as far as the policy says: duties of staff, what is done to the data
  std::string statement_ref;
  Texts clauses;
  Texts notices;
};

struct ProcessingRegister {
  DocumentHash policy_id;
  std::string policy_version;
  Timestamp as_of;
  std::string language;
  policy::Controller controller; // art. 30(1)(a)
  std::string statement;         // its title
  std::string statement_url;
  // First what the statement declares, then what is only assessed; each in the document's order.
  std::vector<RegisterRow> rows;
};

// `language`: of labels; else the first that a label has. The policy is taken to be in force.
[[nodiscard]] ProcessingRegister make_register(const Policy& policy, Timestamp as_of,
                                               std::string_view language);

// One column. An empty article: none of art. 30, but of the template or of use to its readers.
template <class Of>
struct RegisterField {
  enum class Shape : std::uint8_t { kText, kFlag, kList };
  std::string_view name; // in JSON and CSV; never changes its meaning
  std::string_view article;
  Shape shape;
  Texts (*values)(const Of&); // at most one of kText; kFlag: "yes" or "no"
};
using ControllerField = RegisterField<policy::Controller>;
using ActivityField = RegisterField<RegisterRow>;
[[nodiscard]] std::span<const ControllerField> controller_fields();
[[nodiscard]] std::span<const ActivityField> activity_fields();

// What the declared rows come to: the numbers by which a register is held against its statement.
struct RegisterCounts {
  std::size_t declared = 0;
  std::size_t assessed_only = 0;
  std::size_t objection_excluded = 0;                          // declared so
  std::vector<std::pair<policy::Ground, std::size_t>> grounds; // declared, in the order of the law
};
[[nodiscard]] RegisterCounts count(const ProcessingRegister& all);

} // namespace ledger
