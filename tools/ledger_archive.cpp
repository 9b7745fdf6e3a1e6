#include "tools/ledger_archive.hpp"

#include "ledger/chain/record.hpp"
#include "ledger/store/table_trial.hpp"
#include "ledger/verify/verify_state.hpp"
#include "tools/input.hpp"

namespace ledger::tools {

Result<LedgerArchive> LedgerArchive::open(const Context& context) {
  const auto client = context.connect();
  if (client) return LedgerArchive(context, nullptr);
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
  return LedgerArchive(context, std::move(store));
}

Status LedgerArchive::scan_policies(const RecordVisitor& visit) const {
  if (store_ != nullptr) {
    LEDGER_ASSIGN(const TreeSize size, store_->size());
    return store_->scan(Sequence(), size, visit);
  }
  const auto ask = [](RequestMessage& request, std::uint64_t from) {
    request->initPolicies().setFrom(from);
  };
  return read_from_daemon(std::nullopt, ask, visit);
}

Status LedgerArchive::read_from_daemon(std::optional<TreeSize> end, const AskForPage& ask,
                                       const RecordVisitor& visit) const {
  LEDGER_ASSIGN(Client client, context_->connect());
  return read_pages(
      client, [this] { return context_->deadline(); }, end, ask, visit);
}

Status LedgerArchive::scan_selected(const std::string& projection, TreeSize size,
                                    const RecordVisitor& visit) const {
  const auto ask = [&](RequestMessage& request, std::uint64_t from) {
    auto query = request->initSelected();
    query.setProjection(projection);
    query.setFrom(from);
    query.setKnownAt(size.get());
  };
  return read_from_daemon(size, ask, visit);
}

Result<std::vector<PublishedPolicy>> LedgerArchive::policies(std::optional<TreeSize> size) const {
  std::vector<PublishedPolicy> all;
  LEDGER_TRY(scan_policies([&](Sequence sequence, ByteView record) -> Status {
    if (size && !contains(*size, sequence)) return {};
    return add_publication(record, all);
  }));
  return all;
}

Result<TreeSize> LedgerArchive::size() const {
  if (store_ != nullptr) return store_->size();
  RequestMessage request;
  request->initRead().setLimit(1);
  LEDGER_ASSIGN(const Reply reply, context_->ask(request, Effect::kReads, wire::Reply::RECORDS));
  return TreeSize(reply->getRecords().getSize());
}

Result<Bytes> LedgerArchive::record(Sequence sequence) const {
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

Status LedgerArchive::scan(Sequence from, TreeSize to, const RecordVisitor& visit) const {
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

Result<LedgerHead> LedgerArchive::head(std::optional<TreeSize> size) {
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

Result<Bytes> LedgerArchive::stored_text(const DocumentHash& hash) const {
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

Result<PolicyTimes> LedgerArchive::times(std::span<const Fact> house) {
  return policy_times(house, [this](const DocumentHash& hash) { return text(hash); });
}

Result<Bytes> LedgerArchive::text(const DocumentHash& hash) {
  LEDGER_ASSIGN(Bytes bytes, stored_text(hash));
  if (sha256_as<DocumentHash>({ByteView(bytes)}) == hash) return bytes;
  return fail(Errc::kChanged, "the text is not the one that was published",
              "document " + to_hex(hash.view()), "auditledger verify says what else was changed");
}

} // namespace ledger::tools
