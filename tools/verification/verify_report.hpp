// The verdict of a verification, for people and for programs.
#pragma once

#include "ledger/verify/report.hpp"
#include "tools/exit_codes.hpp"
#include "tools/render/color.hpp"

#include <boost/json/object.hpp>

namespace ledger::tools {

[[nodiscard]] ExitCode exit_code_of(Verdict verdict);
// "verified", "signer not established", "tampered", ...
[[nodiscard]] std::string_view verdict_name(Verdict verdict);

// The verdict and what it rests on; each finding in three lines. `explain`: also what was proven,
// by which evidence up to which record, and what was not.
[[nodiscard]] std::string render_verify_report(const VerifyReport& report, bool explain,
                                               const Palette& palette);
[[nodiscard]] boost::json::object verify_report_object(const VerifyReport& report);

} // namespace ledger::tools
