// Errors for people, in three lines, and for programs, as one JSON object.
#pragma once

#include "ledger/base/result.hpp"
#include "tools/render/color.hpp"

namespace ledger::tools {

// error[AL-3001]: what
//   where: ...
//   next:  ...
[[nodiscard]] std::string render_error(const Error& error, const Palette& palette);
// {"schema_version":1,"error":{"code","what","where","next","retry","exit"}}, one line.
[[nodiscard]] std::string render_error_json(const Error& error);

// "never", "later" or "sameId".
[[nodiscard]] std::string_view retry_name(Retry retry);

} // namespace ledger::tools
