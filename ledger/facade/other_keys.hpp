// The keys that a rectification is tagged under besides its own.
#pragma once

#include "ledger/keyring/keyring.hpp"

namespace ledger {

// One person's live keys of all classes but one. What was put right may be used under any of them,
// and a tag is compared under one key only. The copies wipe themselves. One thread.
class OtherKeys {
 public:
  OtherKeys(const Keyring& keyring, const SubjectId& subject, const KeyId& own);
  // As long as this is not moved.
  [[nodiscard]] std::span<const KeyView> views() const { return views_; }

 private:
  std::vector<Secret32<struct SubjectKeyTag>> keys_;
  std::vector<KeyView> views_; // of keys_
};

} // namespace ledger
