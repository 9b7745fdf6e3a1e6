#include "ledger/facade/signing_keys.hpp"

#include "ledger/chain/record.hpp"
#include "ledger/event/body.hpp"
#include "ledger/store/store.hpp"

#include <algorithm>
#include <kj/exception.h>

namespace ledger {
namespace {

constexpr std::string_view kFamily = "signing-keys";
constexpr std::size_t kValueBytes = 1 + 8 + PublicKey::kSize;

Result<PublicKey> key_in(Sequence sequence, capnp::Data::Reader data) {
  if (data.size() == PublicKey::kSize)
    return PublicKey(ByteView(data.begin(), data.size()).first<PublicKey::kSize>());
  return fail(Errc::kDamaged, "a record about a signing key holds none",
              "record " + std::to_string(sequence.get()), "auditledger verify --state");
}

bool is_about_keys(wire::EventType type) {
  return type == wire::EventType::LEDGER_OPENED || type == wire::EventType::LEDGER_KEY_ANNOUNCED ||
         type == wire::EventType::LEDGER_KEY_RETIRED;
}

} // namespace

// Kind, closing size (0: none), key.
Bytes SigningKeys::encode(const Statement& statement) {
  Bytes value;
  append_be(value, static_cast<std::uint64_t>(statement.kind), 1);
  append_be(value, statement.closing.value_or(TreeSize()).get(), 8);
  const auto key = statement.key.view();
  value.insert(value.end(), key.begin(), key.end());
  return value;
}

Status SigningKeys::load(TreeSize size) {
  LEDGER_TRY(store_.each_derived(kFamily, [this](ByteView key, ByteView value) -> Status {
    if (key.size() != 8 || value.size() != kValueBytes)
      return fail(Errc::kDamaged, "the list of signing keys is not readable",
                  "derived family signing-keys", "restore the database from a good copy");
    Statement statement;
    statement.at = Sequence(get_be(key.data(), 8));
    statement.kind = static_cast<Kind>(get_be(value.data(), 1));
    if (const std::uint64_t closing = get_be(&value[1], 8); closing > 0)
      statement.closing = TreeSize(closing);
    statement.key = PublicKey(value.last<PublicKey::kSize>());
    add(statement);
    return {};
  }));
  persisted_ = statements_.size();
  if (!statements_.empty()) return {};
  // A database that was made anew from its records has lost what is derived.
  try {
    return store_.scan(Sequence(), size, [this](Sequence sequence, ByteView record) -> Status {
      LEDGER_ASSIGN(const RecordHeader header, parse_header(record));
      if ((header.flags & kControlRecord) == 0) return {};
      LEDGER_ASSIGN(const StoredBody body, StoredBody::parse(body_of(record)));
      return note(sequence, body.event());
    });
  } catch (const kj::Exception&) {
    return fail(Errc::kDamaged, "a stored record cannot be decoded", "the ledger's own records",
                "auditledger verify --state");
  }
}

Status SigningKeys::note(Sequence sequence, wire::Event::Reader event) {
  if (!is_about_keys(event.getType())) return {};
  const auto control = event.getControl();
  Statement statement;
  statement.at = sequence;
  statement.kind = control.isKeyRetired() ? Kind::kRetired : Kind::kAnnounced;
  if (control.isOpened()) {
    LEDGER_ASSIGN(statement.key, key_in(sequence, control.getOpened().getVerifierKey()));
  } else if (control.isKeyAnnounced()) {
    LEDGER_ASSIGN(statement.key, key_in(sequence, control.getKeyAnnounced().getVerifierKey()));
  } else {
    LEDGER_ASSIGN(statement.key, key_in(sequence, control.getKeyRetired().getVerifierKey()));
    const std::uint64_t stated = control.getKeyRetired().getClosingSize();
    statement.closing = stated > 0 ? TreeSize(stated) : size_after(sequence);
  }
  add(statement);
  return {};
}

void SigningKeys::announced(const PublicKey& key, Sequence sequence) {
  add({sequence, Kind::kAnnounced, key, std::nullopt});
}

void SigningKeys::retired(const PublicKey& key, Sequence sequence) {
  add({sequence, Kind::kRetired, key, size_after(sequence)});
}

void SigningKeys::add(const Statement& statement) {
  const std::lock_guard lock(mutex_);
  if (!statements_.empty() && statements_.back().at >= statement.at) return;
  add_term(statement);
  statements_.push_back(statement);
}

// Under mutex_. As a verifier reads them: the first statement of each kind about a key counts.
void SigningKeys::add_term(const Statement& statement) {
  const auto known = std::ranges::find_if(
      terms_, [&](const SigningTerm& term) { return term.key == statement.key; });
  if (statement.kind == Kind::kRetired) {
    if (known != terms_.end() && !known->closing) known->closing = statement.closing;
    return;
  }
  if (known != terms_.end()) return;
  SigningTerm term;
  term.key = statement.key;
  term.from = statement.at;
  terms_.push_back(term);
}

Status SigningKeys::persist(TreeSize size) {
  Store::Changes changes;
  std::size_t upto = persisted_;
  {
    const std::lock_guard lock(mutex_);
    for (; upto < statements_.size() && contains(size, statements_[upto].at); ++upto) {
      Bytes key;
      append_be(key, statements_[upto].at.get(), 8);
      changes.emplace_back(std::move(key), encode(statements_[upto]));
    }
  }
  if (changes.empty()) return {};
  LEDGER_TRY(store_.write_derived(kFamily, changes));
  LEDGER_TRY(store_.flush_derived());
  persisted_ = upto;
  return {};
}

std::vector<SigningTerm> SigningKeys::all() const {
  const std::lock_guard lock(mutex_);
  return terms_;
}

std::vector<PublicKey> SigningKeys::signers_at(TreeSize size) const {
  const std::lock_guard lock(mutex_);
  std::vector<PublicKey> signers;
  for (const SigningTerm& term : terms_)
    if (contains(size, term.from) && (!term.closing || size <= *term.closing))
      signers.push_back(term.key);
  return signers;
}

std::vector<PublicKey> SigningKeys::unretired_at(TreeSize size) const {
  const std::lock_guard lock(mutex_);
  std::vector<PublicKey> keys;
  for (const SigningTerm& term : terms_)
    if (contains(size, term.from) && !term.closing) keys.push_back(term.key);
  return keys;
}

std::optional<TreeSize> SigningKeys::next_closing(TreeSize above, TreeSize upto) const {
  const std::lock_guard lock(mutex_);
  std::optional<TreeSize> next;
  for (const SigningTerm& term : terms_)
    if (term.closing && *term.closing > above && *term.closing <= upto &&
        (!next || *term.closing < *next))
      next = term.closing;
  return next;
}

} // namespace ledger
