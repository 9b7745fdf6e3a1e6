#include "ledger/verify/read_body.hpp"

#include "ledger/base/limits.hpp"
#include "ledger/event/body.hpp"
#include "ledger/event/taxonomy.hpp"

#include <kj/exception.h>

namespace ledger {
namespace {

tl::unexpected<Error> malformed(const char* what) {
  return fail(Errc::kMalformed, what, "body of the record",
              "auditledger verify names the first bad record");
}

template <class Fixed>
std::optional<Fixed> fixed_of(capnp::Data::Reader data) {
  if (data.size() != Fixed::kSize) return std::nullopt;
  return Fixed(ByteView(data.begin(), data.size()).first<Fixed::kSize>());
}

std::string text_of(capnp::Text::Reader text) {
  return {text.cStr(), text.size()};
}

struct Opened {
  OpeningClaim claim;
  KeyStatement statement;
};

Result<Opened> read_opening(Sequence at, wire::Control::Opened::Reader opened) {
  const auto key = fixed_of<PublicKey>(opened.getVerifierKey());
  const auto random = fixed_of<decltype(Genesis::random)>(opened.getRandom());
  if (!key || !random || opened.getHash() != wire::HashAlgorithm::SHA256 ||
      opened.getFormatVersion() != kFormatVersion)
    return malformed("the opening of the ledger is not complete");
  Genesis genesis;
  genesis.origin = text_of(opened.getOrigin());
  genesis.verifier_key = *key;
  genesis.random = *random;

  Opened result;
  result.claim.id = ledger_id_of(genesis);
  if (opened.hasPreviousLedger()) {
    result.claim.previous = fixed_of<LedgerId>(opened.getPreviousLedger());
    if (!result.claim.previous) return malformed("the ledger before is not named properly");
  }
  result.statement = {KeyStatement::Kind::kOpened, at, *key, genesis.origin, TreeSize()};
  return result;
}

Result<KeyStatement> read_key(KeyStatement::Kind kind, Sequence at,
                              wire::Control::SigningKey::Reader stated) {
  const auto key = fixed_of<PublicKey>(stated.getVerifierKey());
  if (!key) return malformed("a signing key has not 32 bytes");
  // Unstated: the checkpoint directly over the retirement.
  const std::uint64_t closing = stated.getClosingSize();
  return KeyStatement{kind, at, *key, "", closing > 0 ? TreeSize(closing) : size_after(at)};
}

// Type, policy and clear part.
ContentHash shared_content(const StoredBody& stored, wire::Event::Reader event) {
  std::uint8_t numbers[10];
  put_be(numbers, static_cast<std::uint16_t>(event.getType()), 2);
  put_be(numbers + 2, event.getPolicySequence(), 8);
  const auto policy = event.getPolicyHash();
  return sha256_as<ContentHash>({numbers, ByteView(policy.begin(), policy.size()),
                                 hash_clear(stored.clear_message()).view()});
}

// FORMAT.md section 3, "Batch use", as far as one part shows it.
Result<BatchPart> read_part(const StoredBody& stored, wire::Event::Reader event) {
  BatchPart part;
  part.index = event.getPartIndex();
  part.count = event.getPartCount();
  const bool batch = event.getType() == wire::EventType::USE_BATCH;
  if (!batch && part.count > 0 && type_info(event.getType()) != nullptr)
    return malformed("only a batch use is stored in parts");
  if (batch && part.count == 0) return malformed("a batch use without the count of its parts");
  if (part.count == 0) return part;

  const std::size_t people = event.getSubjectIds().size() / SubjectId::kSize;
  const bool last = part.index + 1 >= part.count;
  if (people == 0 || people > limits::kSubjectsPerPart ||
      (!last && people < limits::kSubjectsPerPart))
    return malformed("a part of a batch use names too few people or too many");
  const auto boxes = event.getBoxes();
  if (boxes.size() > (part.index == 0 ? 1u : 0u) ||
      (boxes.size() == 1 && boxes[0].getSubjectIndex() != 0))
    return malformed("a batch use holds no box but one, in its first part");
  part.event_id = stored.event_id();
  part.source = stored.source();
  part.content = shared_content(stored, event);
  return part;
}

// A record is the ledger's own statement, or what somebody posted.
Status check_author(const RecordHeader& header, wire::Event::Reader event) {
  const bool own = !event.hasSource();
  if (own != ((header.flags & kControlRecord) != 0))
    return malformed("the flag of the ledger's own records does not fit the source");
  if (own != event.hasControl() || own == event.hasClear())
    return malformed("a posted event has a clear part, the ledger's own a statement");
  if (own && (event.hasSubjectIds() || event.hasBoxes()))
    return malformed("a record of the ledger's own concerns a person");
  return {};
}

} // namespace

void BodyNotes::mention(const DocumentHash& hash, Sequence record, bool required) {
  auto& mention = documents.try_emplace(hash, DocumentMention{record, false}).first->second;
  if (!required || mention.required) return;
  mention = {record, true};
}

Result<BodyFacts> BodyNotes::read(const RecordHeader& header, ByteView body) {
  LEDGER_ASSIGN(const StoredBody stored, StoredBody::parse(body));
  BodyFacts facts;
  try {
    const auto event = stored.event();
    LEDGER_TRY(check_author(header, event));
    LEDGER_ASSIGN(facts.part, read_part(stored, event));
    if (event.hasPolicyHash()) {
      const auto policy = fixed_of<DocumentHash>(event.getPolicyHash());
      if (!policy) return malformed("the hash of the policy has not 32 bytes");
      if (*policy != last_policy_) mention(*policy, header.sequence, true);
      last_policy_ = *policy;
    }
    if (event.hasClear() && event.getClear().hasDocuments()) {
      const bool required = event.getType() == wire::EventType::POLICY_PUBLISHED;
      for (const auto document : event.getClear().getDocuments()) {
        const auto hash = fixed_of<DocumentHash>(document.getHash());
        if (!hash) return malformed("the hash of a document has not 32 bytes");
        mention(*hash, header.sequence,
                required && document.getKind() == wire::DocumentKind::POLICY);
      }
    }
    if (!event.hasControl()) return facts;
    const auto control = event.getControl();
    if (control.isOpened()) {
      LEDGER_ASSIGN(Opened opened, read_opening(header.sequence, control.getOpened()));
      facts.opening = opened.claim;
      keys.push_back(std::move(opened.statement));
    } else if (control.isKeyAnnounced()) {
      LEDGER_ASSIGN(auto announced, read_key(KeyStatement::Kind::kAnnounced, header.sequence,
                                             control.getKeyAnnounced()));
      keys.push_back(std::move(announced));
    } else if (control.isKeyRetired()) {
      LEDGER_ASSIGN(auto retired, read_key(KeyStatement::Kind::kRetired, header.sequence,
                                           control.getKeyRetired()));
      keys.push_back(std::move(retired));
    }
  } catch (const kj::Exception&) {
    return malformed("a field of the body points outside of it");
  }
  return facts;
}

std::string describe_record(ByteView record) {
  const auto header = parse_header(record);
  if (!header) return "not readable as a record";
  const std::string time = "recorded " + to_rfc3339(header->recorded_at);
  try {
    const auto body = StoredBody::parse(body_of(record));
    if (!body) return time + ", body not readable";
    const std::string source = body->source();
    return "type " + type_name(body->event().getType()) + ", " + time +
           (source.empty() ? ", by the ledger itself" : ", source " + source);
  } catch (const kj::Exception&) {
    return time + ", body not readable";
  }
}

} // namespace ledger
