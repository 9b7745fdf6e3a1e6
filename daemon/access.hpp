// Who has which roles, and under which name their events are recorded: the access table of the
// configuration.
#pragma once

#include "daemon/roles.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <sys/types.h>
#include <vector>

namespace ledger {

// Who posted an event, as records name it for ever. Never claimed by a client. Holds no personal
// data: it is a slug of the configuration, or "uid:" and a number.
class SourceName {
 public:
  // Lowercase letters, digits, '-', '_' and '.', a letter first, at most kSourceChars. No ':', so
  // that no configured name can pass for the default of another uid.
  [[nodiscard]] static std::optional<SourceName> from_slug(std::string_view text);
  [[nodiscard]] static SourceName of_uid(uid_t uid);

  [[nodiscard]] const std::string& text() const { return text_; }
  friend bool operator==(const SourceName&, const SourceName&) = default;

 private:
  explicit SourceName(std::string text) : text_(std::move(text)) {}
  std::string text_;
};

// One row: a uid or a gid, never both.
struct AccessRule {
  std::optional<uid_t> uid;
  std::optional<gid_t> gid;
  std::optional<SourceName> source; // with a uid only
  Roles roles;
};

// Immutable; any thread.
class AccessTable {
 public:
  // `own_uid` is the uid that the daemon runs as. It and root have all roles, unless a row of
  // theirs says otherwise.
  AccessTable(std::vector<AccessRule> rules, uid_t own_uid);

  // The roles of every row that names `uid` or one of `groups`.
  [[nodiscard]] Roles roles_of(uid_t uid, const std::vector<gid_t>& groups) const;
  [[nodiscard]] SourceName source_of(uid_t uid) const;

 private:
  std::vector<AccessRule> rules_;
};

} // namespace ledger
