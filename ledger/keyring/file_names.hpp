// How the keyring's files are called. Numbers are fixed-width hexadecimal, so that names sort.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ledger {

inline constexpr std::string_view kPagePrefix = "page-";
inline constexpr std::string_view kIndexPrefix = "index-";
inline constexpr std::string_view kRootPrefix = "root-";

// "page-00000003-000000000000001f"
[[nodiscard]] std::string page_file_name(std::uint32_t page, std::uint64_t generation);
// "index-0000000000000001"
[[nodiscard]] std::string index_file_name(std::uint64_t epoch);
// "root-0000000000000001"
[[nodiscard]] std::string root_file_name(std::uint64_t epoch);
// The epoch of an index or root file; nothing when `name` is not exactly such a name.
[[nodiscard]] std::optional<std::uint64_t> epoch_in(std::string_view name, std::string_view prefix);

} // namespace ledger
