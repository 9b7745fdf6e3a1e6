#include "ledger/event/box.hpp"

#include "ledger/crypto/random.hpp"

#include <algorithm>

namespace ledger {
namespace {

constexpr std::uint16_t kBoxVersion = 1;
constexpr std::size_t kLengthBytes = 4;
// A box's size tells little about what is in it: at most half as much again is padding.
constexpr std::size_t kBuckets[] = {64,   96,    128,   192,   256,   384,  512,
                                    768,  1024,  1536,  2048,  3072,  4096, 6144,
                                    8192, 12288, 16384, 24576, 32768, 49152};

ContentHash context_digest(const BoxContext& context) {
  std::uint8_t version[2];
  put_be(version, kBoxVersion, 2);
  const std::uint8_t source_length[1] = {static_cast<std::uint8_t>(context.source.size())};
  std::uint8_t type[2];
  put_be(type, static_cast<std::uint16_t>(context.type), 2);
  const std::uint8_t class_length[1] = {static_cast<std::uint8_t>(context.key_class.size())};
  std::uint8_t rest[8];
  put_be(rest, context.incarnation.get(), 4);
  put_be(rest + 4, context.index, 2);
  put_be(rest + 6, context.count, 2);
  return sha256_as<ContentHash>({version, context.ledger_id.view(), source_length,
                                 as_bytes(context.source), context.event_id.view(), type,
                                 context.subject.view(), class_length, as_bytes(context.key_class),
                                 rest, context.clear.view()});
}

// The first half seals, the second half commits to it: GCM alone does not bind its key.
struct BoxKeys {
  BoxKeys(KeyView subject_key, ByteView salt, const ContentHash& context) {
    hkdf_sha256(bytes, subject_key, salt, context.view());
  }
  ~BoxKeys() { wipe(bytes); }
  BoxKeys(const BoxKeys&) = delete;
  BoxKeys& operator=(const BoxKeys&) = delete;
  [[nodiscard]] KeyView content() const { return KeyView(bytes.data(), 32); }
  [[nodiscard]] KeyView commitment() const { return KeyView(bytes.data() + 32, 32); }
  std::array<std::uint8_t, 64> bytes{};
};

} // namespace

std::size_t padded_size(std::size_t size) {
  const auto* bucket =
      std::lower_bound(std::begin(kBuckets), std::end(kBuckets), size + kLengthBytes);
  return bucket == std::end(kBuckets) ? 0 : *bucket;
}

Result<SealedBox> seal_box(KeyView subject_key, const BoxContext& context, ByteView content) {
  const std::size_t size = padded_size(content.size());
  if (size == 0)
    return fail(Errc::kTooLarge, "too much personal content for one record", "values",
                "post several events, or keep documents elsewhere");
  // The plaintext is sealed where it lies, so that there is no second copy of it to wipe.
  SealedBox box;
  box.ciphertext.resize(size + kTagBytes);
  put_be(box.ciphertext.data(), content.size(), kLengthBytes);
  std::copy(content.begin(), content.end(), box.ciphertext.begin() + kLengthBytes);

  random_bytes(box.salt.writable());
  const ContentHash digest = context_digest(context);
  const BoxKeys keys(subject_key, box.salt.view(), digest);
  std::copy(keys.commitment().begin(), keys.commitment().end(), box.commitment.writable().begin());
  seal_once(box.ciphertext, keys.content(), digest.view(), ByteView(box.ciphertext).first(size));
  return box;
}

std::optional<SecretBytes> open_box(KeyView subject_key, const BoxContext& context, ByteView salt,
                                    ByteView commitment, ByteView ciphertext) {
  const ContentHash digest = context_digest(context);
  const BoxKeys keys(subject_key, salt, digest);
  if (!equal_constant_time(keys.commitment(), commitment)) return std::nullopt;
  const auto plaintext = open_once(keys.content(), digest.view(), ciphertext);
  if (!plaintext || plaintext->size() < kLengthBytes) return std::nullopt;
  const std::size_t size = get_be(plaintext->view().data(), kLengthBytes);
  if (size > plaintext->size() - kLengthBytes) return std::nullopt;
  // Nothing hides behind the content, and it was padded to its own bucket.
  const ByteView padding = plaintext->view().subspan(kLengthBytes + size);
  if (plaintext->size() != padded_size(size) ||
      std::any_of(padding.begin(), padding.end(), [](std::uint8_t byte) { return byte != 0; }))
    return std::nullopt;
  SecretBytes content(size);
  const ByteView inner = plaintext->view().subspan(kLengthBytes, size);
  std::copy(inner.begin(), inner.end(), content.writable().begin());
  return content;
}

} // namespace ledger
