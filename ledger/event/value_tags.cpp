#include "ledger/event/value_tags.hpp"

#include "ledger/base/bytes.hpp"
#include "ledger/crypto/digest.hpp"
#include "ledger/crypto/seal.hpp"
#include "ledger/event/views.hpp"

#include <algorithm>

namespace ledger {
namespace {

// Boxes are sealed under keys for a digest, 32 bytes: this is no such purpose.
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

ValueTagger::ValueTagger(KeyView subject_key)
    : mac_(derive_key(subject_key, {}, kPurpose).view()) {}

ValueTag ValueTagger::tag(std::string_view name, ByteView value) {
  const std::uint8_t name_length[1] = {static_cast<std::uint8_t>(name.size())};
  std::array<std::uint8_t, 32> whole{};
  mac_.mac(whole, {name_length, as_bytes(name), value});
  return ValueTag(std::span(whole).first<ValueTag::kSize>());
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
