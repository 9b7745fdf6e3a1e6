// A stored body from a damaged or forged disk: it is refused, or it is canonical and can be read
// through without harm.
#include "ledger/event/body.hpp"

#include <kj/exception.h>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto body = ledger::StoredBody::parse(ledger::ByteView(data, size));
  if (!body) return 0;
  try {
    const auto clear = ledger::hash_clear(body->clear_message());
    for (std::uint16_t i = 0; i < body->event().getBoxes().size(); ++i)
      static_cast<void>(body->box_context(ledger::LedgerId(), i, clear));
    static_cast<void>(body->subjects());
  } catch (const kj::Exception&) {
    // The reader's own bounds; callers catch it and name the record.
  }
  return 0;
}
