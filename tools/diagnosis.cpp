#include "tools/diagnosis.hpp"

#include "tools/render/text.hpp"

#include <cerrno>
#include <cstring>
#include <sys/stat.h>
#include <unistd.h>

namespace ledger::tools {
namespace {

constexpr std::uint64_t kFreeWarnBytes = std::uint64_t{1} << 30;
constexpr std::uint64_t kFreeFailBytes = std::uint64_t{256} << 20;
constexpr std::uint64_t kLagWarnRecords = 10'000;

Check good(std::string name, std::string detail) {
  return {std::move(name), Health::kOk, std::move(detail), ""};
}

Check check_socket(const std::string& path) {
  struct stat found {};
  if (stat(path.c_str(), &found) != 0)
    return {"socket", Health::kFail, path + ": " + std::strerror(errno),
            "systemctl start auditledgerd.socket, or name another with --socket"};
  if (!S_ISSOCK(found.st_mode))
    return {"socket", Health::kFail, path + " is no socket", "name the daemon's with --socket"};
  if (access(path.c_str(), W_OK) != 0)
    return {
        "socket", Health::kFail, path + " is closed to this user",
        "join the group that ls -l shows (of the service: adduser USER auditledger), log in again"};
  return good("socket", path);
}

Check check_free(std::uint64_t bytes) {
  const std::string detail = byte_count(bytes) + " free";
  if (bytes >= kFreeWarnBytes) return good("disk", detail);
  return {"disk", bytes < kFreeFailBytes ? Health::kFail : Health::kWarn, detail,
          "free space, or move the state directory to a larger disk"};
}

Check check_lag(std::string name, std::uint64_t done, std::uint64_t size, std::string advice) {
  const std::uint64_t lag = size > done ? size - done : 0;
  if (lag <= kLagWarnRecords) return good(std::move(name), grouped(lag) + " records behind");
  return {std::move(name), Health::kWarn, grouped(lag) + " records behind", std::move(advice)};
}

// `closed`: permission bits that must not be set.
Check check_mode(std::string name, const std::string& path, mode_t closed) {
  struct stat found {};
  if (lstat(path.c_str(), &found) != 0)
    return {std::move(name), Health::kFail, path + ": " + std::strerror(errno),
            "put it back from where it is kept, or run auditledger init in an empty folder"};
  if ((found.st_mode & closed) == 0) return good(std::move(name), path);
  const std::string rights = closed == 022 ? "go-w " : "go-rwx ";
  return {std::move(name), Health::kFail, path + " is open to others", "chmod " + rights + path};
}

} // namespace

std::vector<Check> check_daemon(const Context& context) {
  std::vector<Check> checks = {check_socket(context.socket_path())};
  if (checks.back().health == Health::kFail) return checks;
  RequestMessage request;
  request->setStatus();
  const auto reply = context.ask(request, Effect::kReads, wire::Reply::STATUS);
  if (!reply) {
    checks.push_back({"daemon", Health::kFail,
                      reply.error().what() + " (" + code_text(reply.error().code()) + ")",
                      reply.error().next()});
    return checks;
  }
  const auto status = (*reply)->getStatus();
  checks.push_back(good("daemon", std::string("answers, version ") + status.getVersion().cStr()));
  for (Check& check : check_status(status))
    checks.push_back(std::move(check));
  return checks;
}

std::vector<Check> check_status(wire::Status::Reader status) {
  const std::uint64_t size = status.getSize();
  std::vector<Check> checks = {good("ledger", grouped(size) + " records")};
  checks.push_back(check_lag("checkpoint", status.getCheckpointSize(), size,
                             "journalctl -u auditledgerd: why are no checkpoints signed?"));
  checks.push_back(check_lag("projections", status.getFoldedSize(), size,
                             "wait, or auditledger projection list"));
  checks.push_back(check_free(status.getFreeBytes()));
  checks.push_back(
      status.getPolicyHash().size() == 0
          ? Check{"policy", Health::kWarn, "none is published", "auditledger policy publish FILE"}
          : good("policy", "record " + std::to_string(status.getPolicySequence())));
  checks.push_back(status.getClockSynchronised()
                       ? good("clock", "synchronised")
                       : Check{"clock", Health::kWarn, "not synchronised",
                               "timedatectl; install and enable chrony or systemd-timesyncd"});
  checks.push_back(status.getMemoryLocked()
                       ? good("memory", "keys are locked in memory")
                       : Check{"memory", Health::kWarn, "keys may be swapped out",
                               "raise LimitMEMLOCK of the unit"});
  return checks;
}

std::vector<Check> check_state(const std::string& folder) {
  struct stat found {};
  if (stat(folder.c_str(), &found) != 0)
    return {{"state", Health::kFail, folder + ": " + std::strerror(errno),
             "auditledger init --state " + folder}};
  if (!S_ISDIR(found.st_mode))
    return {{"state", Health::kFail, folder + " is no folder", "name the one made by init"}};
  std::vector<Check> checks = {check_mode("state", folder, 022)};
  for (const std::string name : {"ledger", "keyring", "head", "root", "master.key"})
    checks.push_back(check_mode(name, folder + "/" + name, 077));
  return checks;
}

} // namespace ledger::tools
