// The columns of the answer to a request for access: their names and what stands in them. Every
// form in which it is shown goes by these.
#include "ledger/report/access_answer.hpp"

namespace ledger {
namespace {

using Shape = AnswerColumn::Shape;

Texts one(std::string_view text) {
  return text.empty() ? Texts() : Texts{std::string(text)};
}
Texts flag(bool is_so) {
  return {is_so ? "yes" : "no"};
}
Texts number(std::uint64_t value) {
  return {std::to_string(value)};
}
Texts number(Sequence record) {
  return number(record.get());
}
Texts number(const std::optional<Sequence>& record) {
  return record ? number(*record) : Texts();
}
Texts time(Timestamp value) {
  return {to_rfc3339(value)};
}
Texts time(const std::optional<Timestamp>& value) {
  return value ? time(*value) : Texts();
}
Texts numbers(const std::vector<Sequence>& records) {
  Texts texts;
  for (const Sequence record : records)
    texts.push_back(std::to_string(record.get()));
  return texts;
}

template <class Row>
struct Column {
  AnswerColumn face;
  Texts (*value)(const Row&);
};

template <class Row, std::size_t n>
void add(std::vector<AnswerSection>& all, AnswerSection section, const Column<Row> (&columns)[n],
         const std::vector<Row>& rows) {
  for (const Column<Row>& column : columns)
    section.columns.push_back(column.face);
  for (const Row& row : rows) {
    auto& cells = section.rows.emplace_back();
    for (const Column<Row>& column : columns)
      cells.push_back(column.value(row));
  }
  all.push_back(std::move(section));
}

constexpr Column<HeldRow> kHeld[] = {
    {{"categoryId"}, [](const HeldRow& it) { return one(it.category.id); }},
    {{"category", Shape::kText, "DATA"},
     [](const HeldRow& it) {
       return one(it.category.label.empty() ? it.category.id : it.category.label);
     }},
    {{"activityId", Shape::kText, "FOR"}, [](const HeldRow& it) { return one(it.activity.id); }},
    {{"activity"}, [](const HeldRow& it) { return one(it.activity.label); }},
    {{"purposeId"}, [](const HeldRow& it) { return one(it.purpose.id); }},
    {{"purpose", Shape::kText, "PURPOSE"}, [](const HeldRow& it) { return one(it.purpose.label); }},
    {{"ground", Shape::kText, "GROUND"}, [](const HeldRow& it) { return one(it.ground); }},
    {{"origins", Shape::kList, "FROM"}, [](const HeldRow& it) { return it.origins; }},
    {{"retentionId"}, [](const HeldRow& it) { return one(it.retention.id); }},
    {{"retention"}, [](const HeldRow& it) { return one(it.retention.label); }},
    {{"retentionPeriod", Shape::kText, "TERM"}, [](const HeldRow& it) { return one(it.term); }},
    {{"retentionCriterion"}, [](const HeldRow& it) { return one(it.criterion); }},
    {{"retentionFrom", Shape::kText, "COUNTS FROM"},
     [](const HeldRow& it) { return one(it.term_from); }},
    {{"until", Shape::kText, "UNTIL"}, [](const HeldRow& it) { return time(it.until); }},
    {{"keptPastBy", Shape::kNumbers, "KEPT ON BY"},
     [](const HeldRow& it) { return numbers(it.kept_past); }},
    {{"keyClass"}, [](const HeldRow& it) { return one(it.key_class); }},
    {{"times", Shape::kNumber, "TIMES"},
     [](const HeldRow& it) { return number(it.collected.times); }},
    {{"stillHeld", Shape::kNumber, "STILL HELD"},
     [](const HeldRow& it) { return number(it.held); }},
    {{"first"}, [](const HeldRow& it) { return time(it.collected.first); }},
    {{"last"}, [](const HeldRow& it) { return time(it.collected.last); }},
    {{"firstRecord", Shape::kNumber},
     [](const HeldRow& it) { return number(it.collected.first_record); }},
    {{"lastRecord", Shape::kNumber, "RECORD"},
     [](const HeldRow& it) { return number(it.collected.last_record); }},
    {{"endedBy", Shape::kNumbers, "ERASED BY"},
     [](const HeldRow& it) { return numbers(it.ended_by); }},
};

constexpr Column<UsedRow> kUsed[] = {
    {{"activityId", Shape::kText, "FOR"}, [](const UsedRow& it) { return one(it.activity.id); }},
    {{"activity"}, [](const UsedRow& it) { return one(it.activity.label); }},
    {{"purposeId"}, [](const UsedRow& it) { return one(it.purpose.id); }},
    {{"purpose", Shape::kText, "PURPOSE"}, [](const UsedRow& it) { return one(it.purpose.label); }},
    {{"ground", Shape::kText, "GROUND"}, [](const UsedRow& it) { return one(it.ground); }},
    {{"operations", Shape::kList, "HOW"}, [](const UsedRow& it) { return it.operations; }},
    {{"channels", Shape::kList}, [](const UsedRow& it) { return it.channels; }},
    {{"categoryIds", Shape::kList}, [](const UsedRow& it) { return it.categories; }},
    {{"automated", Shape::kFlag, "AUTOMATED"}, [](const UsedRow& it) { return flag(it.decides); }},
    {{"times", Shape::kNumber, "TIMES"}, [](const UsedRow& it) { return number(it.used.times); }},
    {{"inBatches", Shape::kNumber, "IN BATCHES"},
     [](const UsedRow& it) { return number(it.in_batches); }},
    {{"first", Shape::kText, "FIRST"}, [](const UsedRow& it) { return time(it.used.first); }},
    {{"last", Shape::kText, "LAST"}, [](const UsedRow& it) { return time(it.used.last); }},
    {{"firstRecord", Shape::kNumber},
     [](const UsedRow& it) { return number(it.used.first_record); }},
    {{"lastRecord", Shape::kNumber, "RECORD"},
     [](const UsedRow& it) { return number(it.used.last_record); }},
};

constexpr Column<GivenRow> kGiven[] = {
    {{"recipientId"}, [](const GivenRow& it) { return one(it.recipient); }},
    {{"recipient", Shape::kText, "WHO"}, [](const GivenRow& it) { return one(it.name); }},
    {{"inPolicy", Shape::kFlag}, [](const GivenRow& it) { return flag(it.known); }},
    {{"recipientCategoryId"}, [](const GivenRow& it) { return one(it.category.id); }},
    {{"recipientCategory"}, [](const GivenRow& it) { return one(it.category.label); }},
    {{"role", Shape::kText, "AS"}, [](const GivenRow& it) { return one(it.role); }},
    {{"isRecipient", Shape::kFlag, "ART. 4(9)"},
     [](const GivenRow& it) { return flag(it.is_recipient); }},
    {{"through", Shape::kText, "THROUGH"}, [](const GivenRow& it) { return one(it.through); }},
    {{"country", Shape::kText, "COUNTRY"}, [](const GivenRow& it) { return one(it.country); }},
    {{"basis", Shape::kText, "BASIS"}, [](const GivenRow& it) { return one(it.basis); }},
    {{"mechanismId"}, [](const GivenRow& it) { return one(it.mechanism.id); }},
    {{"mechanism", Shape::kText, "MECHANISM"},
     [](const GivenRow& it) { return one(it.mechanism.label); }},
    {{"mechanismArticle"}, [](const GivenRow& it) { return one(it.article); }},
    {{"activityIds", Shape::kList, "FOR"}, [](const GivenRow& it) { return it.activities; }},
    {{"categoryIds", Shape::kList, "DATA"}, [](const GivenRow& it) { return it.categories; }},
    {{"times", Shape::kNumber, "TIMES"}, [](const GivenRow& it) { return number(it.given.times); }},
    {{"first", Shape::kText, "FIRST"}, [](const GivenRow& it) { return time(it.given.first); }},
    {{"last", Shape::kText, "LAST"}, [](const GivenRow& it) { return time(it.given.last); }},
    {{"firstRecord", Shape::kNumber},
     [](const GivenRow& it) { return number(it.given.first_record); }},
    {{"lastRecord", Shape::kNumber, "RECORD"},
     [](const GivenRow& it) { return number(it.given.last_record); }},
    {{"toldBy", Shape::kNumbers, "TOLD BY"}, [](const GivenRow& it) { return numbers(it.told); }},
};

constexpr Column<LookedUpRow> kLookedUp[] = {
    {{"at", Shape::kText, "WHEN"}, [](const LookedUpRow& it) { return time(it.at); }},
    {{"roleId", Shape::kText, "ROLE"}, [](const LookedUpRow& it) { return one(it.role.id); }},
    {{"role"}, [](const LookedUpRow& it) { return one(it.role.label); }},
    {{"reasonId", Shape::kText, "WHY"}, [](const LookedUpRow& it) { return one(it.reason.id); }},
    {{"reason"}, [](const LookedUpRow& it) { return one(it.reason.label); }},
    {{"categoryIds", Shape::kList, "DATA"}, [](const LookedUpRow& it) { return it.categories; }},
    {{"count", Shape::kNumber},
     [](const LookedUpRow& it) { return it.count == 0 ? Texts() : number(it.count); }},
    {{"record", Shape::kNumber, "RECORD"}, [](const LookedUpRow& it) { return number(it.record); }},
};
constexpr Column<ReportedRow> kReported[] = {
    {{"at", Shape::kText, "WHEN"}, [](const ReportedRow& it) { return time(it.at); }},
    {{"kind", Shape::kText, "REPORT"}, [](const ReportedRow& it) { return one(it.kind); }},
    {{"record", Shape::kNumber, "RECORD"}, [](const ReportedRow& it) { return number(it.record); }},
};

constexpr Column<ConsentRow> kConsents[] = {
    {{"activityId", Shape::kText, "TO"}, [](const ConsentRow& it) { return one(it.activity.id); }},
    {{"activity"}, [](const ConsentRow& it) { return one(it.activity.label); }},
    {{"standing", Shape::kText, "STANDING"}, [](const ConsentRow& it) { return one(it.standing); }},
    {{"at", Shape::kText, "SINCE"},
     [](const ConsentRow& it) { return it.record == Sequence() ? Texts() : time(it.since); }},
    {{"until", Shape::kText, "UNTIL"}, [](const ConsentRow& it) { return time(it.valid_until); }},
    {{"method", Shape::kText, "HOW"}, [](const ConsentRow& it) { return one(it.method); }},
    {{"record", Shape::kNumber, "RECORD"},
     [](const ConsentRow& it) { return it.record == Sequence() ? Texts() : number(it.record); }},
};
constexpr Column<ObjectionRow> kObjections[] = {
    {{"scope", Shape::kText, "SCOPE"}, [](const ObjectionRow& it) { return one(it.scope); }},
    {{"activityId", Shape::kText, "TO"},
     [](const ObjectionRow& it) { return one(it.activity.id); }},
    {{"activity"}, [](const ObjectionRow& it) { return one(it.activity.label); }},
    {{"at", Shape::kText, "LODGED"}, [](const ObjectionRow& it) { return time(it.lodged); }},
    {{"standing", Shape::kText, "STANDING"},
     [](const ObjectionRow& it) { return one(it.standing); }},
    {{"compellingGround", Shape::kText, "GROUND"},
     [](const ObjectionRow& it) { return one(it.compelling_ground); }},
    {{"record", Shape::kNumber, "RECORD"},
     [](const ObjectionRow& it) { return number(it.record); }},
    {{"settledBy", Shape::kNumber, "SETTLED BY"},
     [](const ObjectionRow& it) { return number(it.settled_by); }},
};
constexpr Column<RestrictionRow> kRestrictions[] = {
    {{"activityId", Shape::kText, "OF"},
     [](const RestrictionRow& it) { return one(it.activity.id); }},
    {{"activity"}, [](const RestrictionRow& it) { return one(it.activity.label); }},
    {{"categoryIds", Shape::kList, "DATA"}, [](const RestrictionRow& it) { return it.categories; }},
    {{"ground", Shape::kText, "GROUND"}, [](const RestrictionRow& it) { return one(it.ground); }},
    {{"at", Shape::kText, "SET"}, [](const RestrictionRow& it) { return time(it.set); }},
    {{"inForce", Shape::kFlag, "IN FORCE"},
     [](const RestrictionRow& it) { return flag(it.in_force); }},
    {{"record", Shape::kNumber, "RECORD"},
     [](const RestrictionRow& it) { return number(it.record); }},
};

constexpr Column<RequestRow> kRequests[] = {
    {{"right", Shape::kText, "RIGHT"}, [](const RequestRow& it) { return one(it.right); }},
    {{"at", Shape::kText, "RECEIVED"}, [](const RequestRow& it) { return time(it.received); }},
    {{"via", Shape::kText, "VIA"}, [](const RequestRow& it) { return one(it.via); }},
    {{"due", Shape::kText, "DUE BEFORE"}, [](const RequestRow& it) { return time(it.due); }},
    {{"extended", Shape::kFlag, "EXTENDED"},
     [](const RequestRow& it) { return flag(it.extended); }},
    {{"answeredAt", Shape::kText, "ANSWERED"},
     [](const RequestRow& it) { return time(it.answered); }},
    {{"outcome", Shape::kText, "OUTCOME"}, [](const RequestRow& it) { return one(it.outcome); }},
    {{"justification"}, [](const RequestRow& it) { return one(it.justification); }},
    {{"late", Shape::kFlag, "LATE"}, [](const RequestRow& it) { return flag(it.late); }},
    {{"record", Shape::kNumber, "RECORD"}, [](const RequestRow& it) { return number(it.record); }},
    {{"answeredBy", Shape::kNumber, "ANSWERED BY"},
     [](const RequestRow& it) { return number(it.answered_by); }},
};

constexpr Column<ErasureRow> kErasures[] = {
    {{"at", Shape::kText, "WHEN"}, [](const ErasureRow& it) { return time(it.at); }},
    {{"type", Shape::kText, "WHAT"}, [](const ErasureRow& it) { return one(it.type); }},
    {{"ground", Shape::kText, "GROUND"}, [](const ErasureRow& it) { return one(it.ground); }},
    {{"exception", Shape::kText, "KEPT FOR"},
     [](const ErasureRow& it) { return one(it.exception); }},
    {{"method", Shape::kText, "HOW"}, [](const ErasureRow& it) { return one(it.method); }},
    {{"categoryIds", Shape::kList, "DATA"}, [](const ErasureRow& it) { return it.categories; }},
    {{"activityIds", Shape::kList}, [](const ErasureRow& it) { return it.activities; }},
    {{"keyClasses", Shape::kList, "KEYS"}, [](const ErasureRow& it) { return it.key_classes; }},
    {{"wholePerson", Shape::kFlag, "WHOLE"}, [](const ErasureRow& it) { return flag(it.whole); }},
    {{"system", Shape::kText, "SYSTEM"}, [](const ErasureRow& it) { return one(it.system); }},
    {{"removed", Shape::kNumber, "REMOVED"},
     [](const ErasureRow& it) { return it.removed == 0 ? Texts() : number(it.removed); }},
    {{"retained", Shape::kNumber, "RETAINED"},
     [](const ErasureRow& it) { return it.retained == 0 ? Texts() : number(it.retained); }},
    {{"residualUntil", Shape::kText, "IN BACKUPS UNTIL"},
     [](const ErasureRow& it) { return time(it.residual_until); }},
    {{"record", Shape::kNumber, "RECORD"}, [](const ErasureRow& it) { return number(it.record); }},
};
constexpr Column<SurvivingRow> kSurviving[] = {
    {{"keyClass", Shape::kText, "KEY CLASS"},
     [](const SurvivingRow& it) { return one(it.key_class); }},
    {{"categoryIds", Shape::kList, "DATA"}, [](const SurvivingRow& it) { return it.categories; }},
    {{"activityIds", Shape::kList, "FOR"}, [](const SurvivingRow& it) { return it.activities; }},
    {{"until", Shape::kText, "UNTIL"}, [](const SurvivingRow& it) { return time(it.until); }},
    {{"keptPastBy", Shape::kNumbers, "KEPT ON BY"},
     [](const SurvivingRow& it) { return numbers(it.kept_past); }},
};
constexpr Column<NamedItem> kRights[] = {
    {{"article", Shape::kText, "ARTICLE"}, [](const NamedItem& it) { return one(it.id); }},
    {{"right", Shape::kText, "RIGHT"}, [](const NamedItem& it) { return one(it.label); }},
};

} // namespace

std::vector<AnswerSection> sections_of(const AccessAnswer& answer) {
  std::vector<AnswerSection> all;
  add(all, {"held", "Data that is held", "15(1)(a), (b), (d), (g)", {}, {}}, kHeld, answer.held);
  add(all, {"used", "What it was used for", "15(1)(a), (h)", {}, {}}, kUsed, answer.used);
  add(all, {"given", "Who received it", "15(1)(c), 15(2)", {}, {}}, kGiven, answer.given);
  add(all, {"lookedUp", "Look-ups by staff", "15(1)", {}, {}}, kLookedUp, answer.looked_up);
  add(all, {"reported", "Reports drawn up", "15(1)", {}, {}}, kReported, answer.reported);
  add(all, {"consents", "Consents", "7", {}, {}}, kConsents, answer.consents);
  add(all, {"objections", "Objections", "21", {}, {}}, kObjections, answer.objections);
  add(all, {"restrictions", "Restrictions", "18", {}, {}}, kRestrictions, answer.restrictions);
  add(all, {"requests", "Requests", "12", {}, {}}, kRequests, answer.requests);
  add(all, {"erasures", "Erasures", "17", {}, {}}, kErasures, answer.erasures);
  add(all, {"surviving", "What the erasures left", "17(3)", {}, {}}, kSurviving, answer.surviving);
  add(all, {"rights", "Rights", "15(1)(e)", {}, {}}, kRights, answer.rights);
  return all;
}

} // namespace ledger
