// Lines from a descriptor that is read when it has something, so that a slow writer never keeps
// answers from being shown.
#pragma once

#include "ledger/base/result.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace ledger::tools {

struct InputLine {
  std::uint64_t number; // from 1
  std::string text;     // without the newline; empty when too long
  bool too_long = false;
};

class LineReader {
 public:
  explicit LineReader(std::size_t most) : most_(most) {}

  // The next whole line; at the end of the input, what stands there without a newline.
  [[nodiscard]] std::optional<InputLine> take();
  // Reads once; call when the descriptor is readable.
  Status fill(int descriptor);
  // Everything has been read and taken.
  [[nodiscard]] bool ended() const { return at_end_ && at_ == buffer_.size() && !skipping_; }

 private:
  [[nodiscard]] InputLine made(std::string text, bool too_long);

  std::size_t most_; // bytes in a line
  std::string buffer_;
  std::size_t at_ = 0; // behind the last line taken
  std::uint64_t number_ = 0;
  bool skipping_ = false; // the rest of a line that is too long
  bool at_end_ = false;
};

} // namespace ledger::tools
