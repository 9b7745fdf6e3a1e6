#include "ledger/event/taxonomy.hpp"

#include "ledger/base/limits.hpp"

#include <algorithm>
#include <bit>
#include <cstring>
#include <numeric>
#include <stdexcept>

namespace ledger {
namespace {

using wire::EventType;
constexpr auto kMany = static_cast<std::uint16_t>(limits::kSubjectsPerEvent);
constexpr auto kPart = static_cast<std::uint16_t>(limits::kSubjectsPerPart);
constexpr auto kApp = PostedBy::kApplication;
constexpr auto kOfficer = PostedBy::kOfficer;
constexpr auto kLedger = PostedBy::kLedger;

constexpr std::string_view kDisclosureFields =
    "recipientCategory recipientRole categories contract priorNotice commercial disclosureMode "
    "compelled via ground count country eeaInfeasible item";

// Columns: type, name, posted by, subjects from-to, required, allowed, article, summary.
constexpr TypeInfo kTypes[] = {
    {EventType::LEDGER_OPENED, "ledger.opened", kLedger, 0, 0, "", "", "5(2)",
     "The first record: where the ledger comes from and which key signs for it."},
    {EventType::LEDGER_HEARTBEAT, "ledger.heartbeat", kLedger, 0, 0, "", "", "5(2)",
     "Nothing happened until now; so that silence cannot be cut away unseen."},
    {EventType::LEDGER_KEY_ANNOUNCED, "ledger.key-announced", kLedger, 0, 0, "", "", "32",
     "A new signing key; both keys sign from here."},
    {EventType::LEDGER_KEY_RETIRED, "ledger.key-retired", kLedger, 0, 0, "", "", "32",
     "The old signing key's last act, before it is destroyed."},
    {EventType::LEDGER_ACCESS_DENIED, "ledger.access-denied", kLedger, 0, 0, "", "", "32",
     "Requests that were refused, summed up per peer, operation and minute."},
    {EventType::LEDGER_CLOCK_ANOMALY, "ledger.clock-anomaly", kLedger, 0, 0, "", "", "5(1)(f)",
     "The wall clock departed from the monotonic clock."},
    {EventType::LEDGER_RESTORED, "ledger.restored", kLedger, 0, 0, "", "", "32(1)(c)",
     "A damaged tail was set aside, or a backup was put back."},
    {EventType::KEY_DESTROYED, "key.destroyed", kLedger, 0, 0, "", "", "17, 32",
     "The keys of an erasure are gone; what they sealed opens for nobody here."},
    {EventType::POLICY_PUBLISHED, "policy.published", kOfficer, 0, 0, "documents effectiveFrom",
     "effectiveTo languages", "5(2), 13, 14",
     "A version of the machine-readable privacy policy came into force."},
    {EventType::NOTICE_SERVED, "notice.served", kApp, 1, kMany, "noticeKind",
     "documents beforeCollection activities", "13, 14", "A privacy notice was shown or sent."},
    {EventType::SUBJECT_REGISTERED, "subject.registered", kApp, 1, kMany, "", "", "-",
     "A person became known."},
    {EventType::RELATION_STARTED, "relation.started", kApp, 1, kMany, "relation", "contract",
     "5(1)(e)", "A person became a customer, user, applicant or other relation."},
    {EventType::RELATION_ENDED, "relation.ended", kApp, 1, kMany, "relation", "endReason contract",
     "5(1)(e)", "Such a relation ended."},
    {EventType::COLLECTION, "collection", kApp, 1, kMany, "categories dataSource",
     "activities ground item volunteered transform transformBits count documentDate "
     "specialCategory phoneKind placePrecision recognisable media contractualRequirement",
     "5, 6, 13, 14", "Personal data was collected."},
    {EventType::USE, "use", kApp, 1, kMany, "activities",
     "categories operation item campaign ground count softOptInAtSale softOptInSimilar "
     "softOptInOffered recognisable restrictionException media",
     "5(1)(b), 6", "Personal data was used for an activity."},
    {EventType::USE_BATCH, "use.batch", kApp, 1, kPart, "activities campaign",
     "categories operation item ground count softOptInAtSale softOptInSimilar softOptInOffered",
     "5(1)(b), 6", "One use for many people, a newsletter for example."},
    {EventType::DISCLOSURE, "disclosure", kApp, 1, kMany, "recipient activities", kDisclosureFields,
     "13(1)(e), 15(1)(c), 28, 30(1)(d)", "Personal data was given or opened to somebody else."},
    {EventType::TRANSFER_THIRD_COUNTRY, "transfer.third-country", kApp, 1, kMany,
     "recipient activities country",
     "mechanism certificate assessment recipientCategory recipientRole categories contract "
     "priorNotice commercial disclosureMode compelled via ground count eeaInfeasible item",
     "44-49, 30(1)(e)", "Personal data went to a country outside the EEA."},
    {EventType::CONSENT_GIVEN, "consent.given", kApp, 1, kMany, "activities consentMethod",
     "documents validUntil expressedBy withdrawalMethod", "7, 4(11)", "A person consented."},
    {EventType::CONSENT_REFUSED, "consent.refused", kApp, 1, kMany, "activities",
     "consentMethod documents expressedBy", "7", "A person was asked and refused."},
    {EventType::CONSENT_WITHDRAWN, "consent.withdrawn", kApp, 1, kMany, "activities",
     "withdrawalMethod expressedBy receivedVia", "7(3)", "A person withdrew consent."},
    {EventType::OBJECTION_LODGED, "objection.lodged", kApp, 1, kMany, "objectionScope",
     "activities objectionStage reasonsGiven receivedVia media expressedBy", "21",
     "A person objected to a processing."},
    {EventType::REQUEST_RECEIVED, "request.received", kApp, 1, kMany, "right",
     "activities categories byRepresentative receivedVia", "12",
     "A person exercised a right; the term of one month runs from here."},
    {EventType::REQUEST_ANSWERED, "request.answered", kApp, 1, kMany, "right outcome",
     "justification complaintInfoGiven feeMinorUnits", "12(3), 12(4), 12(5)",
     "A request was answered."},
    {EventType::ERASURE_REQUESTED, "erasure.requested", kApp, 1, kMany, "",
     "erasureGround keyClasses categories activities receivedVia", "17(1)",
     "A person, or a rule, asked for erasure."},
    {EventType::ERASURE_STARTED, "erasure.started", kOfficer, 1, 1, "",
     "erasureGround keyClasses erasureMethod", "17",
     "The ledger's barrier: from here the old keys seal nothing, and they are about to die."},
    {EventType::ERASURE_EXECUTED, "erasure.executed", kApp, 1, kMany, "",
     "erasureGround erasureException erasureMethod keyClasses categories activities itemsRemoved "
     "itemsRetained residualUntil",
     "17", "An application erased what it held."},
};

std::vector<const ClearField*> fields_named(std::string_view names) {
  std::vector<const ClearField*> fields;
  while (!names.empty()) {
    const std::size_t end = std::min(names.find(' '), names.size());
    const ClearField* field = clear_layout().find(names.substr(0, end));
    if (field == nullptr) throw std::logic_error("taxonomy names a field that Clear does not have");
    fields.push_back(field);
    names.remove_prefix(std::min(end + 1, names.size()));
  }
  return fields;
}

TypeShape make_shape(const TypeInfo& type) {
  TypeShape shape;
  if (type.posted_by == PostedBy::kLedger) return shape;
  for (const std::string_view names : {kCommonFields, type.required, type.allowed})
    for (const ClearField* field : fields_named(names))
      shape.allowed.push_back(field);
  shape.required = fields_named(type.required);
  shape.required.push_back(clear_layout().find("occurredAt"));
  std::sort(shape.allowed.begin(), shape.allowed.end(),
            [](const auto* a, const auto* b) { return a->ordinal < b->ordinal; });
  shape.allowed.erase(std::unique(shape.allowed.begin(), shape.allowed.end()), shape.allowed.end());
  for (const ClearField* field : shape.allowed) {
    if (field->is_pointer) {
      shape.allowed_pointers |= std::uint64_t{1} << field->index;
    } else {
      const std::uint64_t mask =
          field->bits == 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << field->bits) - 1;
      shape.allowed_data.at(field->index / 64) |= mask << field->index % 64;
    }
  }
  return shape;
}

std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = row[0]++;
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i] == b[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({replaced, row[j] + 1, row[j + 1] + 1});
    }
  }
  return row.back();
}

} // namespace

std::span<const TypeInfo> all_types() {
  return kTypes;
}

const TypeInfo* type_info(wire::EventType type) {
  const auto* found = std::find_if(std::begin(kTypes), std::end(kTypes),
                                   [&](const TypeInfo& row) { return row.type == type; });
  return found == std::end(kTypes) ? nullptr : found;
}

const TypeInfo* type_named(std::string_view name) {
  const auto* found = std::find_if(std::begin(kTypes), std::end(kTypes),
                                   [&](const TypeInfo& row) { return row.name == name; });
  return found == std::end(kTypes) ? nullptr : found;
}

std::string_view nearest_type(std::string_view name) {
  const auto* best = std::min_element(
      std::begin(kTypes), std::end(kTypes), [&](const TypeInfo& a, const TypeInfo& b) {
        return edit_distance(a.name, name) < edit_distance(b.name, name);
      });
  return best->name;
}

std::string type_name(wire::EventType type) {
  const TypeInfo* info = type_info(type);
  return info != nullptr ? std::string(info->name)
                         : "type-" + std::to_string(static_cast<unsigned>(type));
}

const TypeShape& shape_of(const TypeInfo& type) {
  static const std::vector<TypeShape> shapes = [] {
    std::vector<TypeShape> all;
    for (const TypeInfo& row : kTypes)
      all.push_back(make_shape(row));
    return all;
  }();
  return shapes[static_cast<std::size_t>(&type - kTypes)];
}

} // namespace ledger
