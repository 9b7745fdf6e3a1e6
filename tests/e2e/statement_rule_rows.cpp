// What is promised, who gets the data, how long, and what people may ask: sections 1.5 to 1.10 of
// the tables.
#include "statement_rows.hpp"

namespace e2e {
namespace {

const std::string kRef = "\"00000000-0000-4000-8000-000000000001\"";

std::string about(const std::string& person = "$") {
  return R"("subject":")" + person + "\",";
}

Row clause_row(const std::string& id, const std::string& label, const std::string& rule,
               std::vector<std::string> found, std::vector<Told> told) {
  return {"1.5", "clauses", id, std::move(told), {rule}, std::move(found), {}, label};
}

Row picture_clause() {
  const std::string picture =
      about() + R"("activities":["event.photo-video"],"recognisable":"yes","media":[)" + kRef + "]";
  return clause_row(
      "s1", "Beeld van events: weigeren of laten verwijderen", "F15", {"F15 event.photo-video"},
      {{"use", picture},
       {"media.removal-requested", about() + R"("media":[)" + kRef + "]", "2025-05-06T10:00:00Z"},
       {"use", picture, "2025-05-07T10:00:00Z"}});
}

Row recording_clause() {
  const std::string call = R"("activities":["phone.call-recording"],"dataSource":"observed",)"
                           R"("categories":["call-recording"])";
  return clause_row("s2", "Opname optioneel en vooraf gemeld", "F14", {"F14 phone.call-recording"},
                    {{"notice.served", about() + R"("noticeKind":"recording")"},
                     {"collection", about() + call, "2025-05-05T10:01:00Z"},
                     {"collection", about("$untold") + call}});
}

Row address_clause() {
  const std::string address = R"("categories":["anonymised-ip"],"dataSource":"observed",)"
                              R"("relation":"platform-user","transform":)";
  return clause_row("s4", "IP-adres geanonimiseerd, land en regio", "F16", {"F16 anonymised-ip"},
                    {{"collection", about() + address + R"("ipAnonymised","transformBits":24)"},
                     {"collection", about() + address + R"("none")"}});
}

// Two disclosures to somebody of the category: what it is there for, and what it is not.
struct Recipient {
  const char* id;
  const char* activity;
  const char* contract; // what is found without one: "law", "promise" or nothing
  bool every_activity;
  const char* excuse; // for having told nobody before; "": none is needed
};
constexpr const char* kInfeasible = R"(,"priorNotice":"infeasible","infeasibleReason":"technical")";
constexpr const char* kBarred = R"(,"compelled":"yes","priorNotice":"legallyBarred")";
constexpr Recipient kRecipients[] = {
    {"rc.marketing-company", "prospect.disclosure", "promise", false, ""},
    {"rc.partner", "prospect.disclosure", "promise", false, ""},
    {"rc.communication", "customer.informative-communication", "law", false, ""},
    {"rc.analytics", "customer.satisfaction-survey", "law", false, ""},
    {"rc.recruitment", "applicant.contact", "promise", false, ""},
    {"rc.ict.hosting", "customer.invoicing", "law", true, ""},
    {"rc.ict.security", "customer.invoicing", "law", true, ""},
    {"rc.ict.integration", "customer.invoicing", "law", true, ""},
    {"rc.ict.database", "customer.invoicing", "law", true, ""},
    {"rc.payment-provider", "customer.invoicing", "promise", false, ""},
    {"rc.debt-collection", "customer.invoicing", "law", false, ""},
    {"rc.successor-entity", "customer.invoicing", "", true, kInfeasible},
    {"rc.authority", "customer.invoicing", "", true, kBarred},
    {"rc.staff", "customer.invoicing", "", true, ""},
};

// Whom the policy does not name has no name in the findings.
Row recipient_row(const Recipient& recipient) {
  const std::string contract = recipient.contract;
  const std::string excuse = recipient.excuse;
  const auto to = [&](const std::string& activity) {
    return about() + R"("recipient":"somebody","recipientCategory":")" + recipient.id +
           R"(","activities":[")" + activity + "\"]";
  };
  Row row{"1.6",
          "recipient_categories",
          recipient.id,
          {{"disclosure", to(recipient.activity) + excuse},
           {"disclosure", to("visit.presence-registration")}},
          {"F23", "F24", "F25"},
          {}};
  const std::string without = contract == "law" ? "F23 undeclared" : "F23 undeclared promise";
  if (!contract.empty()) row.found = {without, without};
  if (!recipient.every_activity) row.found.emplace_back("F24 undeclared");
  if (!excuse.empty()) row.found.emplace_back("F25 undeclared promise");
  return row;
}

Told sent(const std::string& time, const std::string& mechanism, const std::string& documents,
          const std::string& country = "US") {
  return {"transfer.third-country",
          about() + R"("recipient":"somebody","recipientCategory":"rc.analytics","country":")" +
              country + R"(","activities":["customer.satisfaction-survey"],)" +
              R"("eeaInfeasible":"technical","mechanism":")" + mechanism + "\"" + documents,
          time + "T10:00:00Z"};
}

std::string with(std::initializer_list<const char*> documents) {
  std::string text;
  for (const char* document : documents)
    text += ",\"" + std::string(document) + "\":" + kRef;
  return text;
}

Row transfer_row(const std::string& id, std::vector<std::string> found, std::vector<Told> told) {
  return {"1.7",           "transfer_mechanisms",        id,
          std::move(told), {"F20", "F21", "F22", "F47"}, std::move(found)};
}

Row retention_row(const std::string& id, std::vector<std::string> found, std::vector<Told> told) {
  return {"1.8", "retention", id, std::move(told), {"F18", "F19"}, std::move(found)};
}

Row right_row(const std::string& id, const std::string& right) {
  return {
      "1.9",
      "rights",
      "right." + id,
      {{"request.received", about() + R"("right":")" + right + "\""},
       {"request.received", about("$served") + R"("right":")" + right + "\""},
       {"request.answered", about("$served") + R"("right":")" + right + R"(","outcome":"noneHeld")",
        "2025-06-01T10:00:00Z"}},
      {"F26"},
      {"F26 right." + id}};
}

Row labelled(Row row, const std::string& label) {
  row.label = label;
  return row;
}

Row breach_row(const std::string& kind, int number) {
  const auto told = [&](int which) {
    const std::string digits = std::to_string(100 + number * 2 + which);
    return R"("correlation":"00000000-0000-4000-8000-000000000)" + digits +
           R"(","awareAt":"2025-05-05T10:00:00Z","breachKind":")" + kind + "\"";
  };
  return {"1.10",
          "breach",
          kind,
          {{"breach.detected", told(0)},
           {"breach.detected", told(1)},
           {"breach.notified-authority", told(1), "2025-05-06T10:00:00Z"}},
          {"F38"},
          {"F38 " + kind}};
}

// Access to process, and bound to both duties.
Row staff_row() {
  const auto of = [](const std::string& staff, const std::string& more) {
    return R"("staff":"00000000-0000-4000-8000-00000000020)" + staff + "\"," + more;
  };
  const std::string role = R"("staffRole":"support")";
  const std::string look_up = about() + role + R"(,"lookupReason":"support-request")";
  Row row{"1.10", "clauses", "staff", {}, {"F37"}, {"F37 support"}};
  for (const std::string staff : {"1", "2"}) {
    row.told.push_back({"staff.granted", of(staff, role), "2025-01-01T10:00:00Z"});
    row.told.push_back({"staff.committed", of(staff, R"("commitment":"confidentiality")"),
                        "2025-01-01T10:00:00Z"});
    if (staff == "1")
      row.told.push_back({"staff.committed", of(staff, R"("commitment":"privacy-obligations")"),
                          "2025-01-01T10:00:00Z"});
    row.told.push_back({"staff.accessed", of(staff, look_up)});
  }
  row.label = "Medewerkers gelijkaardig gebonden";
  return row;
}

} // namespace

Rows clause_rows() {
  const std::string other = R"("relation":"paying-customer","categories":["other-voluntary"],)";
  const std::string mailed = R"("recipient":"example-mail","commercial":"yes",)"
                             R"("activities":["customer.informative-communication"])";
  return {
      picture_clause(),
      recording_clause(),
      clause_row(
          "s3", "Vrijwillig gegeven gegevens", "F09", {"F09 other-voluntary"},
          {{"collection", about() + other + R"("dataSource":"dataSubject","volunteered":"yes")"},
           {"collection", about() + other + R"("dataSource":"thirdParty")"}}),
      address_clause(),
      clause_row("s5", "Gratis inzage op elk moment", "F28", {"F28 right.access"},
                 {{"request.answered", about() + R"("right":"access","outcome":"fulfilled")"},
                  {"request.answered", about() + R"("right":"access","outcome":"fulfilled",)"
                                                 R"("feeMinorUnits":1500)"}}),
      clause_row(
          "s6", "Gevolg van weigering of verwijdering", "F27", {},
          {{"consequence.notified", about() + R"("right":"erasure","categories":["email"])"}}),
      clause_row("s7", "Geen verkoop of verhuur", "F24", {"F24 example-mail promise"},
                 {{"disclosure", about() + mailed}}),
      clause_row("s8", "Geen profilering of geautomatiseerd besluit", "F17",
                 {"F17 service.usage-analytics promise"},
                 {{"use", about() + R"("activities":["service.usage-analytics"],)"
                                    R"("operation":"analyse")"},
                  {"use", about() + R"("activities":["service.usage-analytics"],)"
                                    R"("operation":"profile")"}}),
  };
}

Rows recipient_rows() {
  Rows rows;
  for (const Recipient& recipient : kRecipients)
    rows.push_back(recipient_row(recipient));
  return rows;
}

Rows transfer_rows() {
  const std::string f20 = "F20 undeclared";
  const std::string f21 = "F21 undeclared";
  const std::string f47 = "F47 undeclared promise";
  return {
      labelled(transfer_row("tm.none-eea", {f20}, {sent("2025-05-05", "tm.none-eea", "")}),
               "Geen doorgifte buiten de EER"),
      transfer_row("tm.adequacy", {f21},
                   {sent("2025-05-05", "tm.adequacy", "", "JP"),
                    sent("2025-05-05", "tm.adequacy", "", "US")}),
      transfer_row("tm.privacy-shield", {f21},
                   {sent("2020-07-15", "tm.privacy-shield", with({"certificate"})),
                    sent("2020-07-16", "tm.privacy-shield", with({"certificate"}))}),
      transfer_row("tm.dpf", {f21, f47},
                   {sent("2023-07-09", "tm.dpf", with({"certificate"})),
                    sent("2023-07-10", "tm.dpf", with({"certificate"}))}),
      transfer_row("tm.scc-commission-2021", {"F22 undeclared"},
                   {sent("2025-05-05", "tm.scc-commission-2021", with({"contract", "assessment"})),
                    sent("2025-05-05", "tm.scc-commission-2021", with({"contract"}))}),
      transfer_row(
          "tm.scc-commission-legacy", {f21},
          {sent("2020-01-05", "tm.scc-commission-legacy", with({"contract"})),
           sent("2022-12-27", "tm.scc-commission-legacy", with({"contract", "assessment"}))}),
      transfer_row(
          "tm.scc-supervisory-authority", {f21},
          {sent("2025-05-05", "tm.scc-supervisory-authority",
                with({"contract", "assessment", "certificate"})),
           sent("2025-05-05", "tm.scc-supervisory-authority", with({"contract", "assessment"}))}),
      transfer_row("tm.bcr", {f21, f47},
                   {sent("2025-05-05", "tm.bcr", with({"certificate", "assessment"})),
                    sent("2025-05-05", "tm.bcr", with({"assessment"}))}),
      transfer_row("tm.derogation-49", {f21, f47},
                   {sent("2025-05-05", "tm.derogation-49", R"(,"ground":"contract")"),
                    sent("2025-05-05", "tm.derogation-49", "")}),
  };
}

Rows retention_rows() {
  const auto collected = [](const std::string& time, const std::string& what) {
    return Told{"collection", about() + what, time + "T10:00:00Z"};
  };
  const std::string invoice = R"("activities":["customer.invoicing"],"dataSource":"dataSubject",)"
                              R"("categories":["billing-address"],"documentDate":)";
  return {
      retention_row("ret.prospect-3y", {"F18 ret.prospect-3y"},
                    {collected("2021-01-10", R"("relation":"prospect","categories":["email"],)"
                                             R"("dataSource":"companyRegister")")}),
      retention_row(
          "ret.necessity", {"F18 ret.necessity"},
          {collected("2021-01-10", R"("activities":["customer.informative-communication"],)"
                                   R"("categories":["email"],"dataSource":"dataSubject")"),
           {"relation.started", about() + R"("relation":"paying-customer")",
            "2021-01-10T09:00:00Z"},
           {"relation.ended", about() + R"("relation":"paying-customer")",
            "2022-01-10T09:00:00Z"}}),
      retention_row("ret.invoice-statutory",
                    {"F18 ret.invoice-statutory", "F19 ret.invoice-statutory"},
                    {collected("2018-06-10", invoice + R"("2015-06-10T10:00:00Z")"),
                     {"collection", about("$early") + invoice + R"("2023-06-10T10:00:00Z")",
                      "2023-06-10T10:00:00Z"},
                     {"erasure.executed", about("$early") + R"("categories":["billing-address"])",
                      "2025-05-05T10:00:00Z"}}),
      retention_row("ret.camera", {"F18 ret.camera"},
                    {collected("2025-05-05", R"("activities":["visit.camera-surveillance"],)"
                                             R"("categories":["camera-images"],)"
                                             R"("dataSource":"observed")")}),
  };
}

Rows right_rows() {
  const std::string later = "2025-05-06T10:00:00Z";
  const Row marketing{
      "1.9",
      "rights",
      "right.objection-direct-marketing",
      {{"objection.lodged", about() + R"("objectionScope":"directMarketing","reasonsGiven":"no")"},
       {"use", about() + R"("activities":["customer.marketing-communication"])", later}},
      {"F04"},
      {"F04 customer.marketing-communication"}};
  const Row complaint{"1.9",
                      "rights",
                      "right.complaint",
                      {{"complaint.received", about() + R"("right":"access")"}},
                      {"F26"},
                      {}};
  const Row claim{"1.9",   "rights", "right.claim", {{"claim.received", R"("subject":"$")"}},
                  {"F26"}, {}};
  const Row identity{
      "1.9",
      "clauses",
      "identity-card",
      {{"identity.requested", about() + R"("identityProof":"idCopy","right":"access")"}},
      {"F29"},
      {"F29 right.access"}};
  return {right_row("access", "access"),
          right_row("rectification", "rectification"),
          right_row("erasure", "erasure"),
          right_row("restriction", "restriction"),
          right_row("objection", "objection"),
          labelled(marketing, "Verzet tegen direct marketing"),
          right_row("portability", "portability"),
          right_row("consent-withdrawal", "consentWithdrawal"),
          labelled(identity, "Kopie van de identiteitskaart"),
          right_row("no-automated-decision", "noAutomatedDecision"),
          labelled(complaint, "Klacht bij de toezichthouder"),
          labelled(claim, "Schadevergoeding")};
}

Rows protection_rows() {
  Rows rows;
  for (const char* kind :
       {"destruction", "loss", "falsification", "alteration", "unauthorised-access",
        "erroneous-disclosure", "other-unauthorised-processing"})
    rows.push_back(breach_row(kind, static_cast<int>(rows.size())));
  rows.push_back(staff_row());
  // What is only recorded: nothing checks it.
  rows.push_back({"1.10",
                  "clauses",
                  "liability",
                  {},
                  {},
                  {},
                  {},
                  "Aansprakelijkheid voor derden uitgesloten"});
  rows.push_back(
      {"1.10", "clauses", "account-holder", {}, {}, {}, {}, "Accounthouder verantwoordelijk"});
  return rows;
}

} // namespace e2e
