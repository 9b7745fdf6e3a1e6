#include "ledger/keyring/index.hpp"

#include "ledger/crypto/digest.hpp"
#include "ledger/crypto/random.hpp"
#include "ledger/crypto/seal.hpp"

#include <algorithm>

namespace ledger {
namespace {

constexpr std::string_view kMagic = "ALKI";
constexpr std::uint64_t kFormatVersion = 1;
constexpr std::string_view kPurpose = "auditledger keyring index v1";
constexpr std::size_t kSaltBytes = 32;
constexpr std::size_t kHeaderBytes = 4 + 2 + 16 + 8 + kSaltBytes;
// A plain digest over all before it, so that a flipped bit is told from a wrong key.
constexpr std::size_t kDigestBytes = 32;
constexpr std::size_t kPageBytes = 8 + 32;

DerivedKey index_key(const IndexSecrets& secrets, ByteView salt) {
  std::array<std::uint8_t, kPurpose.size() + kSaltBytes> info{};
  std::ranges::copy(salt, std::ranges::copy(as_bytes(kPurpose), info.begin()).out);
  DerivedKey key;
  hkdf_sha256(key.writable(), secrets.master.view(), secrets.root.view(), info);
  return key;
}

using FileDigest = Digest<struct IndexFileTag>;

FileDigest digest_of(ByteView body) {
  return sha256_as<FileDigest>({body});
}

} // namespace

SecretBytes encode_index(const IndexImage& image) {
  const std::size_t size = 8 + 1 + 4 + 8 + 32 + 32 + 2 + 32 * image.signing_seeds.size() + 4 +
                           kPageBytes * image.pages.size();
  SecretBytes plaintext(size);
  std::uint8_t* out = plaintext.writable().data();
  const auto number = [&out](std::uint64_t value, std::size_t width) {
    put_be(out, value, width);
    out += width;
  };
  const auto secret = [&out](ByteView bytes) { out = std::copy(bytes.begin(), bytes.end(), out); };
  number(image.cursor.get(), 8);
  number(image.clean ? 1 : 0, 1);
  number(image.pool_target, 4);
  number(image.next_generation, 8);
  secret(image.look_up_key);
  secret(image.reference_key);
  number(image.signing_seeds.size(), 2);
  for (const ByteView seed : image.signing_seeds)
    secret(seed);
  number(image.pages.size(), 4);
  for (const IndexImage::Page& page : image.pages) {
    number(page.generation, 8);
    secret(page.key);
  }
  return plaintext;
}

std::optional<IndexImage> decode_index(ByteView plaintext) {
  ByteReader in(plaintext);
  IndexImage image;
  image.cursor = TreeSize(in.be(8));
  const std::uint64_t clean = in.be(1);
  image.clean = clean == 1;
  image.pool_target = static_cast<std::uint32_t>(in.be(4));
  image.next_generation = in.be(8);
  image.look_up_key = in.take(32);
  image.reference_key = in.take(32);
  const std::uint64_t seeds = in.be(2);
  for (std::uint64_t i = 0; i < seeds && in.ok(); ++i)
    image.signing_seeds.push_back(in.take(32));
  const std::uint64_t pages = in.be(4);
  if (!in.ok() || clean > 1 || in.left() != pages * kPageBytes) return std::nullopt;
  for (std::uint64_t i = 0; i < pages; ++i) {
    IndexImage::Page& page = image.pages.emplace_back();
    page.generation = in.be(8);
    page.key = in.take(32);
  }
  return image;
}

Bytes seal_index(const IndexName& name, const IndexSecrets& secrets, const SecretBytes& plaintext) {
  std::array<std::uint8_t, kSaltBytes> salt{};
  random_bytes(salt);
  const std::size_t sealed_end = kHeaderBytes + plaintext.size() + kTagBytes;
  Bytes file(sealed_end + kDigestBytes);
  std::uint8_t* out = std::ranges::copy(kMagic, file.data()).out;
  put_be(out, kFormatVersion, 2);
  out = std::ranges::copy(name.ledger_id.view(), out + 2).out;
  put_be(out, name.epoch, 8);
  std::ranges::copy(salt, out + 8);
  const std::span<std::uint8_t> all(file);
  seal_once(all.first(sealed_end).subspan(kHeaderBytes), index_key(secrets, salt).view(),
            all.first(kHeaderBytes), plaintext.view());
  std::ranges::copy(digest_of(all.first(sealed_end)).view(), all.last(kDigestBytes).begin());
  return file;
}

Result<SecretBytes> open_index(const IndexName& name, const IndexSecrets& secrets, ByteView file,
                               const std::string& where) {
  const auto damaged = [&where] {
    return fail(Errc::kDamaged, "the index of the keyring is not what was written", where,
                "put back a good copy of this file; without it no personal data can be read");
  };
  if (file.size() < kHeaderBytes + kTagBytes + kDigestBytes) return damaged();
  const ByteView body = file.first(file.size() - kDigestBytes);
  if (!std::ranges::equal(digest_of(body).view(), file.last(kDigestBytes))) return damaged();
  ByteReader in(body);
  const bool known = as_text(in.take(4)) == kMagic && in.be(2) == kFormatVersion;
  const auto ledger_id = in.fixed<LedgerId>();
  const std::uint64_t epoch = in.be(8);
  if (!known) return damaged();
  if (ledger_id != name.ledger_id) {
    return fail(Errc::kForeign, "the keyring belongs to another ledger", where,
                "name the keyring folder of this ledger");
  }
  if (epoch != name.epoch) return damaged();
  const ByteView salt = in.take(kSaltBytes);
  auto plaintext = open_once(index_key(secrets, salt).view(), body.first(kHeaderBytes),
                             body.subspan(kHeaderBytes));
  if (!plaintext) {
    return fail(Errc::kWrongKey, "the master key and the epoch root do not open the keyring", where,
                "check that the master key and the root folder are the ones of this keyring");
  }
  return std::move(*plaintext);
}

} // namespace ledger
