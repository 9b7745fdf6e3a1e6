#include "tools/policy_archive.hpp"

#include "ledger/base/limits.hpp"
#include "ledger/chain/record.hpp"
#include "ledger/event/body.hpp"
#include "ledger/store/table_trial.hpp"
#include "ledger/verify/verify_state.hpp"
#include "tools/input.hpp"

#include <algorithm>
#include <filesystem>
#include <functional>

namespace ledger::tools {
namespace {

constexpr std::size_t kLeastHashDigits = 4;

std::optional<DocumentHash> policy_of(wire::Clear::Reader clear) {
  for (const auto document : clear.getDocuments()) {
    const auto hash = document.getHash();
    if (document.getKind() == wire::DocumentKind::POLICY && hash.size() == DocumentHash::kSize)
      return DocumentHash(ByteView(hash.begin(), hash.size()).first<DocumentHash::kSize>());
  }
  return std::nullopt;
}

PublishedPolicy publication_of(const RecordHeader& header, wire::Event::Reader event,
                               const DocumentHash& hash) {
  const auto clear = event.getClear();
  PublishedPolicy found;
  found.when.record = header.sequence;
  found.when.effective_from = Timestamp(clear.getEffectiveFrom());
  if (clear.getEffectiveTo() != 0) found.when.effective_to = Timestamp(clear.getEffectiveTo());
  found.recorded_at = header.recorded_at;
  found.source = event.getSource().cStr();
  found.hash = hash;
  return found;
}

// A text is retired in all its publications, from the earliest end on.
void retire(std::vector<PublishedPolicy>& all, const DocumentHash& hash, Timestamp end) {
  for (PublishedPolicy& each : all)
    if (each.hash == hash && (!each.when.effective_to || end < *each.when.effective_to))
      each.when.effective_to = end;
}

// What the record says about policies; no effect when it is about something else.
Status note(std::vector<PublishedPolicy>& all, ByteView record) {
  LEDGER_ASSIGN(const RecordHeader header, parse_header(record));
  LEDGER_ASSIGN(const StoredBody body, StoredBody::parse_any_form(body_of(record)));
  const auto event = body.event();
  const bool published = event.getType() == wire::EventType::POLICY_PUBLISHED;
  if (!published && event.getType() != wire::EventType::POLICY_RETIRED) return {};
  const auto hash = policy_of(event.getClear());
  if (published && !hash)
    return fail(Errc::kDamaged, "a published policy names no document",
                "record " + std::to_string(header.sequence.get()), "auditledger verify");
  if (published)
    all.push_back(publication_of(header, event, *hash));
  else if (hash)
    retire(all, *hash, Timestamp(event.getClear().getEffectiveTo()));
  return {};
}

bool is_digits(const std::string& text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

bool may_be_hash(const std::string& text) {
  const auto is_hex = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); };
  return text.size() >= kLeastHashDigits && text.size() <= 2 * DocumentHash::kSize &&
         std::all_of(text.begin(), text.end(), is_hex);
}

// Page after page, each asked for from where the one before ended.
Status each_page(const Context& context,
                 const std::function<void(RequestMessage& request, std::uint64_t from)>& ask,
                 const RecordVisitor& visit) {
  LEDGER_ASSIGN(Client client, context.connect());
  for (std::uint64_t from = 0;;) {
    RequestMessage request;
    ask(request, from);
    LEDGER_ASSIGN(Reply answer, client.call(request, Effect::kReads, context.deadline()));
    LEDGER_ASSIGN(const Reply reply, expect(std::move(answer), wire::Reply::RECORDS));
    const auto page = reply->getRecords();
    for (const auto stored : page.getRecords()) {
      const auto bytes = stored.getBytes();
      LEDGER_TRY(visit(Sequence(stored.getSequence()), {bytes.begin(), bytes.size()}));
    }
    if (page.getNext() >= page.getSize() || page.getNext() <= from) return {};
    from = page.getNext();
  }
}

} // namespace

Result<PolicyArchive> PolicyArchive::open(const Context& context) {
  const auto client = context.connect();
  if (client) return PolicyArchive(context, nullptr);
  const bool has_folder = context.options.socket.empty() && !context.options.state.empty();
  if (!has_folder || client.error().code() != Errc::kUnreachable) return fail(client.error());
  LEDGER_ASSIGN(const StateFolders folders, find_state(context.options.state));
  LEDGER_TRY(check_not_in_use(folders.ledger));
  LEDGER_TRY(try_tables(folders.ledger));
  StoreOptions options;
  options.directory = folders.ledger;
  options.mode = StoreMode::kReadOnly;
  LEDGER_ASSIGN(auto store, Store::open(options));
  say(context, "no daemon answers: read from the folder, whose records were not verified\n");
  return PolicyArchive(context, std::move(store));
}

Status PolicyArchive::scan_policies(const RecordVisitor& visit) const {
  if (store_ != nullptr) {
    LEDGER_ASSIGN(const TreeSize size, store_->size());
    return store_->scan(Sequence(), size, visit);
  }
  return each_page(
      *context_,
      [](RequestMessage& request, std::uint64_t from) { request->initPolicies().setFrom(from); },
      visit);
}

Status PolicyArchive::scan_selected(const std::string& projection, TreeSize size,
                                    const RecordVisitor& visit) const {
  const auto ask = [&](RequestMessage& request, std::uint64_t from) {
    auto query = request->initSelected();
    query.setProjection(projection);
    query.setFrom(from);
    query.setKnownAt(size.get());
  };
  return each_page(*context_, ask, visit);
}

Result<std::vector<PublishedPolicy>> PolicyArchive::all(std::optional<TreeSize> size) const {
  std::vector<PublishedPolicy> all;
  LEDGER_TRY(scan_policies([&](Sequence sequence, ByteView record) -> Status {
    if (size && !contains(*size, sequence)) return {};
    return note(all, record);
  }));
  return all;
}

Result<TreeSize> PolicyArchive::size() const {
  if (store_ != nullptr) return store_->size();
  RequestMessage request;
  request->initRead().setLimit(1);
  LEDGER_ASSIGN(const Reply reply, context_->ask(request, Effect::kReads, wire::Reply::RECORDS));
  return TreeSize(reply->getRecords().getSize());
}

Result<Bytes> PolicyArchive::record(Sequence sequence) const {
  if (store_ != nullptr) return store_->record(sequence);
  RequestMessage request;
  auto read = request->initRead();
  read.setFrom(sequence.get());
  read.setLimit(1);
  LEDGER_ASSIGN(const Reply reply, context_->ask(request, Effect::kReads, wire::Reply::RECORDS));
  const auto records = reply->getRecords().getRecords();
  if (records.size() == 0)
    return fail(Errc::kNotFound, "there is no such record",
                "record " + std::to_string(sequence.get()), "auditledger status");
  const auto bytes = records[0].getBytes();
  return Bytes(bytes.begin(), bytes.end());
}

Status PolicyArchive::scan(Sequence from, TreeSize to, const RecordVisitor& visit) const {
  if (store_ != nullptr) return store_->scan(from, to, visit);
  LEDGER_ASSIGN(Client client, context_->connect());
  for (std::uint64_t next = from.get(); next < to.get();) {
    RequestMessage request;
    request->initRead().setFrom(next);
    LEDGER_ASSIGN(Reply answer, client.call(request, Effect::kReads, context_->deadline()));
    LEDGER_ASSIGN(const Reply reply, expect(std::move(answer), wire::Reply::RECORDS));
    const auto page = reply->getRecords();
    for (const auto stored : page.getRecords()) {
      if (stored.getSequence() >= to.get()) return {};
      const auto bytes = stored.getBytes();
      LEDGER_TRY(visit(Sequence(stored.getSequence()), {bytes.begin(), bytes.size()}));
    }
    if (page.getNext() <= next) break;
    next = page.getNext();
  }
  return {};
}

Result<LedgerHead> PolicyArchive::head(std::optional<TreeSize> size) {
  LEDGER_ASSIGN(const TreeSize there, this->size());
  const TreeSize wanted = size.value_or(there);
  if (wanted.get() == 0 || wanted > there)
    return fail(Errc::kNotFound, "the ledger has not so many records",
                std::to_string(wanted.get()) + " of " + std::to_string(there.get()),
                "auditledger status says how many there are");
  LEDGER_ASSIGN(const Bytes last, record(Sequence(wanted.get() - 1)));
  LEDGER_ASSIGN(const RecordHeader header, parse_header(last));
  return LedgerHead{header.ledger_id, wanted, hash_leaf(last), header.recorded_at};
}

Result<Bytes> PolicyArchive::stored_text(const DocumentHash& hash) const {
  if (store_ == nullptr) {
    RequestMessage request;
    request->setDocument(as_data(hash.view()));
    LEDGER_ASSIGN(const Reply reply, context_->ask(request, Effect::kReads, wire::Reply::DOCUMENT));
    const auto bytes = reply->getDocument();
    return Bytes(bytes.begin(), bytes.end());
  }
  LEDGER_ASSIGN(auto document, store_->document(hash));
  if (document) return std::move(document->bytes);
  return fail(Errc::kNotFound, "the text of a published policy is not kept",
              "document " + to_hex(hash.view()), "auditledger verify");
}

Result<PolicyTimes> PolicyArchive::times(std::span<const Fact> house) {
  return policy_times(house, [this](const DocumentHash& hash) { return text(hash); });
}

Result<Bytes> PolicyArchive::text(const DocumentHash& hash) {
  LEDGER_ASSIGN(Bytes bytes, stored_text(hash));
  if (sha256_as<DocumentHash>({ByteView(bytes)}) == hash) return bytes;
  return fail(Errc::kChanged, "the text is not the one that was published",
              "document " + to_hex(hash.view()), "auditledger verify says what else was changed");
}

Result<PublishedPolicy> find_policy(const std::vector<PublishedPolicy>& all,
                                    const std::string& which) {
  if (is_digits(which))
    for (const PublishedPolicy& each : all)
      if (std::to_string(each.when.record.get()) == which) return each;
  // The same bytes published again are the same version: the last record of it is meant.
  const PublishedPolicy* found = nullptr;
  for (const PublishedPolicy& each : all) {
    if (!may_be_hash(which) || !to_hex(each.hash.view()).starts_with(which)) continue;
    if (found != nullptr && found->hash != each.hash)
      return fail(Errc::kUsage, "several policies have a hash that begins so", which,
                  "give more of its digits; auditledger policy list");
    found = &each;
  }
  if (found != nullptr) return *found;
  return fail(Errc::kNotFound, "no such policy was published", which,
              "give the number of its record, or its hash; auditledger policy list");
}

Result<PublishedPolicy> policy_in_force(const std::vector<PublishedPolicy>& all, Timestamp time) {
  std::vector<policy::Publication> publications;
  for (const PublishedPolicy& each : all)
    publications.push_back(each.when);
  if (const auto index = policy::in_force(publications, time)) return all[*index];
  return fail(Errc::kNotFound, "no policy is in force", to_rfc3339(time),
              "auditledger policy list says from when each one is");
}

Result<PolicyText> policy_text(const Context& context, const std::string& which) {
  std::error_code ignored;
  const bool is_file = !which.empty() && std::filesystem::is_regular_file(which, ignored);
  if (is_file || (!which.empty() && !is_digits(which) && !may_be_hash(which))) {
    LEDGER_ASSIGN(Bytes bytes, read_file(which, limits::kDocumentBytes));
    return PolicyText{std::move(bytes), which, std::nullopt};
  }
  LEDGER_ASSIGN(PolicyArchive archive, PolicyArchive::open(context));
  LEDGER_ASSIGN(const auto all, archive.all());
  LEDGER_ASSIGN(const PublishedPolicy found,
                which.empty() ? policy_in_force(all, now()) : find_policy(all, which));
  LEDGER_ASSIGN(Bytes bytes, archive.text(found.hash));
  return PolicyText{std::move(bytes), "record " + std::to_string(found.when.record.get()), found};
}

Result<Policy> read_policy(const PolicyText& text) {
  auto policy = parse_policy(text.bytes);
  if (policy) return *std::move(policy);
  const std::size_t others = policy.error().size() - 1;
  const Error first = policy.error().front().within(text.place);
  if (others == 0) return fail(first);
  return fail(first.code(), first.what() + " (and " + std::to_string(others) + " more)",
              first.where(), first.next() + "; auditledger policy check FILE lists all");
}

} // namespace ledger::tools
