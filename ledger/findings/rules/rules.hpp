// The rules by theme. Each file of this folder has its rules whole: what they look for, their
// articles and their sentences. Inside ledger/findings only.
#pragma once

#include "ledger/findings/rule.hpp"

namespace ledger::rules {

[[nodiscard]] std::span<const RuleInfo> consent_rules();       // F01, F02, F03, F44
[[nodiscard]] std::span<const RuleInfo> objection_rules();     // F04 to F07
[[nodiscard]] std::span<const RuleInfo> category_rules();      // F08, F09
[[nodiscard]] std::span<const RuleInfo> purpose_rules();       // F10, F11, F45
[[nodiscard]] std::span<const RuleInfo> notice_rules();        // F12, F13
[[nodiscard]] std::span<const RuleInfo> recording_rules();     // F14
[[nodiscard]] std::span<const RuleInfo> media_rules();         // F15
[[nodiscard]] std::span<const RuleInfo> collection_rules();    // F16, F17
[[nodiscard]] std::span<const RuleInfo> mailing_rules();       // F46
[[nodiscard]] std::span<const RuleInfo> rectification_rules(); // F43
[[nodiscard]] std::span<const RuleInfo> requests_rules();      // F26, F27, F28, F42
[[nodiscard]] std::span<const RuleInfo> identity_rules();      // F29, F30
[[nodiscard]] std::span<const RuleInfo> erasure_rules();       // F31, F33, F34
[[nodiscard]] std::span<const RuleInfo> staff_rules();         // F37
[[nodiscard]] std::span<const RuleInfo> breach_rules();        // F38
[[nodiscard]] std::span<const RuleInfo> ledger_rules();        // F39, F40, F41

[[nodiscard]] std::span<const RuleInfo> transfer_rules();     // F20, F21, F22, F47
[[nodiscard]] std::span<const RuleInfo> disclosure_rules();   // F23, F24
[[nodiscard]] std::span<const RuleInfo> prior_notice_rules(); // F25
[[nodiscard]] std::span<const RuleInfo> recipients_rules();   // F32, F36
[[nodiscard]] std::span<const RuleInfo> retention_rules();    // F18, F19, F35

} // namespace ledger::rules
