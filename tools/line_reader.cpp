#include "tools/line_reader.hpp"

#include <cerrno>
#include <cstring>
#include <unistd.h>

namespace ledger::tools {

InputLine LineReader::made(std::string text, bool too_long) {
  return {++number_, std::move(text), too_long};
}

std::optional<InputLine> LineReader::take() {
  const std::size_t end = buffer_.find('\n', at_);
  if (end == std::string::npos && !at_end_) {
    if (buffer_.size() - at_ <= most_) return std::nullopt;
    skipping_ = true;
    at_ = buffer_.size();
    return std::nullopt;
  }
  if (end == std::string::npos && ended()) return std::nullopt;
  const std::size_t stop = end == std::string::npos ? buffer_.size() : end;
  const bool too_long = skipping_ || stop - at_ > most_;
  std::string text = too_long ? std::string() : buffer_.substr(at_, stop - at_);
  at_ = end == std::string::npos ? buffer_.size() : end + 1;
  skipping_ = false;
  return made(std::move(text), too_long);
}

Status LineReader::fill(int descriptor) {
  constexpr std::size_t kReadBytes = 64u << 10;
  buffer_.erase(0, at_);
  at_ = 0;
  const std::size_t before = buffer_.size();
  buffer_.resize(before + kReadBytes);
  const ssize_t size = read(descriptor, buffer_.data() + before, kReadBytes);
  buffer_.resize(before + (size > 0 ? static_cast<std::size_t>(size) : 0));
  if (size > 0 || (size < 0 && (errno == EINTR || errno == EAGAIN))) return {};
  at_end_ = true;
  if (size == 0) return {};
  return fail(Errc::kIo, "the input cannot be read", std::string("stdin: ") + std::strerror(errno),
              "check where the input comes from");
}

} // namespace ledger::tools
