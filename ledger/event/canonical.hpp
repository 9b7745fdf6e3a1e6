// Writes Cap'n Proto messages in canonical form: one segment, pre-order, sections cut after their
// last word that is not zero (https://capnproto.org/encoding.html, "Canonicalization"). The library
// builds first and canonicalises afterwards, at 3 microseconds an event, which was the dearest step
// of an append; since the fields are validated one by one anyway, they are written in place once.
// tests/unit/canonical_test.cpp holds every message made here against the library's own form.
#pragma once

#include "ledger/base/bytes.hpp"
#include "ledger/crypto/secret.hpp"

#include <bit>
#include <boost/container/small_vector.hpp>
#include <string_view>
#include <vector>

namespace ledger {

static_assert(std::endian::native == std::endian::little, "Cap'n Proto words are little-endian");

// Objects must be added in pre-order: a struct, then what its first pointer refers to and all below
// that, then its second. Places are word indices into the message. Never add an empty list or text:
// absent and empty are the same in a canonical body, and absent is the shorter.
class CanonicalWriter {
 public:
  using Place = std::size_t;
  static constexpr Place kRoot = 0; // the root pointer

  CanonicalWriter() { words_.push_back(0); }
  // Overwrites the message; for one that holds personal data, at its end.
  void wipe_words() {
    wipe({reinterpret_cast<std::uint8_t*>(words_.data()), words_.size() * sizeof(std::uint64_t)});
  }

  // A zeroed struct behind the pointer at `pointer`; returns its first data word, the pointers
  // follow behind `data_words`. The caller has cut both sections to what is not zero.
  Place add_struct(Place pointer, std::size_t data_words, std::size_t pointer_words);
  void add_data(Place pointer, ByteView bytes);
  void add_text(Place pointer, std::string_view text);
  // A list of pointers; returns the first.
  Place add_pointers(Place pointer, std::size_t count);
  Place add_u64s(Place pointer, std::size_t count);
  // A list of structs of one size; returns the first data word of the first.
  Place add_structs(Place pointer, std::size_t count, std::size_t data_words,
                    std::size_t pointer_words);
  // The root struct of another canonical message, with all below it.
  void add_message(Place pointer, std::span<const std::uint64_t> message);

  void set(Place place, std::uint64_t value) { words_[place] = value; }
  [[nodiscard]] std::span<const std::uint64_t> words() const { return words_; }
  [[nodiscard]] ByteView bytes() const {
    return {reinterpret_cast<const std::uint8_t*>(words_.data()), words_.size() * 8};
  }

 private:
  Place grow(std::size_t words);
  void point(Place pointer, Place target, std::uint64_t kind, std::uint64_t upper);
  void add_byte_list(Place pointer, ByteView bytes, std::size_t count);

  // Most messages are shorter than this and cost no allocation.
  boost::container::small_vector<std::uint64_t, 128> words_;
};

} // namespace ledger
