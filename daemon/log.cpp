#include "daemon/log.hpp"

#include <sys/syslog.h>
#include <unistd.h>

namespace ledger {
namespace {

struct Row {
  int priority; // syslog(3)
  std::string_view text;
};

Row row_of(LogMessage message) {
  switch (message) {
  case LogMessage::kStarting:
    return {LOG_INFO, "starting"};
  case LogMessage::kReady:
    return {LOG_NOTICE, "ready"};
  case LogMessage::kStopping:
    return {LOG_NOTICE, "stopping: waiting requests are answered"};
  case LogMessage::kStopped:
    return {LOG_NOTICE, "stopped"};
  case LogMessage::kStopTimedOut:
    return {LOG_WARNING, "stopped before every request was answered"};
  case LogMessage::kMemoryNotLocked:
    return {LOG_WARNING, "secrets are not in locked memory: raise LimitMEMLOCK="};
  case LogMessage::kConfigInvalid:
    return {LOG_ERR, "configuration refused: run auditledger config check"};
  case LogMessage::kStartRefused:
    return {LOG_CRIT, "start refused"};
  case LogMessage::kListening:
    return {LOG_INFO, "listening"};
  case LogMessage::kAcceptFailed:
    return {LOG_ERR, "a connection could not be accepted"};
  case LogMessage::kFewDescriptors:
    return {LOG_WARNING, "fewer connections than configured: raise LimitNOFILE="};
  case LogMessage::kConnectionsRefused:
    return {LOG_WARNING, "connections refused"};
  case LogMessage::kProtocolError:
    return {LOG_WARNING, "connections closed: not the protocol"};
  case LogMessage::kConnectionTimedOut:
    return {LOG_INFO, "connections closed: a deadline passed"};
  case LogMessage::kConnectionFailed:
    return {LOG_ERR, "connection closed: internal failure"};
  case LogMessage::kPeerUnknown:
    return {LOG_WARNING, "connection closed: peer without credentials"};
  case LogMessage::kDenied:
    return {LOG_WARNING, "requests denied"};
  case LogMessage::kStorageFailed:
    return {LOG_CRIT, "storage failed: the daemon stops, outcomes are unknown"};
  case LogMessage::kClockAnomaly:
    return {LOG_WARNING, "wall clock departs from the monotonic clock and is not followed"};
  case LogMessage::kCheckpointFailed:
    return {LOG_CRIT, "no checkpoint: stored records and tree disagree, or storage failed"};
  case LogMessage::kErasureResumed:
    return {LOG_NOTICE, "an interrupted erasure was finished"};
  case LogMessage::kProjectionFailed:
    return {LOG_ERR, "a projection stopped"};
  }
  return {LOG_ERR, "unknown message"};
}

} // namespace

std::string log_line(LogMessage message, std::initializer_list<LogField> fields) {
  std::string line = "L-";
  line.append(std::to_string(static_cast<unsigned>(message))).append(" ");
  line += row_of(message).text;
  for (const LogField& field : fields)
    line.append(" ").append(field.text());
  return line;
}

void log(LogMessage message, std::initializer_list<LogField> fields) {
  std::string line = "<";
  line.append(std::to_string(row_of(message).priority)).append(">");
  line.append(log_line(message, fields)).append("\n");
  [[maybe_unused]] const ssize_t written = write(STDERR_FILENO, line.data(), line.size());
}

} // namespace ledger
