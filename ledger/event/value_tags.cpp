#include "ledger/event/value_tags.hpp"

#include "ledger/base/bytes.hpp"
#include "ledger/crypto/mac.hpp"
#include "ledger/event/views.hpp"

#include <algorithm>

namespace ledger {
namespace {

constexpr std::string_view kPurpose = "auditledger/value-tag/v1";

} // namespace

bool tags_values(wire::EventType type) {
  switch (type) {
  case wire::EventType::COLLECTION:
  case wire::EventType::USE:
  case wire::EventType::DISCLOSURE:
  case wire::EventType::TRANSFER_THIRD_COUNTRY:
  case wire::EventType::RECTIFICATION_EXECUTED:
    return true;
  default:
    return false;
  }
}

// HKDF-Expand (RFC 5869 section 2.3), one block. The subject key is random as it is, so that there
// is nothing to extract (section 3.3); a box never expands it, but what it extracts from it. With a
// key of its own for tags, an event would cost 1.4 us more.
ValueTag value_tag(KeyView subject_key, std::string_view name, ByteView value) {
  static constexpr std::uint8_t kFirstBlock[1] = {1};
  const std::uint8_t name_length[1] = {static_cast<std::uint8_t>(name.size())};
  std::array<std::uint8_t, 32> block{};
  hmac_sha256(block, subject_key,
              {as_bytes(kPurpose), name_length, as_bytes(name), value, kFirstBlock});
  return ValueTag(std::span(block).first<ValueTag::kSize>());
}

TagList read_tags(capnp::List<capnp::Data>::Reader list) {
  TagList tags;
  tags.reserve(list.size());
  for (const auto element : list) {
    const ByteView bytes = view(element);
    TagsOfValue& of_value = tags.emplace_back();
    for (std::size_t at = 0; at + ValueTag::kSize <= bytes.size(); at += ValueTag::kSize)
      of_value.emplace_back(bytes.subspan(at).first<ValueTag::kSize>());
  }
  return tags;
}

} // namespace ledger
