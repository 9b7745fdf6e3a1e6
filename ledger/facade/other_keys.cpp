#include "ledger/facade/other_keys.hpp"

namespace ledger {

OtherKeys::OtherKeys(const Keyring& keyring, const SubjectId& subject, const KeyId& own) {
  for (const KeyName& name : keyring.plan_for(subject, {}).keys) {
    if (name.key_id == own || !keyring.is_live(subject, name.key_class, name.incarnation)) continue;
    if (auto key = keyring.key(name.key_id)) keys_.push_back(std::move(*key));
  }
  for (const auto& key : keys_)
    views_.push_back(key.view());
}

} // namespace ledger
