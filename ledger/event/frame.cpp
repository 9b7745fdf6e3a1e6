#include "ledger/event/frame.hpp"

#include <algorithm>
#include <cstring>
#include <new>
#include <string>
#include <utility>

namespace ledger {
namespace {

constexpr std::size_t kWordBytes = sizeof(capnp::word);
// Root struct and pointers of an almost empty message cost more visits than it has words.
constexpr std::size_t kTraversalSlackWords = 64;
constexpr std::size_t kFirstGrowth = 4'096;

static_assert(limits::kFrameBytes % kWordBytes == 0);

std::size_t table_bytes(std::size_t segments) {
  return (segments / 2 + 1) * kWordBytes; // the count and the sizes, 4 bytes each, padded to a word
}

kj::ArrayPtr<const capnp::word> as_words(const std::uint8_t* begin, std::size_t size) {
  return {reinterpret_cast<const capnp::word*>(begin), size / kWordBytes};
}

capnp::ReaderOptions reader_options(std::size_t size) {
  capnp::ReaderOptions options;
  options.traversalLimitInWords =
      size / kWordBytes * limits::kTraversalFactor + kTraversalSlackWords;
  options.nestingLimit = limits::kNestingDepth;
  return options;
}

tl::unexpected<Error> too_large(std::string what) {
  return fail(Errc::kTooLarge, std::move(what), "the segment table of a frame",
              "send at most " + std::to_string(limits::kFrameBytes) + " bytes in at most " +
                  std::to_string(limits::kFrameSegments) + " segments; split the batch");
}

} // namespace

void FramePrefix::fill(ByteView& bytes) {
  const std::size_t taken = std::min(wanted_ - size_, bytes.size());
  std::copy_n(bytes.begin(), taken, bytes_.begin() + static_cast<std::ptrdiff_t>(size_));
  size_ += taken;
  bytes = bytes.subspan(taken);
}

// Little-endian, whatever the machine.
std::uint32_t FramePrefix::number(std::size_t index) const {
  const std::uint8_t* at = bytes_.data() + index * 4;
  return static_cast<std::uint32_t>(at[0]) | static_cast<std::uint32_t>(at[1]) << 8 |
         static_cast<std::uint32_t>(at[2]) << 16 | static_cast<std::uint32_t>(at[3]) << 24;
}

Status FramePrefix::take(ByteView& bytes) {
  if (wanted_ == 4) {
    fill(bytes);
    if (size_ < wanted_) return {};
    LEDGER_TRY(check_count());
  }
  if (complete()) return {};
  fill(bytes);
  if (size_ < wanted_) return {};
  return check_sizes();
}

Status FramePrefix::check_count() {
  const std::uint32_t less_one = number(0);
  // One more would wrap around to none in 32 bits, and readers have believed that.
  if (less_one == UINT32_MAX)
    return fail(Errc::kMalformed, "a message without segments", "the segment table of a frame",
                "send standard Cap'n Proto stream framing, not packed");
  const std::size_t segments = std::size_t{less_one} + 1;
  if (segments > limits::kFrameSegments)
    return too_large("a message of " + std::to_string(segments) + " segments");
  wanted_ = table_bytes(segments);
  return {};
}

Status FramePrefix::check_sizes() {
  const std::size_t segments = std::size_t{number(0)} + 1;
  std::uint64_t words = 0; // at most 16 times 2^32: cannot wrap
  for (std::size_t i = 1; i <= segments; ++i)
    words += number(i);
  const std::uint64_t total = words * kWordBytes + wanted_;
  if (total > limits::kFrameBytes)
    return too_large("a frame of " + std::to_string(total) + " bytes");
  if (number(1) == 0)
    return fail(Errc::kMalformed, "a message without its root pointer",
                "the first segment of a frame",
                "send standard Cap'n Proto stream framing, not packed");
  frame_bytes_ = static_cast<std::size_t>(total);
  checked_ = true;
  return {};
}

Frame::Frame(Key, SecretBytes owned)
    : owned_(std::move(owned)), begin_(owned_.writable().data()), size_(owned_.size()),
      reader_(as_words(begin_, size_), reader_options(size_)) {}

Frame::Frame(Key, std::uint8_t* const& place, ByteView frame)
    : begin_(std::copy(frame.begin(), frame.end(), place) - frame.size()), size_(frame.size()),
      reader_(as_words(begin_, size_), reader_options(size_)) {}

Frame::~Frame() {
  wipe({begin_, size_});
}

// Gives a shared object `extra` bytes behind its control block, so that a small frame, its object
// and its count are one allocation. `tail` is told where they are before the object is made.
template <class T>
class FrameAllocator {
 public:
  using value_type = T;
  FrameAllocator(std::size_t extra, std::uint8_t** tail) : extra_(extra), tail_(tail) {}
  template <class U>
  explicit FrameAllocator(const FrameAllocator<U>& other)
      : extra_(other.extra_), tail_(other.tail_) {}

  T* allocate(std::size_t count) {
    static_assert(sizeof(T) % kWordBytes == 0 && alignof(T) >= kWordBytes);
    auto* memory = static_cast<std::uint8_t*>(::operator new(count * sizeof(T) + extra_));
    *tail_ = memory + count * sizeof(T);
    return reinterpret_cast<T*>(memory);
  }
  void deallocate(T* memory, std::size_t) { ::operator delete(memory); }
  template <class U>
  bool operator==(const FrameAllocator<U>&) const {
    return true;
  }

 private:
  template <class U>
  friend class FrameAllocator;
  std::size_t extra_;
  std::uint8_t** tail_;
};

std::shared_ptr<Frame> FrameReader::take_whole(ByteView& rest) {
  const std::size_t size = prefix_.frame_bytes();
  std::uint8_t* tail = nullptr;
  const FrameAllocator<Frame> allocator(size, &tail);
  auto frame = std::allocate_shared<Frame>(allocator, Frame::Key(), tail, rest.first(size));
  rest = rest.subspan(size);
  return frame;
}

Result<std::shared_ptr<Frame>> FrameReader::next(ByteView& bytes) {
  if (!started()) {
    ByteView rest = bytes;
    FramePrefix whole;
    LEDGER_TRY(whole.take(rest));
    prefix_ = whole;
    if (whole.complete() && bytes.size() >= whole.frame_bytes()) {
      auto frame = take_whole(bytes);
      prefix_ = {};
      return frame;
    }
    bytes = rest;
  } else {
    LEDGER_TRY(prefix_.take(bytes));
  }
  if (!prefix_.complete()) return nullptr;

  const std::size_t missing = prefix_.frame_bytes() - std::max(filled_, prefix_.table().size());
  const std::size_t taken = std::min(missing, bytes.size());
  grow_for(taken);
  std::copy_n(bytes.begin(), taken,
              partial_.writable().begin() + static_cast<std::ptrdiff_t>(filled_));
  filled_ += taken;
  bytes = bytes.subspan(taken);
  if (filled_ < prefix_.frame_bytes()) return nullptr;

  auto frame = std::make_shared<Frame>(Frame::Key(), std::exchange(partial_, SecretBytes()));
  prefix_ = {};
  filled_ = 0;
  return frame;
}

// Doubles, so that the bytes are copied about once more in all, and never beyond the frame's end.
void FrameReader::grow_for(std::size_t more) {
  const ByteView table = prefix_.table();
  const std::size_t needed = std::max(filled_, table.size()) + more;
  if (needed > partial_.size()) {
    const std::size_t size =
        std::min(std::max({needed, partial_.size() * 2, kFirstGrowth}), prefix_.frame_bytes());
    SecretBytes larger(size);
    std::copy_n(partial_.view().begin(), filled_, larger.writable().begin());
    partial_ = std::move(larger);
  }
  if (filled_ == 0) {
    std::copy(table.begin(), table.end(), partial_.writable().begin());
    filled_ = table.size();
  }
}

} // namespace ledger
