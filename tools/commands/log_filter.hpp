// Which records `log` shows.
#pragma once

#include "tools/render/record.hpp"

#include <optional>

namespace ledger::tools {

// As typed.
struct LogFilterOptions {
  std::string type;
  std::string subject; // a subject id
  std::string source;
  std::string since; // a time, a date or a sequence
  std::string until;
};

// A place in the log: by number, or by time, which never goes back from record to record.
struct LogBound {
  std::optional<std::uint64_t> sequence;
  std::optional<Timestamp> time;
  // Does this record stand at the bound or behind it?
  [[nodiscard]] bool reached_by(const RecordHeader& header) const {
    return (sequence && header.sequence.get() >= *sequence) ||
           (time && header.recorded_at >= *time);
  }
};

class LogFilter {
 public:
  // kUsage, naming the option.
  [[nodiscard]] static Result<LogFilter> parse(const LogFilterOptions& options);

  [[nodiscard]] const LogBound& since() const { return since_; }
  // This record and all behind it are out.
  [[nodiscard]] bool ends_at(const RecordHeader& header) const { return until_.reached_by(header); }
  [[nodiscard]] bool matches(const ShownRecord& record) const;
  // Every record between the bounds matches.
  [[nodiscard]] bool takes_all() const { return !type_ && !subject_ && source_.empty(); }

 private:
  std::optional<wire::EventType> type_;
  std::optional<SubjectId> subject_;
  std::string source_;
  LogBound since_;
  LogBound until_;
};

} // namespace ledger::tools
