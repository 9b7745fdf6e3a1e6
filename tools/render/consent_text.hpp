// The proof of a consent, for people, programs and spreadsheets.
#pragma once

#include "ledger/report/consent_proof.hpp"
#include "tools/render/report_frame.hpp"
#include "tools/render/table.hpp"

namespace ledger::tools {

// `width`: of the terminal, 0 for none.
[[nodiscard]] std::string consent_in_words(const ConsentProof& proof, const ReportFrame& frame,
                                           std::size_t width, const Palette& palette);
[[nodiscard]] boost::json::object consent_object(const ConsentProof& proof,
                                                 const ReportFrame& frame);
// A row for each step.
[[nodiscard]] std::string consent_csv(const ConsentProof& proof, const ReportFrame& frame);

// The command that fetches the inclusion proof of a record.
[[nodiscard]] std::string prove_command(Sequence record);

} // namespace ledger::tools
