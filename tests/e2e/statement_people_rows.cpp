// Which data, of whom, what for: sections 1.2 to 1.4 of the tables.
#include "statement_rows.hpp"

namespace e2e {
namespace {

// One column for each relation, in their order.
struct Category {
  const char* id;
  const char* declared;
};
constexpr Category kCategories[] = {
    {"last-name", "xx..xxxxxxx"},
    {"first-name", "xx..xxxxxxx"},
    {"job-title", "xx...x.xxxx"},
    {"business-address", "xx...x.x.x."},
    {"billing-address", "x......x.x."},
    {"email", "xxx.xxxxxxx"},
    {"phone", "xx.x.x.xxxx"},
    {"company-name", "xx...x.xxx."},
    {"usage-analytics", "xx...x....."},
    {"login-data", "xx...x.x.x."},
    {"anonymised-ip", "xx...x.x.x."},
    {"derived-geo", "xx...x.x.x."},
    {"communication-preference", "xx...xxx.x."},
    {"call-recording", "...x......."},
    {"photo-video", ".......x..."},
    {"camera-images", "........x.."},
    {"curriculum-vitae", "..........x"},
    {"other-voluntary", "xxxxxxxxxxx"},
};

Told collected(const std::string& relation, const std::string& category,
               const std::string& source = "dataSubject") {
  return {"collection", R"("subject":"$)" + relation + R"(","relation":")" + relation +
                            R"(","categories":[")" + category + R"("],"dataSource":")" + source +
                            R"(","volunteered":")" + (source == "dataSubject" ? "yes" : "no") +
                            "\""};
}

Row category_row(const Category& category) {
  Row row{"1.2", "categories", category.id, {}, {"F08", "F09"}, {}};
  for (std::size_t i = 0; i < kRelations.size(); ++i) {
    row.told.push_back(collected(kRelations[i], category.id));
    if (category.declared[i] != 'x') row.found.push_back("F08 " + row.id);
  }
  if (row.id == "phone") { // of visitors the mobile one only
    row.told.push_back(collected("office-visitor", row.id));
    row.told.back().members += R"(,"phoneKind":"fixed")";
    row.found.push_back("F08 phone");
  }
  if (row.id == "other-voluntary") { // from the person, unasked
    row.told.push_back(collected("paying-customer", row.id, "observed"));
    row.found.push_back("F09 other-voluntary");
  }
  return row;
}

enum class Ground { kInterest, kContract, kConsent };
constexpr const char* kInterest = "legitimate-interest";

struct Activity {
  std::size_t relation; // from 1
  const char* id;
  const char* purpose;
  Ground ground;
  const char* reason; // why no objection is said to be possible; "": the statement is silent
  bool marketing;
};
constexpr const char* kN1 = "Small impact, interest in the agreement";
constexpr const char* kN2 = "Inherent to the agreement, statutory keeping";
constexpr const char* kN3 = "Small impact, interest in the activity";
constexpr const char* kN4 = "Overriding interest: security";
constexpr Ground kLi = Ground::kInterest;
constexpr Ground kCt = Ground::kContract;
constexpr Ground kCo = Ground::kConsent;
constexpr Activity kActivities[] = {
    {1, "customer.informative-communication", "support", kLi, kN1, false},
    {1, "customer.marketing-communication", "communication", kLi, "", true},
    {1, "customer.satisfaction-survey", "statistical-analysis", kLi, "", false},
    {1, "customer.invoicing", "customer-management", kCt, kN2, false},
    {2, "user.informative-communication", "support", kLi, kN1, false},
    {2, "user.marketing-communication", "communication", kLi, "", true},
    {2, "user.satisfaction-survey", "statistical-analysis", kLi, "", false},
    {3, "email.conversation", "conversation-follow-up", kLi, kN3, false},
    {4, "phone.conversation", "conversation-follow-up", kLi, kN3, false},
    {5, "chat.conversation", "conversation-follow-up", kLi, kN3, false},
    {6, "demo.informative-communication", "support", kLi, kN1, false},
    {6, "demo.marketing-communication", "marketing", kLi, "", true},
    {6, "demo.satisfaction-survey", "statistical-analysis", kLi, "", false},
    {6, "demo.sales-contact", "marketing", kLi, "", true},
    {7, "newsletter.marketing-communication", "marketing", kCo, "", true},
    {8, "event.informative-communication", "event-organisation", kCt, kN1, false},
    {8, "event.photo-video", "marketing", kLi, "possible", false},
    {8, "event.marketing-communication", "marketing", kLi, "", true},
    {8, "event.satisfaction-survey", "statistical-analysis", kLi, "", false},
    {8, "event.sales-contact", "marketing", kLi, "", true},
    {8, "event.invoicing", "customer-management", kCt, kN2, false},
    {9, "visit.presence-registration", "security", kLi, kN4, false},
    {9, "visit.camera-surveillance", "security", kLi, kN4, false},
    {10, "commercial.informative-communication", "relationship-maintenance", kLi, kN1, false},
    {10, "commercial.marketing-communication", "marketing", kLi, "", true},
    {10, "commercial.contract-performance", "supplier-management", kCt, "", false},
    {11, "applicant.contact", "conversation-follow-up", kLi, kN1, false},
    {11, "applicant.screening", "recruitment", kCo, "", false},
};

const std::string& relation_of(const Activity& activity) {
  return kRelations[activity.relation - 1];
}

std::string registered(const Activity& activity) {
  const std::string reason = activity.reason;
  const std::string ground = activity.ground == kLi   ? kInterest
                             : activity.ground == kCt ? "contract"
                                                      : "consent";
  const std::string objection = reason.empty()         ? "unstated"
                                : reason == "possible" ? reason
                                                       : "excluded: " + reason;
  return relation_of(activity) + ", " + activity.purpose + ", " + ground + ", " + objection +
         (activity.marketing ? ", marketing" : "");
}

std::string for_activity(const std::string& person, const Activity& activity) {
  return R"("subject":"$)" + person + R"(","activities":[")" + activity.id + "\"]";
}

Told used(const std::string& person, const Activity& activity, const std::string& ground) {
  return {"use",
          for_activity(person, activity) + R"(,"relation":")" + relation_of(activity) +
              R"(","ground":")" + ground + "\"",
          "2025-05-06T10:00:00Z"};
}

// Used on its own ground and on another; after an objection to marketing; with a consent; and an
// objection to it is refused without a ground.
Row activity_row(const Activity& activity) {
  const std::string own = activity.ground == kLi   ? "legitimateInterest"
                          : activity.ground == kCt ? "contract"
                                                   : "consent";
  Row row{"1.3", "activities",        activity.id, {}, {"F01", "F04", "F06", "F10", "F11"},
          {},    registered(activity)};
  row.told = {
      used("own", activity, own),
      used("other", activity, "vitalInterests"),
      {"objection.lodged", R"("subject":"$against","objectionScope":"directMarketing")"},
      used("against", activity, own),
      {"consent.given", for_activity("for", activity) + R"(,"consentMethod":"box")"},
      used("for", activity, own),
      {"objection.lodged", for_activity("refused", activity) + R"(,"objectionScope":"activity")"},
      {"objection.assessed",
       for_activity("refused", activity) + R"(,"objectionScope":"activity","outcome":"refused")",
       "2025-05-07T10:00:00Z"},
  };
  row.found = {"F11 " + row.id};
  if (activity.ground == kCo) row.found.insert(row.found.end(), 3, "F01 " + row.id);
  if (activity.marketing) row.found.push_back("F04 " + row.id);
  const bool statutory = activity.ground == kLi || activity.marketing;
  row.found.push_back("F06 " + row.id + (statutory ? "" : " promise"));
  return row;
}

// With an activity of its own nothing is found, with one of others it is.
Row relation_row(std::size_t number) {
  const auto first_that = [&](bool own) {
    for (const Activity& activity : kActivities)
      if ((activity.relation == number) == own) return activity;
    return kActivities[0];
  };
  const std::string& relation = kRelations[number - 1];
  const std::string foreign = first_that(false).id;
  const auto use = [&](const std::string& activity) {
    return Told{"use", R"("subject":"$","relation":")" + relation + R"(","activities":[")" +
                           activity + "\"]"};
  };
  return {"1.3",   "relations",       relation, {use(first_that(true).id), use(foreign)},
          {"F10"}, {"F10 " + foreign}};
}

Row channel_row(const std::string& id, const std::string& name, const std::string& label) {
  Row row{"1.4", "channels", id, {}, {"F09"}, {"F09 other-voluntary"}};
  row.told = {collected("paying-customer", "other-voluntary", "observed")};
  row.told[0].members += R"(,"channel":")" + name + "\"";
  row.label = label;
  return row;
}

Row prospect_row() {
  const std::string relation = R"("subject":"$","relation":"prospect",)";
  return {"1.4",
          "relations",
          "prospect",
          {{"collection", relation + R"("categories":["last-name"],"dataSource":"companyRegister",)"
                                     R"("channel":"publicSource")"},
           {"use", relation + R"("activities":["prospect.mailing"],"channel":"post")",
            "2025-05-06T10:00:00Z"}},
          {"F08", "F10", "F13"},
          {"F10 prospect.mailing promise", "F13 prospect"}};
}

// To a marketing company: contact data only, and it has to learn of an objection.
Row prospect_disclosure_row() {
  const std::string to = R"("subject":"$","recipient":"example-leads",)"
                         R"("activities":["prospect.disclosure"],"categories":)";
  return {"1.4",
          "activities",
          "prospect.disclosure",
          {{"contract.signed", R"("recipient":"example-leads","contractKind":"controllers")",
            "2020-01-01T00:00:00Z"},
           {"disclosure", to + R"(["email"])"},
           {"disclosure", to + R"(["billing-address"])"},
           {"objection.lodged", R"("subject":"$","objectionScope":"directMarketing")",
            "2025-05-07T10:00:00Z"}},
          {"F10", "F23", "F24", "F32"},
          {"F10 prospect.disclosure promise", "F24 example-leads", "F32 example-leads promise"}};
}

// Not recognised, until what the visitor leaves makes two ids one person.
Row first_visit_row() {
  const std::string visit = R"("subject":"$","relation":"first-visit","dataSource":"observed",)"
                            R"("visitorRecognised":"no","categories":)";
  return {
      "1.4",
      "relations",
      "first-visit",
      {{"collection", visit + R"(["anonymised-ip"],"transform":"ipAnonymised","transformBits":24)"},
       {"collection", visit + R"(["email"])"},
       {"subject.linked", R"("subjects":["$","$known"],"linkEvidence":"accountLogin")",
        "2025-05-06T10:00:00Z"}},
      {"F08", "F16"},
      {"F08 email"}};
}

Row returning_visit_row() {
  const auto use = [](const std::string& person) {
    return Told{"use",
                R"("subject":")" + person +
                    R"(","relation":"returning-visit",)"
                    R"("visitorRecognised":"yes","categories":["anonymised-ip"],)"
                    R"("activities":["visitor.recognition"])",
                "2025-05-06T10:00:00Z"};
  };
  return {"1.4",
          "relations",
          "returning-visit",
          {{"notice.served", R"("subject":"$","noticeKind":"cookie","channel":"website")"},
           {"consent.given", R"("subject":"$","activities":["visitor.recognition"],)"
                             R"("consentMethod":"box")"},
           use("$"),
           use("$without")},
          {"F01", "F08"},
          {"F01 visitor.recognition"}};
}

} // namespace

Rows category_rows() {
  Rows rows;
  for (const Category& category : kCategories)
    rows.push_back(category_row(category));
  return rows;
}

Rows relation_rows() {
  Rows rows;
  for (std::size_t number = 1; number <= kRelations.size(); ++number)
    rows.push_back(relation_row(number));
  return rows;
}

Rows activity_rows() {
  Rows rows;
  for (const Activity& activity : kActivities)
    rows.push_back(activity_row(activity));
  return rows;
}

Rows group_rows() {
  return {prospect_row(),
          prospect_disclosure_row(),
          first_visit_row(),
          returning_visit_row(),
          channel_row("website", "website", "Website"),
          channel_row("social-media", "socialMedia", "Sociale media"),
          channel_row("email", "email", "E-mail"),
          channel_row("in-person", "inPerson", "Fysiek contact"),
          channel_row("phone", "phone", "Telefoon"),
          channel_row("chat", "chat", "Chat"),
          channel_row("event", "event", "Event"),
          channel_row("office", "office", "Kantoor"),
          channel_row("public-source", "publicSource", "Openbare bron")};
}

} // namespace e2e
