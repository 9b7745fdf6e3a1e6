#include "ledger/event/canonical.hpp"

#include <algorithm>
#include <cstring>

namespace ledger {
namespace {

constexpr std::uint64_t kStruct = 0;
constexpr std::uint64_t kList = 1;

// Element size codes of list pointers.
constexpr std::uint64_t kBytes = 2;
constexpr std::uint64_t kEightBytes = 5;
constexpr std::uint64_t kPointers = 6;
constexpr std::uint64_t kComposite = 7;

std::uint64_t struct_size(std::size_t data_words, std::size_t pointer_words) {
  return data_words | std::uint64_t{pointer_words} << 16;
}

std::uint64_t list_size(std::uint64_t code, std::size_t count) {
  return code | std::uint64_t{count} << 3;
}

} // namespace

CanonicalWriter::Place CanonicalWriter::grow(std::size_t words) {
  const Place start = words_.size();
  if (start + words > words_.capacity()) {
    boost::container::small_vector<std::uint64_t, 128> larger;
    larger.reserve(std::max(start + words, 2 * words_.capacity()));
    larger.assign(words_.begin(), words_.end());
    wipe_words();
    words_ = std::move(larger);
  }
  words_.resize(start + words);
  return start;
}

void CanonicalWriter::point(Place pointer, Place target, std::uint64_t kind, std::uint64_t upper) {
  // The offset counts words from behind the pointer; it is 30 bits wide and may be -1.
  const auto offset = static_cast<std::uint32_t>(target - pointer - 1) & 0x3fffffff;
  words_[pointer] = kind | std::uint64_t{offset} << 2 | upper << 32;
}

CanonicalWriter::Place CanonicalWriter::add_struct(Place pointer, std::size_t data_words,
                                                   std::size_t pointer_words) {
  const Place start = grow(data_words + pointer_words);
  // A struct without any word is pointed to by offset -1, so that the pointer is not null.
  const Place target = data_words + pointer_words == 0 ? pointer : start;
  point(pointer, target, kStruct, struct_size(data_words, pointer_words));
  return start;
}

void CanonicalWriter::add_byte_list(Place pointer, ByteView bytes, std::size_t count) {
  const Place start = grow((count + 7) / 8);
  std::memcpy(&words_[start], bytes.data(), bytes.size());
  point(pointer, start, kList, list_size(kBytes, count));
}

void CanonicalWriter::add_data(Place pointer, ByteView bytes) {
  add_byte_list(pointer, bytes, bytes.size());
}

void CanonicalWriter::add_text(Place pointer, std::string_view text) {
  add_byte_list(pointer, as_bytes(text), text.size() + 1); // ends with a NUL
}

CanonicalWriter::Place CanonicalWriter::add_pointers(Place pointer, std::size_t count) {
  const Place start = grow(count);
  point(pointer, start, kList, list_size(kPointers, count));
  return start;
}

CanonicalWriter::Place CanonicalWriter::add_u64s(Place pointer, std::size_t count) {
  const Place start = grow(count);
  point(pointer, start, kList, list_size(kEightBytes, count));
  return start;
}

CanonicalWriter::Place CanonicalWriter::add_structs(Place pointer, std::size_t count,
                                                    std::size_t data_words,
                                                    std::size_t pointer_words) {
  const std::size_t words = count * (data_words + pointer_words);
  const Place tag = grow(1 + words);
  words_[tag] = kStruct | std::uint64_t{count} << 2 | struct_size(data_words, pointer_words) << 32;
  point(pointer, tag, kList, list_size(kComposite, words));
  return tag + 1;
}

void CanonicalWriter::add_message(Place pointer, std::span<const std::uint64_t> message) {
  const Place start = grow(message.size() - 1);
  std::copy(message.begin() + 1, message.end(),
            words_.begin() + static_cast<std::ptrdiff_t>(start));
  // Offsets inside are relative; only the pointer to the root struct has another place.
  point(pointer, message.size() == 1 ? pointer : start, kStruct, message[0] >> 32);
}

} // namespace ledger
