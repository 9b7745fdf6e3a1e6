// An open file, folder or socket, closed by whoever holds it last.
#pragma once

#include <unistd.h>

#include <utility>

namespace ledger {

// Owns one descriptor of the kernel's; movable. Whether what was written is durable must be asked
// before, with fsync: what close(2) says at the end is not looked at.
class Descriptor {
 public:
  Descriptor() = default; // none
  // `descriptor` as open(2) or socket(2) return it: below 0 there is none, and errno says why.
  explicit Descriptor(int descriptor) : descriptor_(descriptor) {}
  Descriptor(Descriptor&& other) noexcept : descriptor_(other.release()) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    return *this;
  }
  ~Descriptor() {
    if (is_open()) ::close(descriptor_);
  }

  [[nodiscard]] bool is_open() const { return descriptor_ >= 0; }
  [[nodiscard]] int get() const { return descriptor_; }
  // Gives it to the caller, who closes it.
  [[nodiscard]] int release() { return std::exchange(descriptor_, -1); }

 private:
  int descriptor_ = -1;
};

} // namespace ledger
