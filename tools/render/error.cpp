#include "tools/render/error.hpp"

#include "tools/exit_codes.hpp"
#include "tools/render/json.hpp"
#include "tools/render/text.hpp"

namespace ledger::tools {

std::string_view retry_name(Retry retry) {
  switch (retry) {
  case Retry::kNever:
    return "never";
  case Retry::kLater:
    return "later";
  case Retry::kSameId:
    return "sameId";
  }
  return "never";
}

std::string render_error(const Error& error, const Palette& palette) {
  std::string out = palette.red("error[" + code_text(error.code()) + "]");
  out += ": " + escape_terminal(error.what()) + "\n";
  if (!error.where().empty())
    out += "  " + palette.dim("where:") + " " + escape_terminal(error.where()) + "\n";
  if (!error.next().empty())
    out += "  " + palette.dim("next: ") + " " + escape_terminal(error.next()) + "\n";
  return out;
}

std::string render_error_json(const Error& error) {
  boost::json::object body = error_object(error);
  body["exit"] = static_cast<unsigned>(exit_code_of(error.code()));
  return json_line(with_version({{"error", std::move(body)}}));
}

} // namespace ledger::tools
