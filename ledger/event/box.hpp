// Boxes: what is personal about one person in one event, sealed under a key of that person's own
// (schemas/FORMAT.md section 4).
#pragma once

#include "ledger/base/ids.hpp"
#include "ledger/crypto/digest.hpp"
#include "ledger/crypto/seal.hpp"
#include "ledger/crypto/secret.hpp"
#include "schemas/event.capnp.h"

#include <optional>
#include <string_view>

namespace ledger {

// What a box is bound to, so that it opens in no other record, for no other person, class or place.
struct BoxContext {
  BoxContext() = default;
  LedgerId ledger_id;
  std::string_view source;
  EventId event_id;
  wire::EventType type = wire::EventType::UNSTATED;
  SubjectId subject;
  std::string_view key_class;
  Incarnation incarnation;
  std::uint16_t index = 0;
  std::uint16_t count = 0;
  ContentHash clear; // of the event's clear part
};

struct SealedBox {
  SealedBox() = default;
  FixedBytes<struct SaltTag, 32> salt;
  FixedBytes<struct CommitmentTag, 32> commitment;
  Bytes ciphertext; // padded, with the tag
};

// The padded length of a content of `size` bytes, before the tag; 0 when it is too long for a
// record.
[[nodiscard]] std::size_t padded_size(std::size_t size);

// `content` is a canonical BoxContent. kTooLarge when no bucket holds it.
[[nodiscard]] Result<SealedBox> seal_box(KeyView subject_key, const BoxContext& context,
                                         ByteView content);
// The content as it was sealed; nothing when key, context or bytes are not those.
[[nodiscard]] std::optional<SecretBytes> open_box(KeyView subject_key, const BoxContext& context,
                                                  ByteView salt, ByteView commitment,
                                                  ByteView ciphertext);

} // namespace ledger
