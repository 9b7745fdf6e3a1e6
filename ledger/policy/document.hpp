// A policy: the privacy statement as data, read from one TOML document (schemas/policies).
#pragma once

#include "ledger/base/result.hpp"
#include "ledger/crypto/digest.hpp"
#include "ledger/policy/sections.hpp"

#include <memory>
#include <string_view>
#include <vector>

namespace ledger {

// Immutable; copies share their contents; any thread. Pointers and views handed out live as long as
// any copy of the policy.
class Policy {
 public:
  // The key class of what no rule of the policy places.
  static constexpr std::string_view kUnclassified = "unclassified";

  // SHA-256 of the exact bytes of the document: the version id that records name.
  [[nodiscard]] const DocumentHash& id() const { return id_; }
  [[nodiscard]] const policy::Contents& contents() const { return *contents_; }

  [[nodiscard]] std::string_view version() const { return contents_->version; }
  [[nodiscard]] Timestamp effective_from() const { return contents_->effective_from; }
  [[nodiscard]] std::optional<Timestamp> effective_to() const { return contents_->effective_to; }
  [[nodiscard]] bool in_force_at(Timestamp time) const;

  // By slug; nullptr when the policy does not know it.
  [[nodiscard]] const policy::Activity* activity(std::string_view id) const;
  [[nodiscard]] const policy::Relation* relation(std::string_view id) const;
  [[nodiscard]] const policy::Category* category(std::string_view id) const;
  [[nodiscard]] const policy::Item* purpose(std::string_view id) const;
  [[nodiscard]] const policy::RetentionRule* retention(std::string_view id) const;
  [[nodiscard]] const policy::RecipientCategory* recipient_category(std::string_view id) const;
  [[nodiscard]] const policy::Recipient* recipient(std::string_view id) const;
  [[nodiscard]] const policy::Mechanism* mechanism(std::string_view id) const;
  [[nodiscard]] const policy::RightRule* right(std::string_view id) const;
  [[nodiscard]] const policy::ConsentRule* consent(std::string_view id) const;
  [[nodiscard]] const policy::Clause* clause(std::string_view id) const;

  // The key class that seals what an activity records; kUnclassified for an unknown activity and
  // for one without a retention rule.
  [[nodiscard]] std::string_view retention_class_of(std::string_view activity) const;

 private:
  friend tl::expected<Policy, std::vector<Error>> parse_policy(ByteView document);
  friend tl::expected<Policy, std::vector<Error>> parse_new_policy(ByteView document);
  Policy(const DocumentHash& id, std::shared_ptr<const policy::Contents> contents)
      : id_(id), contents_(std::move(contents)) {}

  DocumentHash id_;
  std::shared_ptr<const policy::Contents> contents_;
};

// Reads a document of at most limits::kDocumentBytes. On failure: every error that was found, in
// the order of the document's sections, at most 50, each with line, column and field: kTooLarge,
// kMalformed (not TOML) or kInvalidField (a wrong, unknown, missing, doubled or dangling entry).
[[nodiscard]] tl::expected<Policy, std::vector<Error>> parse_policy(ByteView document);
// The same for a document that is about to be published, which must also make sense on this
// machine: a time zone that its database does not know is a kInvalidField too. What was published
// once is read without asking, so that no machine and no tzdata makes a ledger unreadable.
[[nodiscard]] tl::expected<Policy, std::vector<Error>> parse_new_policy(ByteView document);

} // namespace ledger
