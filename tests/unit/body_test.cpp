// A stored body that was made to cost more than it is large: small on disk, endless to read.
#include "ledger/event/body.hpp"

#include <doctest/doctest.h>
#include <kj/exception.h>

#include <vector>

using namespace ledger;

namespace {

constexpr std::size_t kPointers = 7; // of Event, in schemas/event.capnp
constexpr std::size_t kBoxesAt = 4;

// One Event with nothing but a list of `count` boxes, none of which takes a byte.
Bytes body_with_empty_boxes(std::uint64_t count) {
  const std::size_t list = 1 + 1 + kPointers; // behind the root pointer, one data word, pointers
  const std::size_t pointer = 1 + 1 + kBoxesAt;
  std::vector<std::uint64_t> words(list + 1);
  words[0] = (1 | kPointers << 16) << 32;
  words[pointer] = 1 | (list - pointer - 1) << 2 | std::uint64_t{7} << 32;
  words[list] = count << 2;
  const ByteView bytes(reinterpret_cast<const std::uint8_t*>(words.data()), words.size() * 8);
  return {bytes.begin(), bytes.end()};
}

} // namespace

TEST_CASE("a body that claims millions of boxes gives out before they are walked") {
  for (const std::uint64_t count : {1u << 17, 1u << 28}) {
    CAPTURE(count);
    const Bytes bytes = body_with_empty_boxes(count);
    CHECK(StoredBody::parse(bytes).error().code() == Errc::kMalformed);
    const auto body = StoredBody::parse_any_form(bytes);
    REQUIRE(body);
    CHECK_THROWS_AS(static_cast<void>(body->event().getBoxes()), kj::Exception);
  }
}

TEST_CASE("a body with a few empty boxes is read, and no box of it makes sense") {
  const Bytes bytes = body_with_empty_boxes(3);
  const auto body = StoredBody::parse_any_form(bytes);
  REQUIRE(body);
  REQUIRE(body->event().getBoxes().size() == 3);
  CHECK(body->box_context(LedgerId(), 0, ContentHash()).error().code() == Errc::kMalformed);
  CHECK(body->box_context(LedgerId(), 3, ContentHash()).error().code() == Errc::kMalformed);
}
