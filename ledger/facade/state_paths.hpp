// Where the parts of one ledger's state lie. Under systemd three StateDirectories; otherwise one
// folder that holds all of them.
#pragma once

#include <filesystem>

namespace ledger {

struct StatePaths {
  std::filesystem::path ledger; // the database
  std::filesystem::path keyring;
  std::filesystem::path head; // apart, so that a database put back is told from one that was not
  std::filesystem::path root; // the epoch root: never in a backup

  [[nodiscard]] static StatePaths under(const std::filesystem::path& state) {
    return {state / "ledger", state / "keyring", state / "head", state / "root"};
  }
};

} // namespace ledger
