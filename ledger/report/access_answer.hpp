// The full answer to one person's request for access (GDPR art. 15), as it stood at a time: what is
// held and until when, what it was used for, who got it by name (CJEU C-154/21), who looked it up
// (by role and date, no names of staff: CJEU C-579/21), what the person said and asked, and what
// was erased. From what is in the clear, so that it outlives the erasure of the person; the data
// itself lies in the applications.
#pragma once

#include "ledger/findings/person_case.hpp"
#include "ledger/report/register.hpp"

#include <optional>
#include <string>
#include <vector>

namespace ledger {

// Several events of one sort: when the first and the last happened, and their records.
struct Occurrences {
  std::uint64_t times = 0;
  Timestamp first;
  Timestamp last;
  Sequence first_record;
  Sequence last_record;
  void add(const Fact& fact); // in the order of what happened
};

// A category held for an activity (art. 15(1)(a), (b), (d), (g)).
struct HeldRow {
  NamedItem category;
  NamedItem activity; // empty: the collections name none
  NamedItem purpose;
  std::string ground;
  NamedItem retention;
  std::string term;      // ISO 8601; empty: none, or a criterion
  std::string criterion; // in words
  std::string term_from; // what the term counts from
  // Of what is still held. The last day when it all runs; empty when something has no term that
  // runs: until a relation ends, say.
  std::optional<Timestamp> until;
  std::string key_class;
  Texts origins;
  Occurrences collected;
  std::uint64_t held = 0;          // of those collections
  std::vector<Sequence> ended_by;  // what erased the others
  std::vector<Sequence> kept_past; // holds and deferrals that keep it for now
};

struct UsedRow {
  NamedItem activity;
  NamedItem purpose;
  std::string ground; // of the last use
  Occurrences used;
  std::uint64_t in_batches = 0; // of those
  Texts operations;
  Texts channels;
  Texts categories;
  bool decides = false; // decisions or profiles without a person: art. 15(1)(h)
};

// One recipient in one country on one basis (art. 15(1)(c) and (2)).
struct GivenRow {
  std::string recipient; // its id
  std::string name;      // legal name; the id where the policy has none
  bool known = false;    // to the policy of that time
  NamedItem category;
  std::string role;
  bool is_recipient = true; // in law: not staff, nor an authority in an inquiry (art. 4(9))
  std::string through;      // the recipient whose helper it is; empty: given directly
  std::string country;      // ISO 3166-1 alpha-2; empty: nowhere stated
  std::string basis;        // "within the area", "adequacy", "mechanism", "not valid", "none"
  NamedItem mechanism;
  std::string article; // of the mechanism
  Texts activities;
  Texts categories;
  Occurrences given;
  std::vector<Sequence> told; // of an erasure, a rectification, a restriction (art. 19)
};

struct LookedUpRow {
  Timestamp at;
  NamedItem role;
  NamedItem reason;
  Texts categories;
  std::uint64_t count = 0; // records seen; 0: not stated
  Sequence record;
};
struct ReportedRow {
  Timestamp at;
  std::string kind;
  Sequence record;
};

struct ConsentRow {
  NamedItem activity;
  std::string standing;
  Timestamp since;
  std::optional<Timestamp> valid_until;
  std::string method;
  Sequence record;
};
struct ObjectionRow {
  std::string scope;
  NamedItem activity; // of an objection to certain activities
  Timestamp lodged;
  Sequence record;
  std::string standing; // "pending", "upheld", "refused", "lifted"
  std::string compelling_ground;
  std::optional<Sequence> settled_by;
};
struct RestrictionRow {
  NamedItem activity; // empty: everything
  Texts categories;
  std::string ground;
  Timestamp set;
  Sequence record;
  bool in_force = false;
};

struct RequestRow {
  std::string right;
  Timestamp received;
  std::string via;              // a channel or a recipient; empty: not stated
  std::optional<Timestamp> due; // the first instant at which it is too late
  bool extended = false;
  std::optional<Timestamp> answered;
  std::string outcome;
  std::string justification;
  bool late = false; // answered too late, or not yet though it is
  Sequence record;
  std::optional<Sequence> answered_by;
};

struct ErasureRow {
  Timestamp at;
  std::string type;
  std::string ground;
  std::string exception; // art. 17(3): why something was kept
  std::string method;
  Texts categories;
  Texts activities;
  Texts key_classes;
  std::string system;
  std::uint64_t removed = 0; // items; 0: not stated
  std::uint64_t retained = 0;
  std::optional<Timestamp> residual_until; // in backups
  bool whole = false;                      // every key of the person
  Sequence record;
};
// What an erasure left, by the key class that seals it.
struct SurvivingRow {
  std::string key_class;
  Texts categories;
  Texts activities;
  std::optional<Timestamp> until; // as HeldRow
  std::vector<Sequence> kept_past;
};

struct AccessAnswer {
  SubjectId subject;
  Timestamp as_of;
  std::string language;          // of labels
  policy::Controller controller; // of the policy then in force, or the next best
  std::optional<Sequence> policy;
  std::vector<NamedItem> rights; // art. 15(1)(e); the id is the article
  std::optional<Sequence> marketing_objection;
  std::optional<Sequence> erased_by; // every key of the person is gone; the id leads to nobody
  std::vector<HeldRow> held;
  std::vector<UsedRow> used;
  std::vector<GivenRow> given;
  std::vector<LookedUpRow> looked_up;
  std::vector<ReportedRow> reported;
  std::vector<ConsentRow> consents;
  std::vector<ObjectionRow> objections;
  std::vector<RestrictionRow> restrictions;
  std::vector<RequestRow> requests;
  std::vector<ErasureRow> erasures;
  std::vector<SurvivingRow> surviving; // only after an erasure
};

// `as_of`: what happened later is not in it, what was corrected later is as corrected. Lists are in
// the order of what happened first. Throws kj::Exception on facts that are not ours.
[[nodiscard]] AccessAnswer access_answer(const PersonCase& person, Timestamp as_of,
                                         std::string_view language);

// The answer as lists with named columns, for every form in which it is shown.
struct AnswerColumn {
  enum class Shape : std::uint8_t { kText, kFlag, kNumber, kList, kNumbers };
  constexpr AnswerColumn(std::string_view n, Shape s = Shape::kText, std::string_view t = {})
      : name(n), shape(s), title(t) {}
  std::string_view name; // in JSON and CSV; never changes its meaning
  Shape shape;
  std::string_view title; // in tables; empty: left out there
};
struct AnswerSection {
  std::string_view name;
  std::string_view title;
  std::string_view article;
  std::vector<AnswerColumn> columns;
  std::vector<std::vector<Texts>> rows; // a cell for each column; kFlag: "yes" or "no"
};
[[nodiscard]] std::vector<AnswerSection> sections_of(const AccessAnswer& answer);

} // namespace ledger
