#include "tools/commands/log_filter.hpp"

#include "ledger/event/taxonomy.hpp"
#include "tools/input.hpp"

#include <algorithm>

namespace ledger::tools {
namespace {

bool is_number(std::string_view text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

Result<LogBound> parse_bound(const std::string& text, std::string_view option) {
  LogBound bound;
  if (text.empty()) return bound;
  if (is_number(text)) {
    LEDGER_ASSIGN(bound.sequence, parse_number(text, option));
  } else {
    LEDGER_ASSIGN(bound.time, parse_time(text, option));
  }
  return bound;
}

bool concerns(wire::Event::Reader event, const SubjectId& subject) {
  const auto ids = event.getSubjectIds();
  for (std::size_t at = 0; at + SubjectId::kSize <= ids.size(); at += SubjectId::kSize)
    if (std::equal(subject.view().begin(), subject.view().end(), ids.begin() + at)) return true;
  // Not about them, but the end of what could be read of them.
  if (!event.getControl().isKeyDestroyed() || !event.hasControl()) return false;
  const auto destroyed = event.getControl().getKeyDestroyed().getSubjectId();
  return std::equal(subject.view().begin(), subject.view().end(), destroyed.begin(),
                    destroyed.end());
}

} // namespace

Result<LogFilter> LogFilter::parse(const LogFilterOptions& options) {
  LogFilter filter;
  if (!options.type.empty()) {
    const TypeInfo* type = type_named(options.type);
    if (type == nullptr)
      return fail(Errc::kUsage, "there is no such type of event", "--type",
                  "did you mean " + std::string(nearest_type(options.type)) +
                      "? auditledger schema list");
    filter.type_ = type->type;
  }
  if (!options.subject.empty()) {
    const auto id = parse_uuid(options.subject);
    if (!id)
      return fail(Errc::kUsage, "a subject id is a UUID", "--subject",
                  "auditledger subject REF prints the id of a person");
    filter.subject_ = SubjectId(*id);
  }
  filter.source_ = options.source;
  LEDGER_ASSIGN(filter.since_, parse_bound(options.since, "--since"));
  LEDGER_ASSIGN(filter.until_, parse_bound(options.until, "--until"));
  return filter;
}

bool LogFilter::matches(const ShownRecord& record) const {
  const auto event = record.event();
  if (type_ && event.getType() != *type_) return false;
  if (!source_.empty() && std::string_view(event.getSource().cStr()) != source_) return false;
  return !subject_ || concerns(event, *subject_);
}

} // namespace ledger::tools
