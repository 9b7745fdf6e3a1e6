#include "ledger/findings/fact.hpp"

#include "ledger/base/limits.hpp"

#include <capnp/serialize-packed.h>
#include <kj/exception.h>
#include <kj/io.h>

#include <algorithm>
#include <set>

namespace ledger {
namespace {

constexpr std::uint8_t kFormat = 2;
// A body is no longer than this, and a fact is less than a body.
constexpr std::size_t kMostWords = limits::kBodyBytes / 8;

// Most of a clear part is zeros: packed it takes a third of the room.
void append_packed(Bytes& out, std::span<const std::uint64_t> message) {
  append_be(out, message.size(), 2);
  kj::VectorOutputStream packed(message.size_bytes() + 16);
  {
    kj::BufferedOutputStream& target = packed;
    capnp::_::PackedOutputStream stream(target);
    stream.write(message.data(), message.size_bytes());
  }
  const auto bytes = packed.getArray();
  append(out, {bytes.begin(), bytes.size()});
}

// May throw kj::Exception.
std::vector<std::uint64_t> unpacked(ByteView bytes, std::size_t words) {
  std::vector<std::uint64_t> message(words);
  kj::ArrayInputStream source({bytes.data(), bytes.size()});
  kj::BufferedInputStream& buffered = source;
  capnp::_::PackedInputStream stream(buffered);
  stream.read(message.data(), words * 8);
  return message;
}

// Values 2, and for each: tags 2, so many of 16 bytes.
void append_tags(Bytes& out, const TagList& tags) {
  append_be(out, tags.size(), 2);
  for (const TagsOfValue& of_value : tags) {
    append_be(out, of_value.size(), 2);
    for (const ValueTag& tag : of_value)
      append(out, tag.view());
  }
}

TagList take_tags(ByteReader& in) {
  TagList tags;
  for (std::uint64_t values = in.be(2); values > 0 && in.ok(); --values) {
    TagsOfValue& of_value = tags.emplace_back();
    const ByteView bytes = in.take(in.be(2) * ValueTag::kSize);
    for (std::size_t at = 0; at < bytes.size(); at += ValueTag::kSize)
      of_value.emplace_back(bytes.subspan(at).first<ValueTag::kSize>());
  }
  return tags;
}

tl::unexpected<Error> damaged(Sequence by) {
  return fail(Errc::kDamaged, "a fact cannot be read", "record " + std::to_string(by.get()),
              "rebuild the projection");
}

} // namespace

struct Fact::Message {
  explicit Message(std::vector<std::uint64_t> given)
      : words(std::move(given)), segments{kj::ArrayPtr<const capnp::word>(
                                     reinterpret_cast<const capnp::word*>(words.data()),
                                     words.size())},
        reader(kj::arrayPtr(segments, 1), options()) {}
  // Rules look at a fact as often as they like.
  static capnp::ReaderOptions options() {
    capnp::ReaderOptions options;
    options.traversalLimitInWords = std::uint64_t{1} << 40;
    options.nestingLimit = 8;
    return options;
  }
  std::vector<std::uint64_t> words;
  kj::ArrayPtr<const capnp::word> segments[1];
  capnp::SegmentArrayMessageReader reader;
};

void Fact::Free::operator()(Message* message) const {
  delete message;
}

// Layout: format 1, root 1, type 2, recorded time 8, policy 8, source (length 1 and bytes), tags of
// stated and of former values, words of the message 2, the message packed
// (https://capnproto.org/encoding.html, "Packing").
Bytes Fact::encode(const FactHead& head, Root root, std::span<const std::uint64_t> message) {
  Bytes bytes;
  bytes.reserve(27 + head.source.size() + message.size_bytes());
  append_be(bytes, kFormat, 1);
  append_be(bytes, static_cast<std::uint8_t>(root), 1);
  append_be(bytes, static_cast<std::uint16_t>(head.type), 2);
  append_be(bytes, static_cast<std::uint64_t>(head.recorded_at.get()), 8);
  append_be(bytes, head.policy_sequence.get(), 8);
  append_be(bytes, head.source.size(), 1);
  append(bytes, as_bytes(head.source));
  append_tags(bytes, head.tags.stated);
  append_tags(bytes, head.tags.former);
  append_packed(bytes, message);
  return bytes;
}

Result<Fact> Fact::decode(Sequence by, ByteView stored) {
  ByteReader in(stored);
  Fact fact;
  fact.by_ = by;
  const std::uint64_t format = in.be(1);
  const auto root = static_cast<Root>(in.be(1));
  fact.type_ = static_cast<wire::EventType>(in.be(2));
  fact.recorded_at_ = Timestamp(static_cast<std::int64_t>(in.be(8)));
  fact.policy_sequence_ = Sequence(in.be(8));
  const std::size_t source = in.be(1);
  fact.source_ = as_text(in.take(source));
  fact.tags_.stated = take_tags(in);
  fact.tags_.former = take_tags(in);
  const std::size_t words = in.be(2);
  const ByteView message = in.take(in.left());
  if (!in.ok() || format != kFormat || root > Root::kControl || words > kMostWords)
    return damaged(by);
  fact.at_ = fact.recorded_at_;
  if (words == 0) return fact;
  try {
    fact.message_.reset(new Message(unpacked(message, words)));
    if (root == Root::kControl) {
      fact.control_ = fact.message_->reader.getRoot<wire::Control>();
    } else {
      fact.clear_ = fact.message_->reader.getRoot<wire::Clear>();
      const Timestamp occurred(fact.clear_.getOccurredAt());
      fact.at_ = std::min(occurred, fact.recorded_at_);
    }
  } catch (const kj::Exception&) {
    return damaged(by);
  }
  return fact;
}

std::optional<Sequence> taken_back_by(const Fact& fact) {
  const std::uint64_t target = fact.clear().getTarget();
  if (fact.type() != wire::EventType::CORRECTION || target >= fact.by().get()) return std::nullopt;
  return Sequence(target);
}

std::set<Sequence> taken_back_by(const std::vector<Fact>& facts) {
  std::set<Sequence> records;
  for (const Fact& fact : facts)
    if (const auto target = taken_back_by(fact)) records.insert(*target);
  return records;
}

void remove_corrected(std::vector<Fact>& facts) {
  const std::set<Sequence> taken_back = taken_back_by(facts);
  if (taken_back.empty()) return;
  std::erase_if(facts, [&](const Fact& fact) { return taken_back.contains(fact.by()); });
}

} // namespace ledger
