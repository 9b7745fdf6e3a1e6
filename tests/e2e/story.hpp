// A story told to a daemon in events that happened long ago, and what the findings say of it on any
// day since. What is told is marked as older than the ledger, as imported facts are, so that
// nothing is found in the telling itself.
#pragma once

#include "tests/e2e/cli_support.hpp"

#include <algorithm>
#include <boost/json/parse.hpp>
#include <sstream>

namespace e2e {

namespace json = boost::json;

// "F18 ret.prospect-3y": the rule and what it is about; then what else there is to say of it:
// "promise" where no law is broken, and the state where it is not open.
inline std::string shown(const json::object& finding) {
  std::string text(finding.at("rule").as_string());
  for (const char* part : {"about", "breaks", "state"}) {
    const json::value* value = finding.if_contains(part);
    if (value != nullptr && *value != "law" && *value != "open")
      text += " " + std::string(value->as_string());
  }
  return text;
}

inline json::object object_in(const Outcome& outcome) {
  INFO(outcome.err);
  REQUIRE_FALSE(outcome.out.empty());
  return json::parse(outcome.out).as_object();
}

class Story {
 public:
  explicit Story(const Daemon& daemon) : daemon_(daemon) {}

  // One event. `time` is RFC 3339; `more` are its other members, as JSON without braces.
  void tell(const std::string& time, const std::string& type, const std::string& more) {
    lines_ += R"({"type":")" + type + R"(","occurredAt":")" + time + R"(","beforeLedger":"yes",)" +
              more + "}\n";
  }

  // Of the person, or of everybody and the house; as it stood at the time, sorted, with commas.
  std::string found(const std::string& as_of, const std::string& person = {}) {
    post();
    std::vector<std::string> words = {"findings", "-q", "-o", "json", "--as-of", as_of};
    if (!person.empty()) words.push_back(person);
    std::vector<std::string> all;
    const json::object answer = object_in(daemon_.ask(words));
    for (const json::value& finding : answer.at("findings").as_array())
      all.push_back(shown(finding.as_object()));
    std::sort(all.begin(), all.end());
    std::string text;
    for (const std::string& each : all)
      text += (text.empty() ? "" : ", ") + each;
    return text;
  }

  // Everything told so far is recorded; found() does so too. The record of each event, by line.
  std::vector<std::uint64_t> post() {
    if (lines_.empty()) return {};
    const Outcome posted = daemon_.ask({"append", "--stdin", "-q", "-o", "jsonl"}, lines_);
    INFO(posted.err);
    REQUIRE(posted.code == 0);
    lines_.clear();
    std::vector<std::uint64_t> records;
    std::istringstream in(posted.out);
    for (std::string line; std::getline(in, line);)
      records.push_back(json::parse(line).at("sequence").to_number<std::uint64_t>());
    return records;
  }

 private:
  const Daemon& daemon_;
  std::string lines_;
};

// The n-th of the references that a story uses for its documents, cases and pictures.
inline std::string ref(int n) {
  const std::string digits = std::to_string(n);
  return "\"00000000-0000-4000-8000-" + std::string(12 - digits.size(), '0') + digits + "\"";
}

// The example policy with one text in it replaced, which has to be there, as a file.
inline std::string example_with(const fs::path& folder, const std::string& old,
                                const std::string& now) {
  std::string text = content_of(LEDGER_SOURCE_DIR "/schemas/policies/example.toml");
  const std::size_t at = text.find(old);
  REQUIRE(at != std::string::npos);
  text.replace(at, old.size(), now);
  const fs::path file = folder / "changed.toml";
  std::ofstream(file, std::ios::binary) << text;
  return file.string();
}

} // namespace e2e
