// Bytes from a socket, fed in two pieces: whatever they are, frames come out or an error does, and
// both ways of feeding agree.
#include "ledger/event/frame.hpp"

#include <cstdlib>

namespace {

struct Seen {
  std::size_t frames = 0;
  bool failed = false;
};

Seen feed(ledger::FrameReader& reader, ledger::ByteView bytes) {
  Seen seen;
  while (true) {
    auto frame = reader.next(bytes);
    if (!frame) {
      seen.failed = true;
      return seen;
    }
    if (*frame == nullptr) return seen;
    ++seen.frames;
  }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ledger::ByteView bytes(data, size);
  ledger::FrameReader whole;
  const Seen at_once = feed(whole, bytes);

  const std::size_t half = size / 2;
  ledger::FrameReader pieces;
  Seen cut = feed(pieces, bytes.first(half));
  if (!cut.failed) {
    const Seen rest = feed(pieces, bytes.subspan(half));
    cut.frames += rest.frames;
    cut.failed = rest.failed;
  }
  if (cut.frames != at_once.frames || cut.failed != at_once.failed) std::abort();
  return 0;
}
