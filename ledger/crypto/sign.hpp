// Ed25519 (RFC 8032). Signing and verifying keys are different types without a way between them
// but the one that makes the pair.
#pragma once

#include "ledger/crypto/secret.hpp"

namespace ledger {

using PublicKey = FixedBytes<struct PublicKeyTag, 32>;
using Signature = FixedBytes<struct SignatureTag, 64>;
// The 32-byte private seed.
using SigningSeed = Secret32<struct SigningSeedTag>;

// Any thread.
[[nodiscard]] PublicKey public_key_of(const SigningSeed& seed);
[[nodiscard]] Signature sign(const SigningSeed& seed, ByteView message);
// False on any malformed key or signature too.
[[nodiscard]] bool verify_signature(const PublicKey& key, ByteView message,
                                    const Signature& signature);

} // namespace ledger
