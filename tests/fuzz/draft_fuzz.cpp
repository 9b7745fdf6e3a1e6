// A draft from a client: validated and prepared, or refused with an error. What is prepared must be
// canonical: the library's own canonical form of it is the same bytes.
#include "ledger/event/frame.hpp"
#include "ledger/event/prepare.hpp"

#include <capnp/serialize.h>
#include <kj/exception.h>

#include <cstdlib>
#include <cstring>

namespace {

void check_canonical(const std::vector<std::uint64_t>& words) {
  const kj::ArrayPtr<const capnp::word> segment(reinterpret_cast<const capnp::word*>(words.data()),
                                                words.size());
  const kj::ArrayPtr<const capnp::word> segments[] = {segment};
  capnp::SegmentArrayMessageReader message(kj::arrayPtr(segments, 1));
  if (!message.isCanonical()) std::abort();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  ledger::FrameReader reader;
  ledger::ByteView bytes(data, size);
  auto frame = reader.next(bytes);
  if (!frame || *frame == nullptr) return 0;
  static const ledger::PolicySnapshot policy;
  static const ledger::ReferenceHasher hasher = [](std::string_view) {
    return ledger::OpaqueRef();
  };
  try {
    const auto root = (*frame)->root<ledger::wire::Draft>();
    auto event = ledger::validate(ledger::Draft(*frame, root), ledger::PostedBy::kApplication);
    if (!event) return 0;
    const auto prepared = ledger::prepare(*event, ledger::PrepareContext(policy, "fuzz", hasher));
    if (prepared) check_canonical(prepared->clear);
  } catch (const kj::Exception&) {
    // From root(): the daemon catches it where it reads the request.
  }
  return 0;
}
