#include "tools/verification/outside_evidence.hpp"

#include "tools/input.hpp"

#include <boost/json/parse.hpp>
#include <filesystem>

namespace ledger::tools {
namespace {

constexpr std::size_t kEvidenceBytes = 64u << 20;

// The receipt line inside a line of a receipt file.
std::string receipt_line(std::string_view line) {
  if (line.ends_with('\r')) line.remove_suffix(1); // the file went through another system
  if (!line.starts_with('{')) return std::string(line);
  boost::system::error_code error;
  const boost::json::value value = boost::json::parse({line.data(), line.size()}, error);
  const boost::json::object* object = error ? nullptr : value.if_object();
  const boost::json::value* receipt = object != nullptr ? object->if_contains("receipt") : nullptr;
  if (receipt == nullptr || !receipt->is_string()) return {};
  return std::string(receipt->get_string().data(), receipt->get_string().size());
}

} // namespace

Result<VerifierKey> read_key(const std::string& text) {
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(text, ignored)) return parse_verifier_key(text);
  LEDGER_ASSIGN(const Bytes bytes, read_file(text, kEvidenceBytes));
  std::string_view line = as_text(bytes);
  line = line.substr(0, line.find_first_of("\r\n"));
  auto key = parse_verifier_key(line);
  if (!key) return fail(key.error().within(text));
  return key;
}

Result<std::vector<Receipt>> read_receipts(const std::string& path) {
  LEDGER_ASSIGN(const Bytes bytes, read_file(path, kEvidenceBytes));
  std::vector<Receipt> receipts;
  std::string_view rest = as_text(bytes);
  for (std::size_t number = 1; !rest.empty(); ++number) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    const std::string line = receipt_line(rest.substr(0, end));
    const bool empty = rest.substr(0, end).find_first_not_of(" \r") == std::string_view::npos;
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (empty) continue;
    auto receipt = parse_receipt(line);
    if (!receipt) return fail(receipt.error().within(path + ", line " + std::to_string(number)));
    receipts.push_back(std::move(*receipt));
  }
  if (receipts.empty())
    return fail(Errc::kMalformed, "there is no receipt in the file", path,
                "name a file of receipt lines, as `append` prints them");
  return receipts;
}

Result<KeptCheckpoint> read_checkpoint(const std::string& path) {
  LEDGER_ASSIGN(const Bytes bytes, read_file(path, kNoteBytes));
  return KeptCheckpoint{std::string(as_text(bytes)), path};
}

} // namespace ledger::tools
