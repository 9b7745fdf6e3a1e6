#include "ledger/chain/receipt.hpp"

#include "ledger/chain/lines.hpp"
#include "ledger/chain/note.hpp"

#include <array>

namespace ledger {
namespace {

constexpr std::string_view kLabel = "auditledger-receipt/v1";

tl::unexpected<Error> malformed(const char* field) {
  return fail(Errc::kMalformed, "not a receipt", field,
              "a receipt is one line: auditledger-receipt/v1 ORIGIN LEDGER SEQUENCE LEAF TIME");
}

template <class Id>
std::optional<Id> fixed_from_hex(std::string_view text) {
  const auto bytes = from_hex(text);
  if (!bytes || bytes->size() != Id::kSize) return std::nullopt;
  return Id(ByteView(*bytes).first<Id::kSize>());
}

} // namespace

std::string format_receipt(const Receipt& receipt) {
  return std::string(kLabel) + " " + receipt.origin + " " + to_hex(receipt.ledger_id.view()) + " " +
         std::to_string(receipt.sequence.get()) + " " + to_hex(receipt.leaf.view()) + " " +
         to_rfc3339(receipt.recorded_at);
}

Result<Receipt> parse_receipt(std::string_view line) {
  std::array<std::string_view, 6> words;
  std::string_view rest = line;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::size_t end = std::min(rest.find(' '), rest.size());
    words[i] = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  if (words[0] != kLabel || !rest.empty()) return malformed("label");
  if (!is_key_name(words[1])) return malformed("origin");
  const auto ledger_id = fixed_from_hex<LedgerId>(words[2]);
  if (!ledger_id) return malformed("ledger id");
  const auto sequence = parse_decimal(words[3]);
  if (!sequence) return malformed("sequence");
  const auto leaf = fixed_from_hex<LeafHash>(words[4]);
  if (!leaf) return malformed("leaf hash");
  const auto time = parse_rfc3339(words[5]);
  if (!time) return malformed("recorded time");

  Receipt receipt;
  receipt.origin = words[1];
  receipt.ledger_id = *ledger_id;
  receipt.sequence = Sequence(*sequence);
  receipt.leaf = *leaf;
  receipt.recorded_at = *time;
  // Capitals in hexadecimal, other forms of one time, a space at the end.
  if (format_receipt(receipt) != line) return malformed("spelling");
  return receipt;
}

} // namespace ledger
