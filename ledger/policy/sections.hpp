// The parts of a policy document that it has once, and the whole of its contents.
#pragma once

#include "ledger/policy/items.hpp"
#include "ledger/policy/register.hpp"

#include <chrono>

namespace ledger::policy {

struct Controller {
  std::string id;
  std::string name;
  std::string registration;
  std::string address;
  std::string country;
  std::string email;
  std::string contact_form;
  std::string dpo;
  std::string representative;
  Slugs joint_controllers;
  std::string supervisory_authority;
};

struct Statement {
  std::string id;
  Labels title;
  Slugs languages;
  bool states_version = true;
  bool states_date = true;
  bool states_change_clause = true;
  Slugs addressees; // relations
  bool addressees_open = false;
  StatementScope scope = StatementScope::kEveryone;
  std::vector<AddressForm> address_forms; // how it speaks to its readers
  bool before_collection = false;         // promises to be readable before data is shared
  std::string url;
  std::string sha256; // of the published text, lowercase hexadecimal
  std::string replaces;
  Place place;
};

// Regulation (EEC, Euratom) 1182/71 as policies use it: days that do not end a term.
struct WorkCalendar {
  std::string time_zone = "UTC"; // an IANA name
  Place time_zone_place;
  std::vector<Weekday> weekend;
  std::vector<std::chrono::month_day> fixed_holidays;
  std::vector<int> easter_holidays; // days after Easter Sunday
};

struct EconomicArea {
  Slugs members; // ISO 3166-1 alpha-2
  Slugs efta;
  std::optional<Timestamp> gdpr_from;
  std::optional<Timestamp> gdpr_from_efta;
};

struct BreachRules {
  std::optional<Period> notify_authority_within;
  RiskLevel notify_authority_unless = RiskLevel::kUnlikelyRisk;
  RiskLevel notify_subjects_when = RiskLevel::kHighRisk;
  // Of the assessment. GDPR art. 34(1) says "without undue delay"; not stated: at once.
  std::optional<Period> notify_subjects_within;
  std::string statement_ref;
  Register<Item> kinds;
};

struct StaffRules {
  Slugs commitments;
  std::string statement_ref;
  Register<Item> roles;
  Register<Item> lookup_reasons;
};

struct Parameters {
  bool unsubscribe_everywhere = true;
  Period indirect_notice_within{1, 0, 0};
  int id_copy_share_percent = 25;
  Period id_copy_window{0, 90, 0};
  Period id_copy_destroyed_within{0, 1, 0}; // of the check that the copy was for
  Period erasure_system_within{0, 7, 0};
  Period recipient_confirmation_within{0, 7, 0};
  Period hold_resume_within{0, 7, 0};
  Period lookup_baseline{0, 30, 0};
  int lookup_factor = 5;
  Period source_silence{0, 7, 0};
  int anonymised_ipv4_bits = 24;
  int anonymised_ipv6_bits = 48;
  PlacePrecision derived_place_precision = PlacePrecision::kRegion;
};

struct LedgerRules {
  std::optional<Period> retention;
  std::optional<Period> evidence_after_erasure;
  std::optional<Period> suppression_tag;
  Period backdating_tolerance{0, 30, 0};
};

struct Contents {
  std::string version;
  Timestamp effective_from;
  std::optional<Timestamp> effective_to;
  Slugs languages;
  std::string jurisdiction;
  Controller controller;
  Statement statement;
  WorkCalendar calendar;
  EconomicArea eea;
  Register<Law> laws;
  Register<Channel> channels;
  Register<Item> sources;
  Register<Message> items;
  Register<Item> systems; // of the controller, that hold personal data
  Register<Category> categories;
  Register<Item> purposes;
  Register<Relation> relations;
  Register<ObjectionReason> objection_reasons;
  Register<Activity> activities;
  Register<RecipientCategory> recipient_categories;
  Register<Recipient> recipients;
  Register<Mechanism> mechanisms;
  std::vector<Adequacy> adequacy;
  Register<RetentionRule> retention;
  Register<RightRule> rights;
  Register<ConsentRule> consents;
  Register<Clause> clauses;
  BreachRules breach;
  StaffRules staff;
  Parameters parameters;
  LedgerRules ledger;
};

} // namespace ledger::policy
