#include "tools/exit_codes.hpp"
#include "tools/render/error.hpp"
#include "tools/suggest.hpp"

#include <doctest/doctest.h>
#include <set>
#include <string>
#include <vector>

using namespace ledger;
using namespace ledger::tools;

namespace {

Error full_disk() {
  return {Errc::kNoSpace, "not stored: too little space", "state directory", "free some space"};
}

} // namespace

TEST_CASE("an error is three lines") {
  CHECK(render_error(full_disk(), Palette()) == "error[AL-3006]: not stored: too little space\n"
                                                "  where: state directory\n"
                                                "  next:  free some space\n");
}

TEST_CASE("an error is coloured where colour is on, and never by what it quotes") {
  const Error error(Errc::kInternal, "\x1b[2Jgone", "", "");
  CHECK(render_error(error, Palette(true)) == "\x1b[1;31merror[AL-5008]\x1b[0m: \\x1b[2Jgone\n");
}

TEST_CASE("for programs an error is one JSON object on one line") {
  CHECK(render_error_json(full_disk()) ==
        R"({"schema_version":1,"error":{"code":"AL-3006","what":"not stored: too little space",)"
        R"("where":"state directory","next":"free some space","retry":"later","exit":15}})"
        "\n");
}

TEST_CASE("exit codes say what kind of failure it was") {
  CHECK(exit_code_of(Errc::kUsage) == ExitCode::kUsage);
  CHECK(exit_code_of(Errc::kChanged) == ExitCode::kTampered);
  CHECK(exit_code_of(Errc::kTruncated) == ExitCode::kIncomplete);
  CHECK(exit_code_of(Errc::kCannotDecide) == ExitCode::kUndecided);
  CHECK(exit_code_of(Errc::kOutcomeUnknown) == ExitCode::kUnknown);
  CHECK(exit_code_of(Errc::kUnreachable) == ExitCode::kUnreachable);
  CHECK(exit_code_of(Errc::kBusy) == ExitCode::kBusy);
  CHECK(exit_code_of(static_cast<Errc>(9999)) == ExitCode::kFailed);
}

TEST_CASE("every error code is explained once, and every exit code that it leads to as well") {
  std::set<unsigned> exits;
  for (const ExitMeaning& exit : exit_meanings())
    exits.insert(static_cast<unsigned>(exit.code));
  CHECK(exits.size() == exit_meanings().size());
  std::set<unsigned> codes;
  for (const ErrorMeaning& error : error_meanings()) {
    CAPTURE(code_text(error.code));
    codes.insert(static_cast<unsigned>(error.code));
    CHECK(!error.meaning.empty());
    CHECK(exits.count(static_cast<unsigned>(exit_code_of(error.code))) == 1);
    CHECK(exit_code_of(error.code) != ExitCode::kOk);
  }
  CHECK(codes.size() == error_meanings().size());
}

TEST_CASE("a slip of the finger finds the word that was meant, and nonsense finds none") {
  const std::vector<std::string> words = {"append", "log", "projection", "consent.given"};
  CHECK(nearest("appnd", words) == "append");
  CHECK(nearest("apepnd", words) == "append");
  CHECK(nearest("consent.givn", words) == "consent.given");
  CHECK(nearest("lgo", words) == "log");
  CHECK(nearest("verify", words).empty());
  CHECK(nearest("", words).empty());
  CHECK(nearest(std::string(1000, 'a'), words).empty());
}
