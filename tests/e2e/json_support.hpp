// What the program prints as JSON.
#pragma once

#include "cli_support.hpp"

#include <algorithm>
#include <boost/json/parse.hpp>
#include <sstream>

namespace e2e {

// Of lines of JSON.
inline std::vector<boost::json::object> objects_in(const std::string& lines) {
  std::vector<boost::json::object> objects;
  std::istringstream in(lines);
  for (std::string line; std::getline(in, line);)
    objects.push_back(boost::json::parse(line).as_object());
  return objects;
}

// Of a command that prints one object.
inline boost::json::object object_of(const Outcome& outcome) {
  INFO(outcome.err);
  REQUIRE_FALSE(outcome.out.empty());
  return boost::json::parse(outcome.out).as_object();
}

inline std::ptrdiff_t lines_in(const std::string& text) {
  return std::count(text.begin(), text.end(), '\n');
}

// The command in a report's "check" that repeats it, without the name of the program.
inline std::vector<std::string> again(const boost::json::object& report) {
  std::istringstream in(std::string(report.at("check").as_array()[0].as_string()));
  std::vector<std::string> words;
  for (std::string word; in >> word;)
    words.push_back(word);
  REQUIRE(words.at(0) == "auditledger");
  words.erase(words.begin());
  return words;
}

} // namespace e2e
