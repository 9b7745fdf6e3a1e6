// The rows of the tables that describe the privacy statement, each with what carries it: an item of
// the example policy, events that are posted, and what is found or reported of them.
#pragma once

#include <string>
#include <vector>

namespace e2e {

struct Told {
  std::string type;
  // Members of the event as JSON without braces. "$" in it stands for people of this row alone.
  std::string members;
  std::string time = "2025-05-05T10:00:00Z";
};

struct Row {
  std::string section; // of the tables
  std::string kind;    // of the item: the name of its list in the policy
  std::string id;
  std::vector<Told> told;
  std::vector<std::string> rules; // those that are looked at
  std::vector<std::string> found; // what they find, as story.hpp shows it
  // Where something else than findings carries the row; empty where it does not.
  std::string registered{}; // of an activity: what the register says
  std::string label{};      // of the item, in Dutch, as the policy in force shows it
};

using Rows = std::vector<Row>;

[[nodiscard]] Rows category_rows();   // 1.2
[[nodiscard]] Rows relation_rows();   // 1.3
[[nodiscard]] Rows activity_rows();   // 1.3
[[nodiscard]] Rows group_rows();      // 1.4
[[nodiscard]] Rows clause_rows();     // 1.5
[[nodiscard]] Rows recipient_rows();  // 1.6
[[nodiscard]] Rows transfer_rows();   // 1.7
[[nodiscard]] Rows retention_rows();  // 1.8
[[nodiscard]] Rows right_rows();      // 1.9
[[nodiscard]] Rows protection_rows(); // 1.10

inline const std::vector<std::string> kRelations = {
    "paying-customer", "platform-user",       "email-correspondent",   "phone-contact",
    "chat-contact",    "demo-user",           "newsletter-subscriber", "event-registrant",
    "office-visitor",  "commercial-relation", "job-applicant"};

inline std::string in_quotes(const std::string& text) {
  return "\"" + text + "\"";
}

} // namespace e2e
