// A checkpoint, any signed note or a verifier key from somewhere: parsed or refused; what parses
// formats back.
#include "ledger/chain/checkpoint.hpp"
#include "ledger/chain/note.hpp"

#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  static_cast<void>(ledger::parse_note(text));
  const auto key = ledger::parse_verifier_key(text);
  if (key && ledger::format_verifier_key(*key) != text) std::abort();
  const auto checkpoint = ledger::parse_checkpoint(text);
  if (!checkpoint) return 0;
  const auto again = ledger::format_checkpoint(*checkpoint);
  if (!again || *again != text) std::abort();
  return 0;
}
