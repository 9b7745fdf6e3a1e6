// Inside ledger/event only: single values out of JSON, for json_in.cpp and json_people.cpp. Each
// takes one value and its place, and refuses with kInvalidField what is not written as it must be.
// Errors hold the place and never the value.
#pragma once

#include "ledger/base/bytes.hpp"
#include "ledger/base/ids.hpp"
#include "ledger/base/result.hpp"

#include <boost/json/object.hpp>
#include <capnp/blob.h>
#include <capnp/schema.h>

#include <array>
#include <string>

namespace ledger::json_take {

// "field activities", "field activities[2]"
[[nodiscard]] std::string field_place(std::string_view name);
[[nodiscard]] std::string element(const std::string& place, std::size_t index);
[[nodiscard]] tl::unexpected<Error> bad(std::string what, const std::string& place,
                                        std::string next);

[[nodiscard]] capnp::Text::Reader text_reader(const std::string& text);
[[nodiscard]] capnp::Data::Reader data_reader(ByteView bytes);

// Not empty.
[[nodiscard]] Result<std::string> take_text(const boost::json::value& value,
                                            const std::string& place);
[[nodiscard]] Result<const boost::json::array*> take_array(const boost::json::value& value,
                                                           const std::string& place);
[[nodiscard]] Result<const boost::json::object*> take_object(const boost::json::value& value,
                                                             const std::string& place);
// A text, or {"base64": "..."} for bytes that are none.
[[nodiscard]] Result<Bytes> take_bytes(const boost::json::value& value, const std::string& place);
[[nodiscard]] Result<std::array<std::uint8_t, 16>> take_uuid(const boost::json::value& value,
                                                             const std::string& place);
// 64-bit numbers may also come as texts, since that is how they are written out.
[[nodiscard]] Result<std::uint64_t> take_number(const boost::json::value& value, std::uint64_t most,
                                                const std::string& place);
[[nodiscard]] Result<std::uint16_t>
take_enumerant(const boost::json::value& value, capnp::EnumSchema schema, const std::string& place);
[[nodiscard]] Result<Timestamp> take_time(const boost::json::value& value,
                                          const std::string& place);

// The place of a key that has no meaning: never the key itself, which may be anything.
[[nodiscard]] tl::unexpected<Error> unknown_key(const boost::json::object& object,
                                                const boost::json::key_value_pair& pair,
                                                const std::string& place, std::string next);

} // namespace ledger::json_take
