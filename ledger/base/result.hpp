// Errors are values. An Error says what happened, where, and what to do next; none of the three may
// hold personal data, since errors reach logs, metrics and other people's terminals.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

namespace ledger {

// The number is the stable code that is shown as AL-1001; it is never reused.
enum class Errc : std::uint16_t {
  // What was sent or typed
  kMalformed = 1001,    // not the format that it claims to be
  kTooLarge = 1002,     // over a limit of ledger/base/limits.hpp
  kInvalidField = 1003, // a field has a value that its kind does not allow
  kUnknownType = 1004,  // no such event type
  kUsage = 1005,        // the command line makes no sense
  // What verification found
  kChanged = 2001,      // a record is not what was stored
  kMissing = 2002,      // a record in the middle is gone
  kReordered = 2003,    // a record stands in another's place
  kTruncated = 2004,    // the end is gone
  kRolledBack = 2005,   // an older state was put back
  kWrongSigner = 2006,  // signed, but not by the key that is trusted
  kCannotDecide = 2007, // the evidence that is needed is not there
  kForeign = 2008,      // belongs to another ledger
  kDamaged = 2009,      // the storage below the chain cannot be read
  // The state of things
  kBusy = 3001,     // a queue is full; nothing was stored
  kConflict = 3002, // the same id was used for other content
  kErased = 3003,   // recorded before, and erased since
  kNotFound = 3004,
  kExists = 3005,
  kNoSpace = 3006,
  kStopping = 3007, // the daemon is going down; nothing was stored
  kStaleKey = 3008, // the key was erased between sealing and sequencing: seal again
  // Who may
  kDenied = 4001,
  // The process and its surroundings
  kOutcomeUnknown = 5001, // it may or may not be stored: send again with the same id
  kIo = 5002,
  kWrongKey = 5003, // the master key does not open this keyring
  kLocked = 5004,   // another process owns the state
  kPermissions = 5005,
  kUnreachable = 5006,    // the daemon does not answer
  kNotInitialised = 5007, // no ledger here yet
  kInternal = 5008,
  kConfig = 6001,
};

enum class Retry : std::uint8_t { kNever, kLater, kSameId };

class [[nodiscard]] Error {
 public:
  Error(Errc code, std::string what, std::string where, std::string next)
      : code_(code), what_(std::move(what)), where_(std::move(where)), next_(std::move(next)) {}

  [[nodiscard]] Errc code() const { return code_; }
  [[nodiscard]] const std::string& what() const { return what_; }
  [[nodiscard]] const std::string& where() const { return where_; }
  [[nodiscard]] const std::string& next() const { return next_; }

  // The same error, seen from further out: "line 7" in front of "field occurredAt".
  [[nodiscard]] Error within(const std::string& place) const {
    return {code_, what_, where_.empty() ? place : place + ", " + where_, next_};
  }

 private:
  Errc code_;
  std::string what_;
  std::string where_;
  std::string next_;
};

// kLater: nothing was stored and the same request may succeed. kSameId: it may have been stored.
[[nodiscard]] Retry retry_of(Errc code);
// "AL-3001"
[[nodiscard]] std::string code_text(Errc code);

template <class T>
using Result = tl::expected<T, Error>;
using Status = Result<void>;

[[nodiscard]] inline tl::unexpected<Error> fail(Errc code, std::string what, std::string where,
                                                std::string next) {
  return tl::unexpected<Error>(Error(code, std::move(what), std::move(where), std::move(next)));
}
[[nodiscard]] inline tl::unexpected<Error> fail(Error error) {
  return tl::unexpected<Error>(std::move(error));
}

} // namespace ledger

// Leaves the function with the error of `expression`, or goes on.
#define LEDGER_TRY(expression)                                                                     \
  do {                                                                                             \
    if (auto ledger_try_status = (expression); !ledger_try_status.has_value())                     \
      return ::ledger::fail(std::move(ledger_try_status).error());                                 \
  } while (false)

#define LEDGER_CONCAT_INNER(a, b) a##b
#define LEDGER_CONCAT(a, b) LEDGER_CONCAT_INNER(a, b)
// LEDGER_ASSIGN(auto value, expression): value = *expression, or leaves with its error.
#define LEDGER_ASSIGN(declaration, expression)                                                     \
  LEDGER_ASSIGN_NAMED(LEDGER_CONCAT(ledger_try_, __LINE__), declaration, expression)
#define LEDGER_ASSIGN_NAMED(name, declaration, expression)                                         \
  auto name = (expression);                                                                        \
  if (!name.has_value()) return ::ledger::fail(std::move(name).error());                           \
  declaration = std::move(*name)
