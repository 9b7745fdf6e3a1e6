// The library's primitives as this program calls them, against published vectors.
#include "ledger/crypto/digest.hpp"
#include "ledger/crypto/mac.hpp"
#include "ledger/crypto/seal.hpp"
#include "ledger/crypto/sign.hpp"

#include <doctest/doctest.h>

#include <array>

using namespace ledger;

namespace {

Bytes hex(std::string_view text) {
  const auto bytes = from_hex(text);
  REQUIRE(bytes.has_value());
  return *bytes;
}

std::string mac_of(ByteView key, ByteView message) {
  std::array<std::uint8_t, 32> out{};
  hmac_sha256(out, key, {message});
  return to_hex(out);
}

} // namespace

TEST_SUITE("crypto.vectors") {
  TEST_CASE("SHA-256 of one block, in one piece and in two (FIPS 180-4)") {
    const std::string wanted = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    CHECK(to_hex(sha256_as<ContentHash>({as_bytes("abc")}).view()) == wanted);
    CHECK(to_hex(sha256_as<ContentHash>({as_bytes("a"), as_bytes("bc")}).view()) == wanted);
    Sha256Stream stream;
    std::array<std::uint8_t, 32> out{};
    for (int round = 0; round < 2; ++round) {
      CAPTURE(round);
      stream.add(as_bytes("ab"));
      stream.add(as_bytes("c"));
      stream.finish(out);
      CHECK(to_hex(out) == wanted);
    }
  }

  TEST_CASE("HMAC-SHA256, whatever key went before (RFC 4231, cases 1 and 2)") {
    for (int round = 0; round < 2; ++round) {
      CAPTURE(round);
      CHECK(mac_of(Bytes(20, 0x0b), as_bytes("Hi There")) ==
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
      CHECK(mac_of(as_bytes("Jefe"), as_bytes("what do ya want for nothing?")) ==
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
      CHECK(mac_of({}, {}) == "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
    }
  }

  TEST_CASE("a key that is worked in once gives the same HMAC as the key itself, each time") {
    const std::array<std::uint8_t, 32> key{1, 2, 3};
    KeyedHmac keyed{KeyView(key)};
    for (const char* message : {"", "one", "another message, longer than the one before"}) {
      CAPTURE(message);
      std::array<std::uint8_t, 32> out{};
      keyed.mac(out, {as_bytes(message)});
      CHECK(to_hex(out) == mac_of(key, as_bytes(message)));
    }
  }

  TEST_CASE("HKDF-SHA256, whatever was derived before (RFC 5869, A.1)") {
    for (int round = 0; round < 2; ++round) {
      CAPTURE(round);
      std::array<std::uint8_t, 42> out{};
      hkdf_sha256(out, Bytes(22, 0x0b), hex("000102030405060708090a0b0c"),
                  hex("f0f1f2f3f4f5f6f7f8f9"));
      CHECK(to_hex(out) ==
            "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865");
      hkdf_sha256(out, Bytes(22, 0x0c), Bytes(13, 1), as_bytes("something longer in between"));
    }
  }

  TEST_CASE("AES-256-GCM under the zero nonce (the GCM specification, cases 13 and 14)") {
    const std::array<std::uint8_t, 32> key{};
    std::array<std::uint8_t, 16> tag{};
    seal_once(tag, KeyView(key), {}, {});
    CHECK(to_hex(tag) == "530f8afbc74536b9a963b4f1c4cb738b");
    std::array<std::uint8_t, 32> sealed{};
    seal_once(sealed, KeyView(key), {}, Bytes(16, 0));
    CHECK(to_hex(sealed) == "cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919");
    const auto opened = open_once(KeyView(key), {}, sealed);
    REQUIRE(opened.has_value());
    CHECK(opened->size() == 16);
    CHECK_FALSE(open_once(KeyView(key), as_bytes("other"), sealed).has_value());
  }

  TEST_CASE("Ed25519 of an empty message (RFC 8032, section 7.1, test 1)") {
    const Bytes seed = hex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60");
    const SigningSeed key{ByteView(seed).first<32>()};
    CHECK(to_hex(public_key_of(key).view()) ==
          "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
    const Signature signature = sign(key, {});
    CHECK(to_hex(signature.view()) == "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e0652249"
                                      "01555fb8821590a33bacc61e39701cf9"
                                      "b46bd25bf5f0595bbe24655141438e7a100b");
    CHECK(verify_signature(public_key_of(key), {}, signature));
    CHECK_FALSE(verify_signature(public_key_of(key), as_bytes("x"), signature));
  }
}
