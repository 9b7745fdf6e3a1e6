// The fields of the clear part, as a table made once from the schema by reflection: what kind of
// value each holds and where it lies in a message. Validation, JSON and the help texts read it, so
// that a field is described in one place, schemas/event.capnp.
#pragma once

#include "ledger/base/bytes.hpp"
#include "schemas/event.capnp.h"

#include <capnp/schema.h>

#include <string_view>
#include <vector>

namespace ledger {

enum class FieldKind : std::uint8_t {
  kTime,   // Int64, microseconds; JSON: RFC 3339
  kNumber, // unsigned
  kEnum,   // closed
  kSlug,   // policy id
  kSlugList,
  kReference,  // 16 opaque bytes; JSON: UUID, or any text, which is then hashed and sealed
  kReferences, // 16 bytes each, one behind the other
  kCountry,    // ISO 3166-1 alpha-2
  kLanguage,   // BCP 47
  kLanguages,
  kCauses,    // record numbers
  kDocuments, // kind and hash
};

struct ClearField {
  std::string_view name;
  std::uint16_t ordinal = 0;
  FieldKind kind = FieldKind::kNumber;
  bool is_pointer = false;
  std::uint32_t index = 0;      // of the pointer, or the first bit in the data section
  std::uint32_t bits = 0;       // width in the data section
  std::uint16_t enumerants = 0; // of a closed enum: values 0 to enumerants - 1 are known
  capnp::StructSchema::Field schema;
};

struct ClearLayout {
  std::vector<ClearField> fields; // by ordinal
  std::uint16_t data_words = 0;
  std::uint16_t pointers = 0;

  [[nodiscard]] const ClearField* find(std::string_view name) const;
};

// Any thread.
[[nodiscard]] const ClearLayout& clear_layout();

// [a-z0-9][a-z0-9.-]*, at most limits::kSlugChars.
[[nodiscard]] bool is_slug(std::string_view text);
[[nodiscard]] bool is_country(std::string_view text);
[[nodiscard]] bool is_language(std::string_view text);

} // namespace ledger
