// The worked examples of schemas/FORMAT.md: blocks that begin with ```hex NAME or ```text NAME.
#pragma once

#include "ledger/base/bytes.hpp"

#include <doctest/doctest.h>

#include <fstream>
#include <map>
#include <string>

namespace ledger::test {

// By name; the bytes that a hex block writes out, or the text of a text block with its newlines.
inline std::map<std::string, Bytes> read_format_examples() {
  std::ifstream file(LEDGER_SOURCE_DIR "/schemas/FORMAT.md", std::ios::binary);
  REQUIRE(file.good());
  std::map<std::string, Bytes> examples;
  std::string line;
  while (std::getline(file, line)) {
    const bool hex = line.starts_with("```hex ");
    if (!hex && !line.starts_with("```text ")) continue;
    const std::string name = line.substr(line.find(' ') + 1);
    std::string content;
    while (std::getline(file, line) && line != "```") {
      for (const char c : line + "\n") {
        if (!hex || (c != ' ' && c != '\n')) content += c;
      }
    }
    CAPTURE(name);
    REQUIRE(line == "```");
    const ByteView text = as_bytes(content);
    const auto bytes = hex ? from_hex(content) : Bytes(text.begin(), text.end());
    REQUIRE(bytes);
    const bool first_of_its_name = examples.emplace(name, *bytes).second;
    REQUIRE(first_of_its_name);
  }
  return examples;
}

inline Bytes format_example(const std::string& name) {
  static const std::map<std::string, Bytes> examples = read_format_examples();
  CAPTURE(name);
  const auto found = examples.find(name);
  REQUIRE(found != examples.end());
  return found->second;
}

inline std::string format_example_text(const std::string& name) {
  return std::string(as_text(format_example(name)));
}

} // namespace ledger::test
