#include "tools/exit_codes.hpp"

namespace ledger::tools {
namespace {

constexpr ExitMeaning kExits[] = {
    {ExitCode::kOk, "done, or verified"},
    {ExitCode::kFailed, "the operation failed, or some of its lines did"},
    {ExitCode::kUsage, "the command line makes no sense"},
    {ExitCode::kNotFound, "not found, or an empty result"},
    {ExitCode::kDenied, "not permitted"},
    {ExitCode::kUnreachable, "the daemon does not answer; nothing was stored"},
    {ExitCode::kUnknown, "it may or may not be stored: send it again with the same id"},
    {ExitCode::kTampered, "tampering is proven"},
    {ExitCode::kIncomplete, "the end is missing, or an older state was put back"},
    {ExitCode::kUndecided, "cannot decide: a key, receipt or checkpoint is absent"},
    {ExitCode::kUnreadable, "the storage below the chain cannot be read"},
    {ExitCode::kKey, "the master key is missing or wrong"},
    {ExitCode::kNoSpace, "the disk space guard refused; nothing was stored"},
    {ExitCode::kConfig, "the configuration is not valid"},
    {ExitCode::kBusy, "busy: try again later; nothing was stored"},
    {ExitCode::kInterrupted, "interrupted"},
};

constexpr ErrorMeaning kErrors[] = {
    {Errc::kMalformed, "not the format that it claims to be"},
    {Errc::kTooLarge, "over a limit"},
    {Errc::kInvalidField, "a field has a value that its kind does not allow"},
    {Errc::kUnknownType, "no such type of event"},
    {Errc::kUsage, "the command line makes no sense"},
    {Errc::kChanged, "a record is not what was stored"},
    {Errc::kMissing, "a record in the middle is gone"},
    {Errc::kReordered, "a record stands in another's place"},
    {Errc::kTruncated, "the end is gone"},
    {Errc::kRolledBack, "an older state was put back"},
    {Errc::kWrongSigner, "signed, but not by the key that is trusted"},
    {Errc::kCannotDecide, "the evidence that is needed is not there"},
    {Errc::kForeign, "belongs to another ledger"},
    {Errc::kDamaged, "the storage below the chain cannot be read"},
    {Errc::kBusy, "a queue is full; nothing was stored"},
    {Errc::kConflict, "the same id was used for other content"},
    {Errc::kErased, "recorded before, and erased since"},
    {Errc::kNotFound, "not found"},
    {Errc::kExists, "exists already"},
    {Errc::kNoSpace, "too little space on the disk; nothing was stored"},
    {Errc::kStopping, "the daemon is going down; nothing was stored"},
    {Errc::kStaleKey, "the key was erased while the event was on its way"},
    {Errc::kDenied, "not permitted"},
    {Errc::kOutcomeUnknown, "it may or may not be stored"},
    {Errc::kIo, "reading or writing failed"},
    {Errc::kWrongKey, "the master key does not open this keyring"},
    {Errc::kLocked, "another process owns the state"},
    {Errc::kPermissions, "owner or mode of a file is not right"},
    {Errc::kUnreachable, "the daemon does not answer"},
    {Errc::kNotInitialised, "no ledger here yet"},
    {Errc::kInternal, "the program contradicts itself"},
    {Errc::kConfig, "the configuration is not valid"},
};

} // namespace

// A switch without default: a new error code does not build before it has an exit code.
ExitCode exit_code_of(Errc code) {
  switch (code) {
  case Errc::kUnknownType:
  case Errc::kUsage:
    return ExitCode::kUsage;
  case Errc::kChanged:
  case Errc::kMissing:
  case Errc::kReordered:
  case Errc::kWrongSigner:
  case Errc::kForeign:
    return ExitCode::kTampered;
  case Errc::kTruncated:
  case Errc::kRolledBack:
    return ExitCode::kIncomplete;
  case Errc::kCannotDecide:
    return ExitCode::kUndecided;
  case Errc::kDamaged:
  case Errc::kIo:
    return ExitCode::kUnreadable;
  case Errc::kWrongKey:
    return ExitCode::kKey;
  case Errc::kNoSpace:
    return ExitCode::kNoSpace;
  case Errc::kBusy:
  case Errc::kStopping:
  case Errc::kStaleKey:
  case Errc::kLocked:
    return ExitCode::kBusy;
  case Errc::kNotFound:
  case Errc::kNotInitialised:
    return ExitCode::kNotFound;
  case Errc::kDenied:
  case Errc::kPermissions:
    return ExitCode::kDenied;
  case Errc::kUnreachable:
    return ExitCode::kUnreachable;
  case Errc::kOutcomeUnknown:
    return ExitCode::kUnknown;
  case Errc::kConfig:
    return ExitCode::kConfig;
  case Errc::kMalformed:
  case Errc::kTooLarge:
  case Errc::kInvalidField:
  case Errc::kConflict:
  case Errc::kErased:
  case Errc::kExists:
  case Errc::kInternal:
    return ExitCode::kFailed;
  }
  return ExitCode::kFailed; // a code of a newer daemon
}

std::span<const ExitMeaning> exit_meanings() {
  return kExits;
}
std::span<const ErrorMeaning> error_meanings() {
  return kErrors;
}

} // namespace ledger::tools
