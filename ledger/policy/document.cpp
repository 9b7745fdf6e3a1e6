#include "ledger/policy/document.hpp"

#include "ledger/policy/read_sections.hpp"
#include "ledger/policy/resolve.hpp"
#include "ledger/policy/slug.hpp"
#include "ledger/policy/zone.hpp"

#include <algorithm>

namespace ledger {
namespace policy {

std::string_view Labels::in(std::string_view language) const {
  const auto at = std::find_if(texts.begin(), texts.end(),
                               [language](const auto& each) { return each.first == language; });
  if (at != texts.end()) return at->second;
  return texts.empty() ? std::string_view() : std::string_view(texts.front().second);
}

bool Labels::has(std::string_view language) const {
  return std::any_of(texts.begin(), texts.end(),
                     [language](const auto& each) { return each.first == language; });
}

bool Activity::serves(std::string_view relation) const {
  return relations.empty() ||
         std::find(relations.begin(), relations.end(), relation) != relations.end();
}

} // namespace policy

bool Policy::in_force_at(Timestamp time) const {
  return effective_from() <= time && (!effective_to() || time < *effective_to());
}

const policy::Activity* Policy::activity(std::string_view id) const {
  return contents_->activities.find(id);
}
const policy::Relation* Policy::relation(std::string_view id) const {
  return contents_->relations.find(id);
}
const policy::Category* Policy::category(std::string_view id) const {
  return contents_->categories.find(id);
}
const policy::Item* Policy::purpose(std::string_view id) const {
  return contents_->purposes.find(id);
}
const policy::RetentionRule* Policy::retention(std::string_view id) const {
  return contents_->retention.find(id);
}
const policy::RecipientCategory* Policy::recipient_category(std::string_view id) const {
  return contents_->recipient_categories.find(id);
}
const policy::Recipient* Policy::recipient(std::string_view id) const {
  return contents_->recipients.find(id);
}
const policy::Mechanism* Policy::mechanism(std::string_view id) const {
  return contents_->mechanisms.find(id);
}
const policy::RightRule* Policy::right(std::string_view id) const {
  return contents_->rights.find(id);
}
const policy::ConsentRule* Policy::consent(std::string_view id) const {
  return contents_->consents.find(id);
}
const policy::Clause* Policy::clause(std::string_view id) const {
  return contents_->clauses.find(id);
}

std::string_view Policy::retention_class_of(std::string_view activity_id) const {
  const policy::Activity* found = activity(activity_id);
  const policy::RetentionRule* rule = found == nullptr ? nullptr : retention(found->retention);
  return rule == nullptr ? kUnclassified : std::string_view(rule->key_class);
}

namespace {

using ContentsPtr = std::shared_ptr<const policy::Contents>;
using Check = void (*)(const policy::Contents&, policy::Problems&);

// `further` is asked whatever else was found, so that one round of editing is enough.
tl::expected<ContentsPtr, std::vector<Error>> read_document(ByteView document, Check further) {
  auto root = policy::parse_toml(as_text(document));
  if (!root) return tl::unexpected(std::vector<Error>{std::move(root).error()});
  auto contents = std::make_shared<policy::Contents>();
  policy::Reading reading;
  policy::TableReader reader(*root, {}, reading);
  policy::read(reader, *contents);
  reader.finish();
  policy::resolve(reading, *contents);
  if (further != nullptr) further(*contents, reading.problems);
  if (!reading.problems.none()) return tl::unexpected(reading.problems.take());
  return contents;
}

void check_time_zone(const policy::Contents& contents, policy::Problems& problems) {
  const std::string& zone = contents.calendar.time_zone;
  if (policy::Zone::find(zone) || problems.full()) return;
  const std::vector<std::string> names = policy::Zone::names();
  const std::vector<std::string_view> known(names.begin(), names.end());
  problems.add("this machine knows no time zone " + policy::in_quotes(zone),
               contents.calendar.time_zone_place, "calendar.time_zone",
               known.empty() ? "install the package tzdata" : policy::advice(zone, known));
}

} // namespace

tl::expected<Policy, std::vector<Error>> parse_policy(ByteView document) {
  auto contents = read_document(document, nullptr);
  if (!contents) return tl::unexpected(std::move(contents).error());
  return Policy(sha256_as<DocumentHash>({document}), *std::move(contents));
}

tl::expected<Policy, std::vector<Error>> parse_new_policy(ByteView document) {
  auto contents = read_document(document, check_time_zone);
  if (!contents) return tl::unexpected(std::move(contents).error());
  return Policy(sha256_as<DocumentHash>({document}), *std::move(contents));
}

} // namespace ledger
