#include "ledger/crypto/openssl.hpp"

#include <stdexcept>

namespace ledger::openssl {

void broken() {
  throw std::runtime_error("OpenSSL failed on valid arguments: no memory, or no provider");
}

} // namespace ledger::openssl
