// A proof file or a receipt from somewhere: parsed or refused, and what parses formats back.
#include "ledger/chain/proof_file.hpp"
#include "ledger/chain/receipt.hpp"

#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto receipt = ledger::parse_receipt(text);
  if (receipt && ledger::format_receipt(*receipt) != text) std::abort();
  const auto proof = ledger::parse_proof_file(text);
  if (!proof) return 0;
  const auto again = ledger::format_proof_file(*proof);
  if (!again || *again != text) std::abort();
  return 0;
}
