#include "tools/policy_source.hpp"

#include "ledger/base/limits.hpp"
#include "tools/input.hpp"
#include "tools/ledger_archive.hpp"

#include <filesystem>

namespace ledger::tools {

Result<PolicyText> policy_text(const Context& context, const std::string& which) {
  std::error_code ignored;
  const bool is_file = !which.empty() && std::filesystem::is_regular_file(which, ignored);
  if (is_file || (!which.empty() && !may_name_publication(which))) {
    LEDGER_ASSIGN(Bytes bytes, read_file(which, limits::kDocumentBytes));
    return PolicyText{std::move(bytes), which, std::nullopt};
  }
  LEDGER_ASSIGN(LedgerArchive archive, LedgerArchive::open(context));
  LEDGER_ASSIGN(const auto all, archive.policies());
  LEDGER_ASSIGN(const PublishedPolicy found,
                which.empty() ? policy_in_force(all, now()) : find_policy(all, which));
  LEDGER_ASSIGN(Bytes bytes, archive.text(found.hash));
  return PolicyText{std::move(bytes), "record " + std::to_string(found.when.record.get()), found};
}

Result<Policy> read_policy(const PolicyText& text) {
  auto policy = parse_policy(text.bytes);
  if (policy) return *std::move(policy);
  const std::size_t others = policy.error().size() - 1;
  const Error first = policy.error().front().within(text.place);
  if (others == 0) return fail(first);
  return fail(first.code(), first.what() + " (and " + std::to_string(others) + " more)",
              first.where(), first.next() + "; auditledger policy check FILE lists all");
}

} // namespace ledger::tools
