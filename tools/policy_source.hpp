// A policy's text as commands are given it: a publication of a ledger, or a file.
#pragma once

#include "ledger/policy/document.hpp"
#include "tools/context.hpp"
#include "tools/published_policy.hpp"

namespace ledger::tools {

// A policy's text and where it came from.
struct PolicyText {
  Bytes bytes;
  std::string place;                        // "record 1", or the file as it was named
  std::optional<PublishedPolicy> published; // nothing for a file
};
// What find_policy() takes, else a file; what is all digits or at least four hexadecimal digits is
// taken for a publication unless there is a file of that name. Empty: the version in force now.
[[nodiscard]] Result<PolicyText> policy_text(const Context& context, const std::string& which);

// parse_policy with the first error, and how many more there are.
[[nodiscard]] Result<Policy> read_policy(const PolicyText& text);

} // namespace ledger::tools
