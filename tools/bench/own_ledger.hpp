// A ledger of its own for a measurement, with its daemon, both gone at the end.
#pragma once

#include "ledger/base/result.hpp"

#include <filesystem>
#include <memory>
#include <sys/types.h>

namespace ledger::tools {

// Made by this program's `init` and served by the auditledgerd that lies beside this program.
class OwnLedger {
 public:
  // In a new folder under `parent`. Returns when the daemon answers on its socket. kNotFound: no
  // auditledgerd beside this program; kUnreachable: it did not start, with the last line of its
  // log.
  [[nodiscard]] static Result<std::unique_ptr<OwnLedger>> make(const std::filesystem::path& parent);
  OwnLedger(const OwnLedger&) = delete;
  OwnLedger& operator=(const OwnLedger&) = delete;
  // Stops the daemon and removes the folder.
  ~OwnLedger();

  [[nodiscard]] std::filesystem::path state() const { return folder_ / "state"; }
  // Ends the daemon and waits for it. kIo when it did not end well.
  Status stop();

 private:
  explicit OwnLedger(std::filesystem::path folder) : folder_(std::move(folder)) {}
  Status start();
  [[nodiscard]] Error failed(std::string what) const;

  std::filesystem::path folder_;
  pid_t daemon_ = -1;
};

} // namespace ledger::tools
