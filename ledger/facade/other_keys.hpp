// The keys that a rectification is tagged under besides its own.
#pragma once

#include "ledger/event/sealed.hpp"
#include "ledger/keyring/keyring.hpp"

namespace ledger {

// One person's live keys of all classes but one. A value that was put right may be used in any
// class, and a tag is compared under one key only. The copies wipe themselves. One thread.
class OtherKeys {
 public:
  OtherKeys(const Keyring& keyring, const SubjectId& subject, const KeyId& own);
  OtherKeys(const OtherKeys&) = delete;
  OtherKeys& operator=(const OtherKeys&) = delete;
  [[nodiscard]] std::span<const OtherKey> views() const { return views_; }

 private:
  std::vector<SealingKey> keys_;
  std::vector<OtherKey> views_; // of keys_
};

} // namespace ledger
