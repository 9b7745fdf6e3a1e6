// What unfinished writes and superseded files leave in the keyring's folders. DurableFiles hides
// the first and syncs the folder for every file removed; neither is wanted here.
#pragma once

#include "ledger/store/durable_files.hpp"

#include <string>
#include <string_view>

namespace ledger {

// Every name in the folder that begins with `prefix`, sorted, what unfinished writes left included.
// None when the folder is not there.
[[nodiscard]] Result<std::vector<std::string>>
names_beginning(const DurableFiles& files, const std::filesystem::path& directory,
                std::string_view prefix);

// Not being there is no error. After a power cut the file may be back.
[[nodiscard]] Status remove_unsynced(const DurableFiles& files, const std::filesystem::path& file);

} // namespace ledger
