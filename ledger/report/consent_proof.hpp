// The proof of one person's consent to one activity (GDPR art. 7(1)): what was said and when, which
// text was shown, which notice came before, how it can be taken back (art. 7(3)), and the records
// that show it. From what is in the clear, so that it outlives the erasure of the person.
#pragma once

#include "ledger/findings/person_case.hpp"

#include <optional>
#include <string>
#include <vector>

namespace ledger {

// A text that an event names. `text` is empty when only the hash is known any more.
struct ShownText {
  wire::DocumentKind kind = wire::DocumentKind::UNSTATED;
  DocumentHash hash;
  std::string text;
  std::string language; // of the policy's wordings; empty when the text is none of them
};

struct NoticeBefore {
  Sequence by;
  Timestamp at;
  wire::NoticeKind kind = wire::NoticeKind::UNSTATED;
  std::vector<ShownText> texts;
};

// One step in the history of a consent.
struct ConsentStep {
  Sequence by;
  Timestamp at; // when it happened
  Timestamp recorded_at;
  wire::EventType type = wire::EventType::UNSTATED;
  std::string source; // who posted it
  wire::ConsentMethod method = wire::ConsentMethod::UNSTATED;
  wire::ConsentMethod withdrawal = wire::ConsentMethod::UNSTATED; // of a withdrawal: by which way
  wire::ExpressedBy expressed_by = wire::ExpressedBy::UNSTATED;
  std::optional<Timestamp> valid_until;
  bool bundled = false; // the same act named other activities too
  std::vector<ShownText> texts;
  std::optional<NoticeBefore> notice;                      // the last one before a consent
  ConsentStanding standing_after = ConsentStanding::kNone; // just after it
};

struct ConsentProof {
  SubjectId subject;
  std::string activity;
  Timestamp as_of;
  ConsentStanding standing = ConsentStanding::kNone; // then
  std::optional<Sequence> rests_on;                  // the last word on it
  std::vector<ConsentStep> steps;                    // in the order of what happened
  // By the policy of that time; empty when none was in force or it asks no consent for this.
  std::string rule; // the id of the policy's consent
  std::vector<std::string> withdrawal_ways;
  bool double_opt_in = false;
  std::string validity;           // ISO 8601
  std::vector<Sequence> evidence; // steps and notices, ascending
};

// `document` gives the kept texts; whatever error it gives, the text stays empty: the hash in the
// record is the evidence. Throws kj::Exception on facts that are not ours.
[[nodiscard]] ConsentProof consent_proof(const PersonCase& person, std::string_view activity,
                                         Timestamp as_of, const DocumentSource& document);

// "valid", "withdrawn" ...
[[nodiscard]] std::string_view word_of(ConsentStanding standing);

} // namespace ledger
