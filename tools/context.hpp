// What every command has in common: the global options, where to print, how to reach the daemon.
#pragma once

#include "tools/client.hpp"
#include "tools/exit_codes.hpp"
#include "tools/render/color.hpp"
#include "tools/render/json.hpp"

#include <functional>

namespace ledger::tools {

enum class Format : std::uint8_t { kTable, kJson, kJsonLines, kCsv };

struct GlobalOptions {
  std::string socket;
  std::string state; // --state DIR; empty: none
  std::string key;   // --key; empty: none
  Format format = Format::kTable;
  ColorMode color = ColorMode::kAuto;
  bool quiet = false;
  int verbose = 0;
  double timeout_seconds = 30;
};

class Context {
 public:
  GlobalOptions options;
  // Set by the command that was chosen, run after the whole line has been read.
  std::function<Result<ExitCode>()> action;

  // Set by the command that was chosen when it has -o csv; for all others that is a usage error.
  bool has_csv = false;

  [[nodiscard]] bool as_json() const {
    return options.format == Format::kJson || options.format == Format::kJsonLines;
  }
  [[nodiscard]] bool as_csv() const { return options.format == Format::kCsv; }
  // --socket, or run/append.sock in --state, or the system's. Never another than was named: what is
  // posted to the wrong ledger stays there.
  [[nodiscard]] std::string socket_path() const;
  [[nodiscard]] Deadline deadline() const;
  [[nodiscard]] Result<Client> connect() const;
  // Connects, asks once, and passes on a reply of the wanted kind.
  [[nodiscard]] Result<Reply> ask(RequestMessage& request, Effect effect,
                                  wire::Reply::Which wanted) const;

  // Colours for standard output and standard error.
  [[nodiscard]] Palette out() const;
  [[nodiscard]] Palette err() const;
  // Columns of the terminal that standard output is; 0 when it is none.
  [[nodiscard]] std::size_t width() const;
};

// Data, to standard output.
void print(std::string_view text);
// A text that somebody else wrote: on a terminal nothing in it moves the cursor, elsewhere the
// exact bytes.
void print_text(const Context& context, std::string_view text);
// Talk, to standard error.
void say(const Context& context, std::string_view text); // not with -q
// The error in the form that -o asks for, to standard error.
void report(const Context& context, const Error& error);
// One object, to standard output, with its version.
void print_object(boost::json::object object);

// A list as JSON: one document with -o json, a line for each entry with -o jsonl, nothing with
// tables. Nothing is kept in memory.
class JsonList {
 public:
  JsonList(const Context& context, const std::string& name);
  JsonList(const JsonList&) = delete;
  JsonList& operator=(const JsonList&) = delete;
  void add(boost::json::object entry);
  // Ends the document.
  void finish();

 private:
  Format format_;
  bool first_ = true;
};

} // namespace ledger::tools
