#include "ledger/policy/read_sections.hpp"

#include "ledger/policy/read_items.hpp"
#include "ledger/policy/slug.hpp"

namespace ledger::policy {
namespace {

constexpr int kFormat = 1;

void read_head(TableReader& root, Contents& contents) {
  const auto format = root.number("format", kFormat, kFormat);
  if (!format && !root.has("format"))
    root.complain("format", "the field is missing", "write format = 1");
  contents.version = root.text("version", Need::kRequired);
  contents.languages = root.slugs("languages");
  if (contents.languages.empty())
    root.complain("languages", "no language is given", "list those of the labels: [\"en\"]");
  root.reading().languages = contents.languages;
  contents.effective_from = root.instant("effective_from", Need::kRequired).value_or(Timestamp());
  contents.effective_to = root.instant("effective_to", Need::kOptional);
  if (contents.effective_to && *contents.effective_to <= contents.effective_from)
    root.complain("effective_to", "the end is not after the beginning",
                  "correct one of the two dates");
  contents.jurisdiction = root.country("jurisdiction", Need::kOptional);
}

void read(TableReader& from, Controller& controller) {
  controller.id = from.slug("id", Need::kRequired);
  controller.name = from.text("name", Need::kRequired);
  controller.registration = from.text("registration", Need::kOptional);
  controller.address = from.text("address", Need::kOptional);
  controller.country = from.country("country", Need::kRequired);
  controller.email = from.text("email", Need::kOptional);
  controller.contact_form = from.text("contact_form", Need::kOptional);
  controller.dpo = from.text("dpo", Need::kOptional);
  controller.representative = from.text("representative", Need::kOptional);
  controller.joint_controllers = from.texts("joint_controllers");
  controller.supervisory_authority = from.slug("supervisory_authority", Need::kOptional);
}

void read(TableReader& from, Statement& statement) {
  statement.place = from.place();
  statement.id = from.slug("id", Need::kRequired);
  statement.title = from.labels("title", Need::kRequired);
  statement.languages = from.slugs("languages");
  statement.states_version = from.flag("states_version", true);
  statement.states_date = from.flag("states_date", true);
  statement.states_change_clause = from.flag("states_change_clause", true);
  statement.addressees = from.references("addressees", Target::kRelation);
  statement.addressees_open = from.flag("addressees_open", false);
  statement.scope = from.word("scope", StatementScope::kEveryone);
  statement.address_forms = from.words_of<AddressForm>("address_forms");
  statement.before_collection = from.flag("before_collection", false);
  statement.url = from.text("url", Need::kOptional);
  statement.sha256 = from.sha256("text_hash");
  statement.replaces = from.text("replaces", Need::kOptional);
}

// "07-21"
std::optional<std::chrono::month_day> parse_month_day(std::string_view text) {
  const auto time = parse_rfc3339("2000-" + std::string(text));
  if (!time || text.size() != 5) return std::nullopt;
  const std::chrono::sys_days day = std::chrono::floor<std::chrono::days>(
      std::chrono::sys_time<std::chrono::microseconds>(std::chrono::microseconds(time->get())));
  const std::chrono::year_month_day date(day);
  return date.month() / date.day();
}

void read(TableReader& from, WorkCalendar& calendar) {
  const std::string zone = from.text("time_zone", Need::kOptional);
  if (!zone.empty()) calendar.time_zone = zone;
  calendar.time_zone_place = from.place_of("time_zone");
  calendar.weekend = from.words_of<Weekday>("weekend");
  for (const std::string& text : from.texts("fixed_holidays")) {
    const auto day = parse_month_day(text);
    if (day)
      calendar.fixed_holidays.push_back(*day);
    else
      from.complain("fixed_holidays", in_quotes(text) + " is not a day of the year",
                    "write month and day, for example 07-21");
  }
  calendar.easter_holidays = from.numbers("easter_holidays", -100, 250);
}

void read(TableReader& from, EconomicArea& eea) {
  eea.members = from.countries("members");
  eea.efta = from.countries("efta");
  eea.gdpr_from = from.instant("gdpr_from", Need::kOptional);
  eea.gdpr_from_efta = from.instant("gdpr_from_efta", Need::kOptional);
}

void read(TableReader& from, BreachRules& breach) {
  breach.notify_authority_within = from.period("notify_authority_within");
  breach.notify_authority_unless =
      from.word("notify_authority_unless", breach.notify_authority_unless);
  breach.notify_subjects_when = from.word("notify_subjects_when", breach.notify_subjects_when);
  breach.notify_subjects_within = from.period("notify_subjects_within");
  breach.statement_ref = from.text("statement_ref", Need::kOptional);
  read_all(from, "kinds", breach.kinds);
}

void read(TableReader& from, StaffRules& staff) {
  staff.commitments = from.slugs("commitments");
  staff.statement_ref = from.text("statement_ref", Need::kOptional);
  read_all(from, "roles", staff.roles);
  read_all(from, "lookup_reasons", staff.lookup_reasons);
}

void keep(std::optional<Period> given, Period& value) {
  value = given.value_or(value);
}
void keep(std::optional<int> given, int& value) {
  value = given.value_or(value);
}

void read(TableReader& from, Parameters& parameters) {
  Parameters& p = parameters;
  p.unsubscribe_everywhere = from.flag("unsubscribe_everywhere", p.unsubscribe_everywhere);
  keep(from.period("indirect_notice_within"), p.indirect_notice_within);
  keep(from.number("id_copy_share_percent", 0, 100), p.id_copy_share_percent);
  keep(from.period("id_copy_window"), p.id_copy_window);
  keep(from.period("id_copy_destroyed_within"), p.id_copy_destroyed_within);
  keep(from.period("erasure_system_within"), p.erasure_system_within);
  keep(from.period("recipient_confirmation_within"), p.recipient_confirmation_within);
  keep(from.period("hold_resume_within"), p.hold_resume_within);
  keep(from.period("lookup_baseline"), p.lookup_baseline);
  keep(from.number("lookup_factor", 1, 1'000), p.lookup_factor);
  keep(from.period("source_silence"), p.source_silence);
  keep(from.number("anonymised_ipv4_bits", 0, 32), p.anonymised_ipv4_bits);
  keep(from.number("anonymised_ipv6_bits", 0, 128), p.anonymised_ipv6_bits);
  p.derived_place_precision = from.word("derived_place_precision", p.derived_place_precision);
}

void read(TableReader& from, LedgerRules& ledger) {
  ledger.retention = from.period("retention");
  ledger.evidence_after_erasure = from.period("evidence_after_erasure");
  ledger.suppression_tag = from.period("suppression_tag");
  keep(from.period("backdating_tolerance"), ledger.backdating_tolerance);
}

template <class Section>
void read_section(TableReader& root, std::string_view key, Need need, Section& section) {
  root.table(key, need, [&](TableReader& table) { read(table, section); });
}

void read_registers(TableReader& root, Contents& contents) {
  read_all(root, "laws", contents.laws);
  read_all(root, "channels", contents.channels);
  read_all(root, "sources", contents.sources);
  read_all(root, "items", contents.items);
  read_all(root, "systems", contents.systems);
  read_all(root, "categories", contents.categories);
  read_all(root, "purposes", contents.purposes);
  read_all(root, "relations", contents.relations);
  read_all(root, "objection_reasons", contents.objection_reasons);
  read_all(root, "activities", contents.activities);
  read_all(root, "recipient_categories", contents.recipient_categories);
  read_all(root, "recipients", contents.recipients);
  read_all(root, "transfer_mechanisms", contents.mechanisms);
  root.tables("adequacy",
              [&](TableReader& table) { read(table, contents.adequacy.emplace_back()); });
  read_all(root, "retention", contents.retention);
  read_all(root, "rights", contents.rights);
  read_all(root, "consents", contents.consents);
  read_all(root, "clauses", contents.clauses);
}

} // namespace

void read(TableReader& root, Contents& contents) {
  read_head(root, contents);
  read_section(root, "controller", Need::kRequired, contents.controller);
  read_section(root, "statement", Need::kRequired, contents.statement);
  read_section(root, "calendar", Need::kOptional, contents.calendar);
  read_section(root, "eea", Need::kOptional, contents.eea);
  read_registers(root, contents);
  read_section(root, "breach", Need::kOptional, contents.breach);
  read_section(root, "staff", Need::kOptional, contents.staff);
  read_section(root, "parameters", Need::kOptional, contents.parameters);
  read_section(root, "ledger", Need::kOptional, contents.ledger);
}

} // namespace ledger::policy
