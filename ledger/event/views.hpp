// What a Cap'n Proto reader holds, as views into its message.
#pragma once

#include "ledger/base/bytes.hpp"

#include <capnp/blob.h>

#include <string_view>

namespace ledger {

[[nodiscard]] inline std::string_view view(capnp::Text::Reader text) {
  return {text.cStr(), text.size()};
}
[[nodiscard]] inline ByteView view(capnp::Data::Reader data) {
  return {data.begin(), data.size()};
}

} // namespace ledger
