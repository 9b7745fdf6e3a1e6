// What the daemon says to the journal: one line on standard error for each message, with the
// priority in front that journald reads (sd-daemon(3)).
//
// No personal data can get into a line: the texts are fixed here, and a field is a number, a word
// of the source code, an error code or a name of the configuration. There is no way to pass a
// string that was made while running.
#pragma once

#include "daemon/access.hpp"
#include "daemon/operation.hpp"
#include "ledger/base/result.hpp"

#include <concepts>
#include <initializer_list>
#include <string>
#include <string_view>

namespace ledger {

// The number is shown as L-101 and never reused.
enum class LogMessage : std::uint16_t {
  kStarting = 101,
  kReady = 102,
  kStopping = 103,
  kStopped = 104,
  kStopTimedOut = 105,
  kMemoryNotLocked = 106,
  kConfigInvalid = 107,
  kStartRefused = 108,
  kListening = 201,
  kAcceptFailed = 202,
  kConnectionsRefused = 203,
  kProtocolError = 204,
  kConnectionTimedOut = 205,
  kConnectionFailed = 206,
  kPeerUnknown = 207,
  kFewDescriptors = 210,
  kDenied = 208,
  kStorageFailed = 301,
  kClockAnomaly = 302,
  kCheckpointFailed = 303,
  kErasureResumed = 304,
  kProjectionFailed = 305,
};

// A word that stands in the source code.
class LogWord {
 public:
  consteval LogWord(const char* word) : text_(word) {}
  [[nodiscard]] constexpr std::string_view text() const { return text_; }

 private:
  std::string_view text_;
};

class LogField {
 public:
  LogField(LogWord name, LogWord value) : text_(start(name)) { text_ += value.text(); }
  LogField(LogWord name, Errc code) : text_(start(name)) { text_ += code_text(code); }
  LogField(LogWord name, Operation operation) : text_(start(name)) { text_ += name_of(operation); }
  LogField(LogWord name, const SourceName& source) : text_(start(name)) { text_ += source.text(); }
  template <std::integral Number>
  LogField(LogWord name, Number value) : text_(start(name)) {
    text_ += std::to_string(value);
  }
  [[nodiscard]] const std::string& text() const { return text_; } // "name=value"

 private:
  static std::string start(LogWord name) { return std::string(name.text()) + "="; }
  std::string text_;
};

// The line without priority and line end: "L-203 connections refused uid=33 times=7".
[[nodiscard]] std::string log_line(LogMessage message, std::initializer_list<LogField> fields);

// Any thread: a line is one write. Lost when standard error cannot take it.
void log(LogMessage message, std::initializer_list<LogField> fields = {});

} // namespace ledger
