// The columns of the register: their names, what of art. 30(1) each is for, and what stands in it.
#include "ledger/report/register.hpp"

#include <algorithm>

namespace ledger {
namespace {

using policy::Controller;
using Row = RegisterRow;

Texts one(std::string_view text) {
  return text.empty() ? Texts() : Texts{std::string(text)};
}
Texts flag(bool is_so) {
  return {is_so ? "yes" : "no"};
}
Texts ids(const std::vector<NamedItem>& items) {
  Texts out;
  for (const NamedItem& item : items)
    out.push_back(item.id);
  return out;
}
Texts labels(const std::vector<NamedItem>& items) {
  Texts out;
  for (const NamedItem& item : items)
    out.push_back(item.label);
  return out;
}

Texts third_countries(const Row& row) {
  Texts out;
  for (const RegisterTransfer& transfer : row.transfers)
    if (std::find(out.begin(), out.end(), transfer.country) == out.end())
      out.push_back(transfer.country);
  return out;
}

Texts transfers(const Row& row) {
  Texts out;
  for (const RegisterTransfer& transfer : row.transfers) {
    std::string by;
    for (const std::string& mechanism : transfer.mechanisms)
      by += (by.empty() ? "" : "; ") + mechanism;
    out.push_back(transfer.recipient + ", " + transfer.country + ": " +
                  (by.empty() ? "no mechanism holds" : by));
  }
  return out;
}

constexpr auto kOne = ControllerField::Shape::kText;
constexpr auto kMany = ControllerField::Shape::kList;
constexpr ControllerField kControllerFields[] = {
    {"controller", "30(1)(a)", kOne, [](const Controller& it) { return one(it.name); }},
    {"controllerRegistration", "", kOne, [](const Controller& it) { return one(it.registration); }},
    {"controllerAddress", "30(1)(a)", kOne, [](const Controller& it) { return one(it.address); }},
    {"controllerCountry", "30(1)(a)", kOne, [](const Controller& it) { return one(it.country); }},
    {"controllerEmail", "30(1)(a)", kOne, [](const Controller& it) { return one(it.email); }},
    {"controllerContactForm", "30(1)(a)", kOne,
     [](const Controller& it) { return one(it.contact_form); }},
    {"dataProtectionOfficer", "30(1)(a)", kOne, [](const Controller& it) { return one(it.dpo); }},
    {"representative", "30(1)(a)", kOne,
     [](const Controller& it) { return one(it.representative); }},
    {"jointControllers", "30(1)(a)", kMany,
     [](const Controller& it) { return Texts(it.joint_controllers); }},
    {"supervisoryAuthority", "", kOne,
     [](const Controller& it) { return one(it.supervisory_authority); }},
};

constexpr auto kText = ActivityField::Shape::kText;
constexpr auto kFlag = ActivityField::Shape::kFlag;
constexpr auto kList = ActivityField::Shape::kList;
constexpr ActivityField kActivityFields[] = {
    {"activityId", "", kText, [](const Row& it) { return one(it.activity.id); }},
    {"activity", "", kText, [](const Row& it) { return one(it.activity.label); }},
    {"asNamed", "", kText, [](const Row& it) { return one(it.as_named); }},
    {"declared", "", kFlag, [](const Row& it) { return flag(it.declared); }},
    {"purposeId", "30(1)(b)", kText, [](const Row& it) { return one(it.purpose.id); }},
    {"purpose", "30(1)(b)", kText, [](const Row& it) { return one(it.purpose.label); }},
    {"everyone", "30(1)(c)", kFlag, [](const Row& it) { return flag(it.everyone); }},
    {"peopleIds", "30(1)(c)", kList, [](const Row& it) { return ids(it.people); }},
    {"people", "30(1)(c)", kList, [](const Row& it) { return labels(it.people); }},
    {"dataIds", "30(1)(c)", kList, [](const Row& it) { return ids(it.data); }},
    {"data", "30(1)(c)", kList, [](const Row& it) { return labels(it.data); }},
    {"specialDataIds", "30(1)(c)", kList, [](const Row& it) { return ids(it.special_data); }},
    {"specialCondition", "", kText, [](const Row& it) { return one(it.special_condition); }},
    {"recipientCategoryIds", "30(1)(d)", kList,
     [](const Row& it) { return ids(it.recipient_categories); }},
    {"recipientCategories", "30(1)(d)", kList,
     [](const Row& it) { return labels(it.recipient_categories); }},
    {"recipientIds", "30(1)(d)", kList, [](const Row& it) { return ids(it.recipients); }},
    {"recipients", "30(1)(d)", kList, [](const Row& it) { return labels(it.recipients); }},
    {"contracts", "", kList, [](const Row& it) { return Texts(it.contracts); }},
    {"thirdCountries", "30(1)(e)", kList, third_countries},
    {"transfers", "30(1)(e)", kList, transfers},
    {"retentionId", "30(1)(f)", kText, [](const Row& it) { return one(it.retention.id); }},
    {"retention", "30(1)(f)", kText, [](const Row& it) { return one(it.retention.label); }},
    {"retentionPeriod", "30(1)(f)", kText, [](const Row& it) { return one(it.term); }},
    {"retentionCriterion", "30(1)(f)", kText, [](const Row& it) { return one(it.term_criterion); }},
    {"retentionFrom", "30(1)(f)", kText, [](const Row& it) { return one(it.term_starts); }},
    {"retentionThen", "30(1)(f)", kText, [](const Row& it) { return one(it.term_action); }},
    {"retentionEarlier", "30(1)(f)", kList, [](const Row& it) { return Texts(it.earlier_terms); }},
    {"retentionLaw", "", kText, [](const Row& it) { return one(it.term_law); }},
    {"retentionRefines", "", kText, [](const Row& it) { return one(it.refines); }},
    {"security", "30(1)(g)", kList, [](const Row& it) { return Texts(it.security); }},
    {"groundDeclared", "", kText, [](const Row& it) { return one(word_of(it.declared_ground)); }},
    {"groundAssessed", "", kText, [](const Row& it) { return one(word_of(it.assessed_ground)); }},
    {"groundsBeside", "", kList, [](const Row& it) { return Texts(it.further_grounds); }},
    {"interest", "", kText, [](const Row& it) { return one(it.interest); }},
    {"lawId", "", kText, [](const Row& it) { return one(it.law.id); }},
    {"law", "", kText, [](const Row& it) { return one(it.law.label); }},
    {"interestAssessment", "", kText, [](const Row& it) { return one(it.lia_ref); }},
    {"impactAssessment", "", kText, [](const Row& it) { return one(it.dpia_ref); }},
    {"objectionDeclared", "", kText,
     [](const Row& it) { return one(word_of(it.declared_objection)); }},
    {"objectionReason", "", kText, [](const Row& it) { return one(it.objection_reason); }},
    {"objectionAssessed", "", kText,
     [](const Row& it) { return one(word_of(it.assessed_objection)); }},
    {"directMarketing", "", kFlag, [](const Row& it) { return flag(it.direct_marketing); }},
    {"softOptIn", "", kFlag, [](const Row& it) { return flag(it.soft_opt_in); }},
    {"automatedDecision", "", kFlag, [](const Row& it) { return flag(it.automated); }},
    {"evaluatesPeople", "", kFlag, [](const Row& it) { return flag(it.evaluates); }},
    {"operations", "", kList, [](const Row& it) { return Texts(it.operations); }},
    {"itemIds", "", kList, [](const Row& it) { return ids(it.messages); }},
    {"channelIds", "", kList, [](const Row& it) { return ids(it.channels); }},
    {"noticesBefore", "", kList, [](const Row& it) { return Texts(it.notices); }},
    {"clauses", "", kList, [](const Row& it) { return Texts(it.clauses); }},
    {"statementSection", "", kText, [](const Row& it) { return one(it.statement_ref); }},
};

} // namespace

std::span<const ControllerField> controller_fields() {
  return kControllerFields;
}
std::span<const ActivityField> activity_fields() {
  return kActivityFields;
}

} // namespace ledger
