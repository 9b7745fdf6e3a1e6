#include "tools/render/terminal.hpp"

#include <sys/ioctl.h>

namespace ledger::tools {

std::size_t terminal_width(int descriptor) {
  winsize size{};
  if (ioctl(descriptor, TIOCGWINSZ, &size) != 0 || size.ws_col < 2) return 80;
  return size.ws_col;
}

} // namespace ledger::tools
