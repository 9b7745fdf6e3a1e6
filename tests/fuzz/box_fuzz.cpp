// A box under a key that is there: bytes that were not sealed under it never open.
#include "ledger/event/box.hpp"

#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 64) return 0;
  const ledger::ByteView bytes(data, size);
  const ledger::Secret32<struct FuzzKeyTag> key;
  const ledger::BoxContext context;
  if (ledger::open_box(key.view(), context, bytes.first(32), bytes.subspan(32, 32),
                       bytes.subspan(64)))
    std::abort();
  return 0;
}
