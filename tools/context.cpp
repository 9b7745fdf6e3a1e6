#include "tools/context.hpp"

#include "tools/render/error.hpp"
#include "tools/render/terminal.hpp"
#include "tools/render/text.hpp"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <unistd.h>

namespace ledger::tools {

std::string Context::socket_path() const {
  if (!options.socket.empty()) return options.socket;
  if (!options.state.empty()) return options.state + "/run/append.sock";
  return "/run/auditledger/append.sock";
}

Deadline Context::deadline() const {
  const std::chrono::duration<double> timeout(options.timeout_seconds);
  return std::chrono::steady_clock::now() +
         std::chrono::duration_cast<std::chrono::steady_clock::duration>(timeout);
}

Result<Client> Context::connect() const {
  auto client = Client::connect(socket_path(), deadline());
  const bool of_state = options.socket.empty() && !options.state.empty();
  if (client || !of_state || client.error().code() != Errc::kUnreachable) return client;
  // Whoever keeps a ledger in a folder of his own starts the daemon himself.
  std::error_code ignored;
  if (!std::filesystem::exists(options.state + "/ledger", ignored))
    return fail(Errc::kNotInitialised, "there is no ledger in this folder", options.state,
                "auditledger --state " + options.state + " init");
  return fail(Errc::kUnreachable, client.error().what(), client.error().where(),
              "auditledgerd --state " + options.state + " &");
}

Result<Reply> Context::ask(RequestMessage& request, Effect effect,
                           wire::Reply::Which wanted) const {
  LEDGER_ASSIGN(Client client, connect());
  LEDGER_ASSIGN(Reply reply, client.call(request, effect, deadline()));
  return expect(std::move(reply), wanted);
}

Palette Context::out() const {
  return Palette(use_color(options.color, isatty(1) == 1));
}
Palette Context::err() const {
  return Palette(use_color(options.color, isatty(2) == 1));
}
std::size_t Context::width() const {
  return isatty(1) == 1 ? terminal_width(1) : 0;
}

void print(std::string_view text) {
  std::fwrite(text.data(), 1, text.size(), stdout);
}

void print_text(const Context& context, std::string_view text) {
  if (context.width() == 0) return print(text);
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    print(escape_terminal(text.substr(0, end)) + "\n");
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

void say(const Context& context, std::string_view text) {
  if (context.options.quiet) return;
  std::fflush(stdout);
  std::fwrite(text.data(), 1, text.size(), stderr);
}

void report(const Context& context, const Error& error) {
  const std::string text =
      context.as_json() ? render_error_json(error) : render_error(error, context.err());
  std::fflush(stdout);
  std::fwrite(text.data(), 1, text.size(), stderr);
}

void print_object(boost::json::object object) {
  print(json_line(with_version(std::move(object))));
}

JsonList::JsonList(const Context& context, const std::string& name)
    : format_(context.options.format) {
  if (format_ == Format::kJson)
    print("{\"schema_version\":" + std::to_string(kJsonSchemaVersion) + ",\"" + name + "\":[");
}

void JsonList::add(boost::json::object entry) {
  if (format_ == Format::kJsonLines) return print_object(std::move(entry));
  if (format_ != Format::kJson) return;
  if (!first_) print(",");
  first_ = false;
  print("\n" + json_text(entry));
}

void JsonList::finish() {
  if (format_ == Format::kJson) print(first_ ? "]}\n" : "\n]}\n");
}

} // namespace ledger::tools
