// Secrets wipe themselves, live in locked memory, cannot be copied, compared or printed.
#pragma once

#include "ledger/base/bytes.hpp"
#include "ledger/base/strong.hpp"

#include <algorithm>
#include <utility>

namespace ledger {

using KeyView = std::span<const std::uint8_t, 32>;

// Once, at the start of a process that will hold secrets: reserves OpenSSL's secure heap (locked,
// guarded, left out of core dumps) and forbids core dumps and ptrace of this process. False when
// the memory could not be locked (RLIMIT_MEMLOCK); secrets then live in ordinary memory, wiped.
bool protect_process_memory();

namespace detail {
std::uint8_t* allocate_secret(std::size_t size);          // zeroed
void free_secret(std::uint8_t* memory, std::size_t size); // wipes
} // namespace detail

// Overwrites the bytes in a way that the compiler keeps.
void wipe(std::span<std::uint8_t> bytes);
// Equal in time that depends on the length only.
[[nodiscard]] bool equal_constant_time(ByteView a, ByteView b);

// 32 secret bytes of one kind. Moved-from is empty; reading it is a broken invariant.
template <class Tag>
class Secret32 {
 public:
  Secret32() : bytes_(detail::allocate_secret(32)) {}
  explicit Secret32(KeyView bytes) : Secret32() { std::copy(bytes.begin(), bytes.end(), bytes_); }
  Secret32(Secret32&& other) noexcept : bytes_(std::exchange(other.bytes_, nullptr)) {}
  Secret32& operator=(Secret32&& other) noexcept {
    std::swap(bytes_, other.bytes_);
    return *this;
  }
  Secret32(const Secret32&) = delete;
  Secret32& operator=(const Secret32&) = delete;
  ~Secret32() { detail::free_secret(bytes_, 32); }

  // Valid while the secret lives.
  [[nodiscard]] KeyView view() const { return KeyView(bytes_, 32); }
  [[nodiscard]] std::span<std::uint8_t, 32> writable() {
    return std::span<std::uint8_t, 32>(bytes_, 32);
  }

 private:
  std::uint8_t* bytes_;
};

// Seals the keyring; the only secret that the recovery sheet restores.
using MasterKey = Secret32<struct MasterKeyTag>;
// Beside the keyring and outside every backup; without it the keyring's index opens for nobody.
using EpochRoot = Secret32<struct EpochRootTag>;
// Seals one page of the keyring, once.
using PageKey = Secret32<struct PageKeyTag>;
// A key that HKDF made for one purpose.
using DerivedKey = Secret32<struct DerivedKeyTag>;

// Bytes that wipe themselves: opened boxes, opened pages. Move-only.
class SecretBytes {
 public:
  SecretBytes() = default;
  explicit SecretBytes(std::size_t size) : bytes_(size) {}
  SecretBytes(SecretBytes&&) noexcept = default;
  SecretBytes& operator=(SecretBytes&& other) noexcept {
    bytes_.swap(other.bytes_);
    return *this;
  }
  SecretBytes(const SecretBytes&) = delete;
  SecretBytes& operator=(const SecretBytes&) = delete;
  ~SecretBytes() { wipe(bytes_); }
  [[nodiscard]] ByteView view() const { return bytes_; }
  [[nodiscard]] std::span<std::uint8_t> writable() { return bytes_; }
  [[nodiscard]] std::size_t size() const { return bytes_.size(); }

 private:
  Bytes bytes_;
};

// Many 32-byte keys in locked memory that is left out of core dumps. Slots are wiped when freed.
// One thread at a time.
class KeyArena {
 public:
  using Slot = std::uint32_t;
  KeyArena() = default;
  ~KeyArena();
  KeyArena(const KeyArena&) = delete;
  KeyArena& operator=(const KeyArena&) = delete;
  [[nodiscard]] Slot store(KeyView key);
  [[nodiscard]] KeyView view(Slot slot) const;
  void destroy(Slot slot);
  // False when the kernel refused to lock some of it (RLIMIT_MEMLOCK).
  [[nodiscard]] bool locked() const { return locked_; }

 private:
  std::uint8_t* at(Slot slot) const;
  std::vector<std::uint8_t*> chunks_;
  std::vector<Slot> free_;
  Slot next_ = 0;
  bool locked_ = true;
};

} // namespace ledger
