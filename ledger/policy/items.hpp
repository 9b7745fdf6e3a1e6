// What a policy document consists of, as plain values. `declared` is what the published statement
// says; `assessed` is what the data protection officer decided. References are slugs of the same
// document, resolved when it was read.
#pragma once

#include "ledger/base/ids.hpp"
#include "ledger/policy/period.hpp"
#include "ledger/policy/terms.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ledger::policy {

using Slugs = std::vector<std::string>;

// Where something stands in the document, from 1; columns count bytes or code points as toml++
// does.
struct Place {
  std::uint32_t line = 0;
  std::uint32_t column = 0;
};

// A short term in several languages, in the order of the document.
struct Labels {
  std::vector<std::pair<std::string, std::string>> texts;
  // The text in that language, else the first there is; empty when there is none.
  [[nodiscard]] std::string_view in(std::string_view language) const;
  [[nodiscard]] bool has(std::string_view language) const;
};

// From the first instant on, no longer at the last. An open side holds for ever.
struct Validity {
  std::optional<Timestamp> from;
  std::optional<Timestamp> to;
  [[nodiscard]] bool holds_at(Timestamp time) const {
    return (!from || *from <= time) && (!to || time < *to);
  }
};

// What every item has. `declared` is false for what the statement's tables do not contain.
struct Item {
  std::string id;
  Labels label;
  bool declared = true;
  std::string statement_ref; // a section number
  Slugs dpv;                 // terms of the W3C Data Privacy Vocabulary, "prefix:Name"
  Place place;
};

struct Law : Item {
  std::string citation;
  Validity valid;
  std::string replaced_by;
};

struct Channel : Item {
  bool electronic_mail = false; // advertising by it needs consent (Directive 2002/58/EC art. 13)
};

// What is sent or shown: a newsletter, an invitation, an invoice.
struct Message : Item {
  ItemNature nature = ItemNature::kUnstated;
};

// Why the statement excludes objection.
struct ObjectionReason : Item {
  std::vector<Ground> argues; // the grounds that the reason appeals to
};

struct Category : Item {
  CategoryKind kind = CategoryKind::kContent;
  Slugs sources;                 // where such data may come from
  bool special_category = false; // GDPR art. 9 or 10
  bool catch_all = false;        // only what the person gave unasked
  Transform transform = Transform::kNone;
  PlaceBasis derived_from = PlaceBasis::kUnstated; // of a derived place
  bool called_anonymous = false;                   // by the statement, in its list of personal data
  bool portrait = false;      // people can be recognised, and it is for showing
  bool term_expected = false; // authorities expect a stated retention term
};

struct Relation : Item {
  struct Qualified {
    std::string category;
    PhoneQualifier qualifier;
  };
  Mention mention = Mention::kTable;
  Slugs categories;
  std::vector<Qualified> qualifiers;
  Slugs sources;                // if not empty: where its data may come from
  bool source_required = false; // a collection must name its source (GDPR art. 14)
  Slugs starts_on;              // event kinds
  Slugs ends_on;
  std::string follows; // the relation that this one is the aftermath of
  AgreementParty agreement_with = AgreementParty::kUnstated;
  bool imbalance = false;     // the person can hardly refuse (GDPR rec. 43)
  bool term_expected = false; // authorities expect a stated retention term
};

struct Activity : Item {
  // Empty: people of any relation. A declared activity has exactly one.
  Slugs relations;
  std::string purpose;
  Ground declared_ground = Ground::kUnstated;
  Ground assessed_ground = Ground::kUnstated;
  std::vector<Ground> further_grounds; // named beside the main one
  std::string interest;                // which legitimate interest
  std::string law;                     // which law obliges or limits
  std::string lia_ref;                 // legitimate interest assessment
  std::string dpia_ref;
  Objectability declared_objection = Objectability::kUnstated;
  Objectability assessed_objection = Objectability::kUnstated;
  std::string objection_reason;
  bool direct_marketing = false; // GDPR art. 21(2)
  bool soft_opt_in = false;      // own customers, similar products: Directive 2002/58/EC art. 13(2)
  bool automated = false;        // decisions without a person, GDPR art. 22
  bool evaluates = false;        // judges or predicts what people are like: GDPR art. 4(4)
  SpecialCondition special_condition = SpecialCondition::kNone;
  std::string as_named; // what the statement calls it; empty: as the label
  Slugs items;          // newsletter, invitation ...
  Slugs channels;
  Slugs categories; // empty: every category of the relation
  std::vector<Operation> operations;
  std::vector<Notice> notices; // that must come before
  std::string retention;
  Slugs recipients; // recipient categories
  Slugs clauses;

  [[nodiscard]] bool serves(std::string_view relation) const;
};

struct RecipientCategory : Item {
  RecipientRole declared_role = RecipientRole::kUnstated;
  RecipientRole assessed_role = RecipientRole::kUnstated;
  bool requires_contract = false;
  bool requires_commitment = false;
  bool requires_prior_notice = false;
  std::vector<NoticeExcuse> notice_excuses;
  bool commercial = false;
  bool must_learn_of_objection = false;
  bool every_activity = false; // may serve any of them, whatever the activity itself names
  Slugs relations;             // if not empty: only data of these people
  Slugs categories;            // if not empty: only these data
  std::string retention;
};

// Named by legal name, so that art. 15 can be answered with names (CJEU C-154/21).
struct Recipient : Item {
  std::string name;
  std::string category;
  std::string country; // ISO 3166-1 alpha-2
  Slugs locations;     // countries of processing
  std::string contract_ref;
  Slugs mechanisms;
  Slugs sub_processors;
  Validity valid;
};

struct Mechanism : Item {
  std::string article;
  Validity valid;
  std::optional<Timestamp> no_new_from; // existing contracts only, from here on
  Slugs countries;                      // empty: any
  bool certified_entities_only = false;
  std::vector<Requirement> documents; // not valid without these
  // Since when an assessment is asked for, where it is among them; unstated: always.
  std::optional<Timestamp> assessment_from;
  std::optional<int> step; // place in the statement's cascade
};

struct Adequacy {
  std::string territory; // ISO 3166-1 alpha-2, or an organisation's short name
  Labels label;
  std::string decision;
  AdequacyScope scope = AdequacyScope::kWhole;
  Validity valid;
  Place place;
};

struct RetentionRule : Item {
  // Documents dated before `before` have this period instead.
  struct Earlier {
    Timestamp before;
    Period period;
  };
  std::string key_class; // seals what is kept under the rule
  std::optional<Period> period;
  Labels criterion; // at least one of period and criterion is there
  RetentionStart start = RetentionStart::kCollected;
  RetentionAction action = RetentionAction::kDelete;
  std::vector<Earlier> earlier;
  std::optional<Period> legal_min;
  std::optional<Period> legal_max;
  std::optional<Period> grace;
  std::optional<Period> review;
  std::vector<Bound> binds;
  TermWording stated_as = TermWording::kPeriod;
  bool states_start = true; // does the statement itself say from when, and whom it binds?
  bool states_binding = true;
  std::string law;
  std::string refines; // the declared rule that this one makes precise
};

struct RightRule : Item {
  std::string article;
  std::optional<Period> deadline; // GDPR art. 12(3)
  std::optional<Period> extension;
  bool free = false;
  bool reasons_required = false;
  Slugs channels;
  std::vector<IdentityProof> identity_proofs;
  bool systematic_id_copy = false;
  std::vector<Ground> promised_grounds; // empty: all
  std::vector<Ground> statutory_grounds;
  Slugs clauses;
};

struct ConsentRule : Item {
  struct Wording {
    std::string language;
    std::string text;   // empty when only its hash is known
    std::string sha256; // lowercase hexadecimal, of the text as UTF-8
  };
  Slugs activities;
  std::string notice;
  std::vector<Wording> wordings;
  Slugs withdrawal_methods;
  bool double_opt_in = false;
  std::optional<Period> validity;
};

struct Clause : Item {
  ClauseKind kind = ClauseKind::kInformation;
  std::vector<ClauseTrait> traits;
  Slugs activities;
  Slugs categories;
  Slugs relations;
  Slugs rights;
  Slugs recipient_categories;
};

} // namespace ledger::policy
