#include "ledger/facade/other_keys.hpp"

namespace ledger {

OtherKeys::OtherKeys(const Keyring& keyring, const SubjectId& subject, const KeyId& own)
    : keys_(keyring.live_keys(subject)) {
  for (const SealingKey& key : keys_)
    if (key.key_id != own) views_.push_back({key.key_class, key.incarnation, key.key.view()});
}

} // namespace ledger
