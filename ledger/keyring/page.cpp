#include "ledger/keyring/page.hpp"

#include "ledger/crypto/seal.hpp"

#include <algorithm>
#include <cstring>

namespace ledger {
namespace {

constexpr std::string_view kMagic = "ALKP";
constexpr std::uint64_t kFormatVersion = 1;
constexpr std::size_t kHeaderBytes = 4 + 2 + 16 + 4 + 8;
constexpr std::size_t kSlotBytes = 16 + 1 + 1 + 2 + 4 + 8 + 16 + 32;
constexpr std::size_t kLookUpBytes = 32 + 16;
constexpr std::uint64_t kFirstOfSubject = 1;
constexpr std::uint64_t kSubjectErased = 2;
constexpr std::uint64_t kNoClass = 0xffff;

std::array<std::uint8_t, kHeaderBytes> header_of(const PageName& name) {
  std::array<std::uint8_t, kHeaderBytes> header{};
  std::copy(kMagic.begin(), kMagic.end(), header.begin());
  put_be(header.data() + 4, kFormatVersion, 2);
  std::ranges::copy(name.ledger_id.view(), header.begin() + 6);
  put_be(header.data() + 22, name.page, 4);
  put_be(header.data() + 26, name.generation, 8);
  return header;
}

// Writes front to back into a buffer of the right size.
class PageWriter {
 public:
  explicit PageWriter(std::span<std::uint8_t> out) : rest_(out) {}
  void be(std::uint64_t value, std::size_t width) { put_be(claim(width), value, width); }
  void raw(ByteView bytes) { std::copy(bytes.begin(), bytes.end(), claim(bytes.size())); }
  void skip(std::size_t size) { claim(size); }

 private:
  std::uint8_t* claim(std::size_t size) {
    std::uint8_t* const here = rest_.data();
    rest_ = rest_.subspan(size);
    return here;
  }
  std::span<std::uint8_t> rest_;
};

// The classes of one page, each once.
class ClassList {
 public:
  explicit ClassList(const PageImage& image) {
    for (const PageSlot& slot : image.slots) {
      const bool known = slot.key_class.empty() || number_of(slot.key_class) < names_.size();
      if (!known) names_.push_back(slot.key_class);
    }
  }
  [[nodiscard]] std::size_t number_of(std::string_view name) const {
    return static_cast<std::size_t>(std::find(names_.begin(), names_.end(), name) - names_.begin());
  }
  [[nodiscard]] const std::vector<std::string_view>& names() const { return names_; }

 private:
  std::vector<std::string_view> names_;
};

void write_slot(PageWriter& out, const PageSlot& slot, const ClassList& classes) {
  out.raw(slot.id.view());
  out.be(static_cast<std::uint64_t>(slot.state), 1);
  out.be((slot.first_of_subject ? kFirstOfSubject : 0) | (slot.subject_erased ? kSubjectErased : 0),
         1);
  out.be(slot.key_class.empty() ? kNoClass : classes.number_of(slot.key_class), 2);
  out.be(slot.incarnation.get(), 4);
  out.be(slot.erasure.get(), 8);
  out.raw(slot.subject.view());
  if (slot.key.empty())
    out.skip(32);
  else
    out.raw(slot.key);
}

bool is_zero(ByteView bytes) {
  return std::all_of(bytes.begin(), bytes.end(), [](std::uint8_t byte) { return byte == 0; });
}

// True when the slot is one that write_slot() could have written: what a free or destroyed slot
// does not use is zero.
bool read_slot(ByteReader& in, PageSlot& slot, const std::vector<std::string_view>& classes) {
  slot.id = in.fixed<KeyId>();
  const std::uint64_t state = in.be(1);
  const std::uint64_t flags = in.be(1);
  const std::uint64_t key_class = in.be(2);
  slot.incarnation = Incarnation(static_cast<std::uint32_t>(in.be(4)));
  slot.erasure = Sequence(in.be(8));
  slot.subject = in.fixed<SubjectId>();
  const ByteView key = in.take(32);
  if (!in.ok() || state == 0 || state > 4 || flags > (kFirstOfSubject | kSubjectErased))
    return false;
  slot.state = static_cast<SlotState>(state);
  slot.first_of_subject = (flags & kFirstOfSubject) != 0;
  slot.subject_erased = (flags & kSubjectErased) != 0;
  if (slot.state != SlotState::kDestroyed)
    slot.key = key;
  else if (!is_zero(key))
    return false;
  if (slot.state == SlotState::kFree)
    return key_class == kNoClass && flags == 0 && slot.incarnation == Incarnation() &&
           slot.erasure == Sequence() && slot.subject.is_zero();
  if (key_class >= classes.size()) return false;
  slot.key_class = classes[key_class];
  return true;
}

std::vector<std::string_view> read_classes(ByteReader& in) {
  std::vector<std::string_view> classes;
  const std::uint64_t count = in.be(2);
  for (std::uint64_t i = 0; i < count && in.ok(); ++i)
    classes.push_back(as_text(in.take(in.be(1))));
  return classes;
}

} // namespace

SecretBytes encode_page(const PageImage& image) {
  const ClassList classes(image);
  std::size_t size =
      2 + 2 + image.slots.size() * kSlotBytes + 4 + image.look_ups.size() * kLookUpBytes;
  for (const std::string_view name : classes.names())
    size += 1 + name.size();

  SecretBytes plaintext(size);
  PageWriter out(plaintext.writable());
  out.be(classes.names().size(), 2);
  for (const std::string_view name : classes.names()) {
    out.be(name.size(), 1);
    out.raw(as_bytes(name));
  }
  out.be(image.slots.size(), 2);
  for (const PageSlot& slot : image.slots)
    write_slot(out, slot, classes);
  out.be(image.look_ups.size(), 4);
  for (const PageLookUp& entry : image.look_ups) {
    out.raw(entry.tag.view());
    out.raw(entry.subject.view());
  }
  return plaintext;
}

std::optional<PageImage> decode_page(ByteView plaintext) {
  ByteReader in(plaintext);
  PageImage image;
  const std::vector<std::string_view> classes = read_classes(in);
  const std::uint64_t slots = in.be(2);
  if (!in.ok() || slots > kSlotsPerPage) return std::nullopt;
  for (std::uint64_t i = 0; i < slots; ++i) {
    if (!read_slot(in, image.slots.emplace_back(), classes)) return std::nullopt;
  }
  const std::uint64_t look_ups = in.be(4);
  if (!in.ok() || in.left() != look_ups * kLookUpBytes) return std::nullopt;
  for (std::uint64_t i = 0; i < look_ups; ++i) {
    PageLookUp& entry = image.look_ups.emplace_back();
    entry.tag = in.fixed<LookUpTag>();
    entry.subject = in.fixed<SubjectId>();
  }
  return image;
}

Bytes seal_page(const PageName& name, const SecretBytes& plaintext, KeyView key) {
  const auto header = header_of(name);
  Bytes file(kHeaderBytes + plaintext.size() + kTagBytes);
  std::copy(header.begin(), header.end(), file.begin());
  seal_once(std::span(file).subspan(kHeaderBytes), key, header, plaintext.view());
  return file;
}

std::optional<SecretBytes> open_page(const PageName& name, ByteView file, KeyView key) {
  const auto header = header_of(name);
  if (file.size() < kHeaderBytes || !std::ranges::equal(file.first(kHeaderBytes), header)) {
    return std::nullopt;
  }
  return open_once(key, header, file.subspan(kHeaderBytes));
}

} // namespace ledger
