// schemas/FORMAT.md against the library: the example of a frame, and that no example is forgotten.
#include "tests/unit/format_support.hpp"

#include "ledger/event/frame.hpp"
#include "ledger/store/id_index.hpp"
#include "schemas/protocol.capnp.h"

#include <set>

using namespace ledger;
using namespace ledger::test;

TEST_SUITE_BEGIN("format");

TEST_CASE("the frame of the example is a request, and the id of its event has its key") {
  const Bytes frame = format_example("frame-status");
  ByteView rest = frame;
  FrameReader reader;
  const auto read = reader.next(rest);
  REQUIRE(read);
  REQUIRE(*read != nullptr);
  const auto request = (*read)->root<wire::Request>();
  CHECK(request.getId() == 1);
  CHECK(request.isStatus());

  capnp::MallocMessageBuilder message;
  auto same = message.initRoot<wire::Request>();
  same.setId(1);
  same.setStatus();
  const kj::Array<capnp::word> words = capnp::messageToFlatArray(message);
  CHECK(to_bytes({words.asBytes().begin(), words.asBytes().size()}) == frame);
  CHECK(to_bytes(id_key("crm", kCollected).view()) == format_example("ids-key"));
}

TEST_CASE("no example of the page is left unread") {
  const std::set<std::string> known = {"ledger-id-input",
                                       "ledger-id",
                                       "record-0",
                                       "record-1",
                                       "record-2",
                                       "opaque-reference",
                                       "clear-message",
                                       "clear-hash",
                                       "box-context",
                                       "box-context-digest",
                                       "box-content",
                                       "box-plaintext",
                                       "box-commitment",
                                       "box-ciphertext",
                                       "value-tag-info",
                                       "value-tag",
                                       "leaf-hashes",
                                       "root-3",
                                       "tile-0-000.p-3",
                                       "entries-000.p-3",
                                       "vkey",
                                       "checkpoint-1",
                                       "checkpoint-3",
                                       "consistency-1-to-3",
                                       "proof-2-in-3",
                                       "receipt-2",
                                       "look-up-tag",
                                       "page-plaintext",
                                       "page-00000000-0000000000000001",
                                       "index-plaintext",
                                       "index-0000000000000001",
                                       "root-0000000000000001",
                                       "head-slot",
                                       "frame-status",
                                       "ids-key"};
  std::set<std::string> found;
  for (const auto& [name, bytes] : read_format_examples())
    found.insert(name);
  CHECK(found == known);
}

TEST_SUITE_END();
