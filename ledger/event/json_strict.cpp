#include "ledger/event/json_strict.hpp"

#include "ledger/base/limits.hpp"

#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/value_stack.hpp>
#include <set>
#include <string>
#include <vector>

namespace ledger {
namespace {

namespace json = boost::json;
using json::error_code;

// Builds the value, and stops at what Boost.JSON alone would let pass.
class StrictHandler {
 public:
  static constexpr std::size_t max_object_size = json::object::max_size();
  static constexpr std::size_t max_array_size = json::array::max_size();
  static constexpr std::size_t max_key_size = json::string::max_size();
  static constexpr std::size_t max_string_size = json::string::max_size();

  StrictHandler() { stack_.reset(); }
  [[nodiscard]] const char* complaint() const { return complaint_; }
  [[nodiscard]] json::value release() { return stack_.release(); }

  bool on_document_begin(error_code&) { return true; }
  bool on_document_end(error_code&) { return true; }
  bool on_object_begin(error_code&) {
    keys_.emplace_back();
    return true;
  }
  bool on_object_end(std::size_t size, error_code&) {
    keys_.pop_back();
    stack_.push_object(size);
    return true;
  }
  bool on_array_begin(error_code&) { return true; }
  bool on_array_end(std::size_t size, error_code&) {
    stack_.push_array(size);
    return true;
  }
  bool on_key_part(json::string_view part, std::size_t, error_code& ec) { return add(part, ec); }
  bool on_key(json::string_view part, std::size_t, error_code& ec) {
    if (!add(part, ec)) return false;
    if (!keys_.back().insert(text_).second) return refuse("the same key stands twice", ec);
    stack_.push_key(text_);
    text_.clear();
    return true;
  }
  bool on_string_part(json::string_view part, std::size_t, error_code& ec) { return add(part, ec); }
  bool on_string(json::string_view part, std::size_t, error_code& ec) {
    if (!add(part, ec)) return false;
    stack_.push_string(text_);
    text_.clear();
    return true;
  }
  bool on_number_part(json::string_view, error_code&) { return true; }
  bool on_int64(std::int64_t number, json::string_view, error_code&) {
    stack_.push_int64(number);
    return true;
  }
  bool on_uint64(std::uint64_t number, json::string_view, error_code&) {
    stack_.push_uint64(number);
    return true;
  }
  bool on_double(double, json::string_view, error_code& ec) {
    return refuse("a number is not an integer of at most 64 bits", ec);
  }
  bool on_bool(bool value, error_code&) {
    stack_.push_bool(value);
    return true;
  }
  bool on_null(error_code&) {
    stack_.push_null();
    return true;
  }
  bool on_comment_part(json::string_view, error_code&) { return true; }
  bool on_comment(json::string_view, error_code&) { return true; }

 private:
  bool add(json::string_view part, error_code& ec) {
    if (part.find('\0') != json::string_view::npos) return refuse("a text holds NUL", ec);
    text_.append(part.data(), part.size());
    return true;
  }
  bool refuse(const char* complaint, error_code& ec) {
    complaint_ = complaint;
    ec = make_error_code(json::error::syntax);
    return false;
  }

  json::value_stack stack_;
  std::vector<std::set<std::string>> keys_; // of the objects that are open
  std::string text_;                        // the parts so far of a key or string
  const char* complaint_ = nullptr;
};

const char* describe(const error_code& ec) {
  if (ec == json::error::too_deep) return "values are nested too deeply";
  if (ec == json::error::extra_data) return "something stands behind the JSON value";
  if (ec == json::error::incomplete) return "the JSON text ends too early";
  return "this is not JSON in UTF-8";
}

} // namespace

Result<json::value> parse_strict_json(std::string_view text) {
  if (text.size() > limits::kFrameBytes)
    return fail(Errc::kTooLarge, "the JSON text is too long",
                std::to_string(text.size()) + " bytes",
                "send at most " + std::to_string(limits::kFrameBytes) + " bytes at once");
  json::parse_options options;
  options.max_depth = kJsonDepth;
  json::basic_parser<StrictHandler> parser(options);
  error_code ec;
  const std::size_t read = parser.write_some(false, text.data(), text.size(), ec);
  if (!ec && read < text.size()) ec = make_error_code(json::error::extra_data);
  if (!ec) return parser.handler().release();
  const char* own = parser.handler().complaint();
  return fail(Errc::kMalformed, own != nullptr ? own : describe(ec), "byte " + std::to_string(read),
              "send one JSON object in UTF-8 for each event");
}

} // namespace ledger
