#include "ledger/keyring/file_names.hpp"

#include "ledger/base/bytes.hpp"

#include <array>

namespace ledger {
namespace {

std::string hex_number(std::uint64_t number, std::size_t width) {
  std::array<std::uint8_t, 8> bytes{};
  put_be(bytes.data(), number, width);
  return to_hex(ByteView(bytes).first(width));
}

} // namespace

std::string page_file_name(std::uint32_t page, std::uint64_t generation) {
  return std::string(kPagePrefix) + hex_number(page, 4) + "-" + hex_number(generation, 8);
}

std::string index_file_name(std::uint64_t epoch) {
  return std::string(kIndexPrefix) + hex_number(epoch, 8);
}

std::string root_file_name(std::uint64_t epoch) {
  return std::string(kRootPrefix) + hex_number(epoch, 8);
}

std::optional<std::uint64_t> epoch_in(std::string_view name, std::string_view prefix) {
  if (!name.starts_with(prefix)) return std::nullopt;
  const std::optional<Bytes> number = from_hex(name.substr(prefix.size()));
  if (!number || number->size() != 8) return std::nullopt;
  return get_be(number->data(), 8);
}

} // namespace ledger
