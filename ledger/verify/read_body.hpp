// What verification takes out of a body, beside the proof that it is one canonical message.
#pragma once

#include "ledger/chain/verify.hpp"
#include "ledger/crypto/sign.hpp"

#include <string>
#include <unordered_map>
#include <vector>

namespace ledger {

// What a record says about the keys that sign this ledger.
struct KeyStatement {
  enum class Kind : std::uint8_t { kOpened, kAnnounced, kRetired };
  Kind kind = Kind::kOpened;
  Sequence at;
  PublicKey key;
  std::string origin;    // kOpened: the name that the key signs by
  TreeSize closing_size; // kRetired: of the last checkpoint that the key signs
};

// A document that a record names by its hash.
struct DocumentMention {
  Sequence first;        // that names it
  bool required = false; // a policy, which was stored before the record was
};

// Collects over the bodies of one run. One thread at a time.
class BodyNotes {
 public:
  // kMalformed as StoredBody::parse says, and for a control record that lacks what it must state.
  [[nodiscard]] Result<BodyFacts> read(const RecordHeader& header, ByteView body);

  std::vector<KeyStatement> keys;
  std::unordered_map<DocumentHash, DocumentMention, TailHash<DocumentHash>> documents;

 private:
  void mention(const DocumentHash& hash, Sequence record, bool required);

  DocumentHash last_policy_; // nearly every record names the same one
};

// "type use.batch, recorded 2026-03-02T08:00:00.000000Z, source crm": no personal data, and never
// an error; what cannot be read is left out.
[[nodiscard]] std::string describe_record(ByteView record);

} // namespace ledger
