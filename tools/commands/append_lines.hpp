#pragma once

#include "tools/context.hpp"

namespace ledger::tools {

struct AppendLinesOptions {
  std::size_t window;   // events in flight at once
  std::string receipts; // file; empty: none
};

// Posts the JSON lines of standard input and prints a result for each, as it comes, with the number
// of its line. Goes on after a line that is not accepted; kFailed when there was one, kUnknown when
// some got no answer, kInterrupted after Ctrl-C.
[[nodiscard]] Result<ExitCode> append_lines(const Context& context,
                                            const AppendLinesOptions& options);

} // namespace ledger::tools
