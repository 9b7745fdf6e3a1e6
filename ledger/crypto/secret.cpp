#include "ledger/crypto/secret.hpp"

#include <cstring>
#include <new>
#include <openssl/crypto.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>

namespace ledger {
namespace {

// Some hundred secrets live at once; the default RLIMIT_MEMLOCK of 8 MiB leaves the rest to arenas.
constexpr std::size_t kSecureHeapBytes = 256 * 1024;
constexpr std::size_t kSecureHeapMinimum = 32;

constexpr std::size_t kArenaChunkBytes = 1u << 20;
constexpr std::uint32_t kSlotsPerChunk = kArenaChunkBytes / 32;

} // namespace

bool protect_process_memory() {
  prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
  const rlimit no_core{0, 0};
  setrlimit(RLIMIT_CORE, &no_core);
  // 1 = locked and guarded; 2 = reserved but one of the protections failed.
  return CRYPTO_secure_malloc_init(kSecureHeapBytes, kSecureHeapMinimum) == 1;
}

namespace detail {

std::uint8_t* allocate_secret(std::size_t size) {
  // Falls back to the ordinary heap when the secure one is not there or is full; still wiped.
  void* memory = OPENSSL_secure_zalloc(size);
  if (memory == nullptr) memory = OPENSSL_zalloc(size);
  if (memory == nullptr) throw std::bad_alloc();
  return static_cast<std::uint8_t*>(memory);
}

void free_secret(std::uint8_t* memory, std::size_t size) {
  if (memory != nullptr) OPENSSL_secure_clear_free(memory, size);
}

} // namespace detail

// The C library's: OpenSSL's own takes eight bytes at a time, which was 3 % of an append.
void wipe(std::span<std::uint8_t> bytes) {
  // Nothing may lie at null, which the C library's may not be given.
  if (!bytes.empty()) explicit_bzero(bytes.data(), bytes.size());
}

bool equal_constant_time(ByteView a, ByteView b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

KeyArena::~KeyArena() {
  for (std::uint8_t* chunk : chunks_) {
    OPENSSL_cleanse(chunk, kArenaChunkBytes);
    munmap(chunk, kArenaChunkBytes);
  }
}

std::uint8_t* KeyArena::at(Slot slot) const {
  return chunks_[slot / kSlotsPerChunk] + std::size_t{slot % kSlotsPerChunk} * 32;
}

KeyArena::Slot KeyArena::store(KeyView key) {
  Slot slot = 0;
  if (!free_.empty()) {
    slot = free_.back();
    free_.pop_back();
  } else {
    if (next_ == chunks_.size() * kSlotsPerChunk) {
      void* chunk = mmap(nullptr, kArenaChunkBytes, PROT_READ | PROT_WRITE,
                         MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
      if (chunk == MAP_FAILED) throw std::bad_alloc();
      madvise(chunk, kArenaChunkBytes, MADV_DONTDUMP);
      madvise(chunk, kArenaChunkBytes, MADV_WIPEONFORK);
      if (mlock(chunk, kArenaChunkBytes) != 0) locked_ = false;
      chunks_.push_back(static_cast<std::uint8_t*>(chunk));
    }
    slot = next_++;
  }
  std::copy(key.begin(), key.end(), at(slot));
  return slot;
}

KeyView KeyArena::view(Slot slot) const {
  return KeyView(at(slot), 32);
}

void KeyArena::destroy(Slot slot) {
  OPENSSL_cleanse(at(slot), 32);
  free_.push_back(slot);
}

} // namespace ledger
