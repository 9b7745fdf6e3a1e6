// One message on a socket: the standard Cap'n Proto stream framing, a table of segment sizes and
// then the segments (https://capnproto.org/encoding.html, "Serialization Over a Stream"). The table
// is parsed here, within the limits of ledger/base/limits.hpp, before anything is allocated for it.
// No input or output: the daemon and the command line feed what they read.
#pragma once

#include "ledger/base/bytes.hpp"
#include "ledger/base/limits.hpp"
#include "ledger/base/result.hpp"
#include "ledger/crypto/secret.hpp"

#include <array>
#include <capnp/serialize.h>
#include <memory>
#include <span>

namespace ledger {

// The segment table in front of a frame, in however many pieces it comes.
class FramePrefix {
 public:
  // Takes what belongs to the table off the front of `bytes`; the rest is the first segment.
  // kMalformed: no segments, or a first segment without the root pointer. kTooLarge: more than
  // kFrameSegments segments, or a frame of more than kFrameBytes. Final after an error.
  Status take(ByteView& bytes);

  [[nodiscard]] bool started() const { return size_ > 0; }
  // True once the table is whole; only then are the two below meaningful.
  [[nodiscard]] bool complete() const { return size_ == wanted_ && checked_; }
  [[nodiscard]] ByteView table() const { return {bytes_.data(), size_}; }
  // Table and segments together, in bytes; a multiple of 8.
  [[nodiscard]] std::size_t frame_bytes() const { return frame_bytes_; }

 private:
  static constexpr std::size_t kMaxBytes = (limits::kFrameSegments / 2 + 1) * 8;

  void fill(ByteView& bytes);
  [[nodiscard]] std::uint32_t number(std::size_t index) const;
  Status check_count();
  Status check_sizes();

  std::array<std::uint8_t, kMaxBytes> bytes_{};
  std::size_t size_ = 0;
  std::size_t wanted_ = 4; // the number of segments comes first
  std::size_t frame_bytes_ = 0;
  bool checked_ = false;
};

// A whole frame. Owns its bytes, which may be personal data, and wipes them at the end. Not to be
// copied or moved, since readers point into it; whoever keeps a reader keeps the frame. The count
// of visited words, which bounds what a hostile message costs, is not thread-safe: a frame is read
// on one thread at a time.
class Frame {
 public:
  Frame(const Frame&) = delete;
  Frame& operator=(const Frame&) = delete;
  ~Frame();

  // The message as a T of a generated schema. Nothing of it is checked yet: this, and every getter
  // below it, may throw kj::Exception, which the codec turns into kMalformed.
  template <class T>
  [[nodiscard]] typename T::Reader root() {
    return reader_.getRoot<T>();
  }
  // The frame as it came, table included.
  [[nodiscard]] ByteView bytes() const { return {begin_, size_}; }

 private:
  friend class FrameReader;

  class Key {};

 public:
  // For FrameReader: reads the frame in place in `owned`.
  Frame(Key, SecretBytes owned);
  // For FrameReader: copies the frame to `place`, which lives as long as this object.
  Frame(Key, std::uint8_t* const& place, ByteView frame);

 private:
  SecretBytes owned_;
  std::uint8_t* begin_; // 8-byte aligned
  std::size_t size_;
  capnp::FlatArrayMessageReader reader_;
};

// Cuts a stream of bytes into frames. A frame that lies whole in what is given costs one allocation
// and one copy; one that comes in pieces grows with what has arrived, not with what it announces.
// One thread at a time.
class FrameReader {
 public:
  // Takes bytes off the front of `bytes` up to the end of the next frame and returns it; null when
  // `bytes` is used up before. The errors of FramePrefix; nothing more may be read after one.
  [[nodiscard]] Result<std::shared_ptr<Frame>> next(ByteView& bytes);

  // Part of a frame has been taken.
  [[nodiscard]] bool started() const { return prefix_.started(); }
  // Memory that the started frame occupies.
  [[nodiscard]] std::size_t held_bytes() const { return partial_.size(); }

 private:
  // The frame that starts at `rest`, when all of it lies there.
  [[nodiscard]] std::shared_ptr<Frame> take_whole(ByteView& rest);
  void grow_for(std::size_t more);

  FramePrefix prefix_;
  SecretBytes partial_; // table and segments so far
  std::size_t filled_ = 0;
};

} // namespace ledger
