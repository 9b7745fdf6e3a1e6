// Frames as bytes: what is cut out of a stream, and what a hostile one is refused for.
#include "ledger/event/frame.hpp"

#include <capnp/any.h>
#include <capnp/message.h>
#include <capnp/serialize.h>
#include <cstdint>
#include <doctest/doctest.h>
#include <initializer_list>
#include <string>
#include <vector>

using namespace ledger;

namespace {

Bytes frame_of(const std::string& text, unsigned first_segment_words = 64) {
  capnp::MallocMessageBuilder message(first_segment_words, capnp::AllocationStrategy::FIXED_SIZE);
  auto list = message.initRoot<capnp::AnyPointer>().initAs<capnp::List<capnp::Text>>(2);
  list.set(0, text.substr(0, text.size() / 2));
  list.set(1, text.substr(text.size() / 2));
  const kj::Array<capnp::word> words = capnp::messageToFlatArray(message);
  return {words.asBytes().begin(), words.asBytes().end()};
}

std::string text_in(Frame& frame) {
  const auto list = frame.root<capnp::AnyPointer>().getAs<capnp::List<capnp::Text>>();
  return std::string(list[0].cStr()) + list[1].cStr();
}

Bytes table(std::initializer_list<std::uint32_t> numbers) {
  Bytes bytes;
  for (std::uint32_t number : numbers)
    for (int shift = 0; shift < 32; shift += 8)
      bytes.push_back(static_cast<std::uint8_t>(number >> shift));
  return bytes;
}

// All frames of `stream`, fed in pieces of `piece` bytes.
std::vector<Bytes> cut(const Bytes& stream, std::size_t piece) {
  FrameReader reader;
  std::vector<Bytes> frames;
  for (std::size_t at = 0; at < stream.size(); at += piece) {
    ByteView bytes = ByteView(stream).subspan(at, std::min(piece, stream.size() - at));
    while (!bytes.empty()) {
      auto frame = reader.next(bytes);
      REQUIRE(frame.has_value());
      if (*frame != nullptr)
        frames.emplace_back((*frame)->bytes().begin(), (*frame)->bytes().end());
    }
  }
  CHECK_FALSE(reader.started());
  return frames;
}

Errc error_of(const Bytes& stream) {
  FrameReader reader;
  ByteView bytes = stream;
  auto frame = reader.next(bytes);
  REQUIRE_FALSE(frame.has_value());
  CHECK_FALSE(frame.error().where().empty());
  CHECK_FALSE(frame.error().next().empty());
  CHECK(reader.held_bytes() == 0);
  return frame.error().code();
}

} // namespace

TEST_CASE("a frame is read in place with its content") {
  const Bytes stream = frame_of("from one segment");
  FrameReader reader;
  ByteView bytes = stream;
  auto frame = reader.next(bytes);
  REQUIRE(frame.has_value());
  REQUIRE(*frame != nullptr);
  CHECK(bytes.empty());
  CHECK(text_in(**frame) == "from one segment");
  CHECK(reinterpret_cast<std::uintptr_t>((*frame)->bytes().data()) % 8 == 0);
}

TEST_CASE("a frame of several segments is read however it is cut") {
  const std::string text(400, 'x');
  const Bytes stream = frame_of(text, 2);
  REQUIRE(stream[0] > 0);
  for (std::size_t piece : {std::size_t{1}, std::size_t{7}, stream.size()}) {
    CAPTURE(piece);
    FrameReader reader;
    std::shared_ptr<Frame> whole;
    for (std::size_t at = 0; at < stream.size(); at += piece) {
      ByteView bytes = ByteView(stream).subspan(at, std::min(piece, stream.size() - at));
      auto frame = reader.next(bytes);
      REQUIRE(frame.has_value());
      whole = *frame;
    }
    REQUIRE(whole != nullptr);
    CHECK(text_in(*whole) == text);
  }
}

TEST_CASE("pieces of any size give the frames that the whole stream gives") {
  Bytes stream;
  std::vector<Bytes> sent;
  for (std::size_t size : {0u, 1u, 8u, 300u, 5'000u, 70'000u, 3u}) {
    sent.push_back(frame_of(std::string(size, 'a'), size % 2 == 0 ? 64 : 1));
    append(stream, sent.back());
  }
  for (std::size_t piece = 1; piece < 200; ++piece) {
    CAPTURE(piece);
    CHECK(cut(stream, piece) == sent);
  }
  CHECK(cut(stream, stream.size()) == sent);
}

TEST_CASE("every truncation waits for more and the rest completes it") {
  const Bytes stream = frame_of("all or nothing", 1);
  for (std::size_t length = 0; length < stream.size(); ++length) {
    CAPTURE(length);
    FrameReader reader;
    ByteView bytes = ByteView(stream).first(length);
    auto frame = reader.next(bytes);
    REQUIRE(frame.has_value());
    CHECK(*frame == nullptr);
    CHECK(bytes.empty());
    CHECK(reader.started() == (length > 0));
    bytes = ByteView(stream).subspan(length);
    frame = reader.next(bytes);
    REQUIRE(frame.has_value());
    REQUIRE(*frame != nullptr);
    CHECK(text_in(**frame) == "all or nothing");
  }
}

TEST_CASE("a table that announces nonsense is refused before anything is held for it") {
  struct Row {
    const char* name;
    Bytes table;
    Errc error;
  };
  const std::uint32_t most_words = limits::kFrameBytes / 8;
  const std::vector<Row> rows{
      {"segment count that wraps to none", table({0xFFFFFFFF}), Errc::kMalformed},
      {"the same with more behind it", table({0xFFFFFFFF, 1, 1}), Errc::kMalformed},
      {"2^32 - 1 segments", table({0xFFFFFFFE}), Errc::kTooLarge},
      {"17 segments", table({16}), Errc::kTooLarge},
      {"first segment empty", table({0, 0}), Errc::kMalformed},
      {"first segment empty, second not", table({1, 0, 4, 0}), Errc::kMalformed},
      {"one word beyond the cap", table({0, most_words}), Errc::kTooLarge},
      {"32 GiB", table({0, 0xFFFFFFFF}), Errc::kTooLarge},
      {"sum that wraps in 32 bits", table({1, 0x80000000, 0x80000001, 0}), Errc::kTooLarge},
      {"sum that wraps with 16 segments",
       table({15, 0xFFFFFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0xFFFFFFFF,
              0xFFFFFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0xFFFFFFFF,
              0xFFFFFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0}),
       Errc::kTooLarge},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    CHECK(error_of(row.table) == row.error);
    FrameReader reader; // and byte by byte
    bool refused = false;
    for (std::size_t i = 0; i < row.table.size() && !refused; ++i) {
      ByteView one = ByteView(row.table).subspan(i, 1);
      const auto frame = reader.next(one);
      refused = !frame.has_value() && frame.error().code() == row.error;
    }
    CHECK(refused);
  }
}

TEST_CASE("a frame of exactly the cap is accepted") {
  Bytes stream = table({0, limits::kFrameBytes / 8 - 1});
  stream.resize(limits::kFrameBytes);
  CHECK(cut(stream, 100'000) == std::vector<Bytes>{stream});
}

TEST_CASE("sixteen segments are accepted") {
  Bytes stream = table({15, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 0});
  stream.resize(stream.size() + 8 * 8);
  CHECK(cut(stream, stream.size()) == std::vector<Bytes>{stream});
}

TEST_CASE("what is held grows with what has arrived and not with what is announced") {
  FrameReader reader;
  const Bytes announced = table({0, limits::kFrameBytes / 8 - 1});
  ByteView bytes = announced;
  REQUIRE(reader.next(bytes).has_value());
  CHECK(reader.held_bytes() <= 4'096);
  const Bytes more(100'000);
  bytes = more;
  REQUIRE(reader.next(bytes).has_value());
  CHECK(reader.held_bytes() >= more.size());
  CHECK(reader.held_bytes() <= 2 * more.size());
}

TEST_CASE("a list that costs more visits than its message has bytes is refused") {
  struct Row {
    std::uint32_t empty_structs;
    bool refused;
  };
  for (const Row& row : {Row{3, false}, Row{(1u << 30) - 1, true}}) {
    CAPTURE(row.empty_structs);
    Bytes stream = table({0, 2});
    append(stream, table({0x01, 0x07, row.empty_structs << 2, 0})); // a list without any words
    FrameReader reader;
    ByteView bytes = stream;
    auto frame = reader.next(bytes);
    REQUIRE(frame.has_value());
    REQUIRE(*frame != nullptr);
    const auto root = (*frame)->root<capnp::AnyPointer>();
    bool refused = false;
    std::size_t size = row.empty_structs;
    try {
      size = root.getAs<capnp::AnyList>().size();
    } catch (const kj::Exception&) {
      refused = true;
    }
    CHECK(size == row.empty_structs);
    CHECK(refused == row.refused);
  }
}
