#include "ledger/verify/signers.hpp"

#include <algorithm>

namespace ledger {

std::optional<VerifierKey> Signers::first_key() const {
  if (keys_.empty()) return std::nullopt;
  return keys_.front().key;
}

Status Signers::add(const KeyStatement& statement) {
  const bool opens = statement.kind == KeyStatement::Kind::kOpened;
  if (opens) {
    origin_ = statement.origin;
    origins_.push_back(origin_);
    openings_.push_back(statement.at);
  }
  LEDGER_ASSIGN(VerifierKey verifier, make_verifier_key(origin_, statement.key));
  const auto known =
      std::find_if(keys_.begin(), keys_.end(), [&](const Key& key) { return key.key == verifier; });
  if (statement.kind == KeyStatement::Kind::kRetired) {
    if (!contains(statement.closing_size, statement.at))
      return fail(Errc::kMalformed, "the closing checkpoint of a key does not cover its retirement",
                  "record " + std::to_string(statement.at.get()), "");
    if (known != keys_.end() && !known->closing) known->closing = statement.closing_size;
    return {};
  }
  if (known != keys_.end()) return {};
  Key key;
  key.trusted = trusted_ && trusted_->key == verifier.key;
  key.established = opens || key.trusted;
  key.since = statement.at;
  key.generation = openings_.size();
  key.key = std::move(verifier);
  keys_.push_back(std::move(key));
  return {};
}

// Those that the records put in force at this size, whether or not they count yet.
std::vector<std::size_t> Signers::named_at(TreeSize size) const {
  std::vector<std::size_t> named;
  for (std::size_t i = 0; i < keys_.size(); ++i) {
    const Key& key = keys_[i];
    if (contains(size, key.since) && (!key.closing || size <= *key.closing)) named.push_back(i);
  }
  return named;
}

// The keys of a generation that was left behind are not asked.
bool Signers::all_signed(TreeSize size, const std::vector<std::size_t>& named,
                         const std::vector<std::size_t>& signers) const {
  const auto generation = static_cast<std::size_t>(std::count_if(
      openings_.begin(), openings_.end(), [&](Sequence at) { return contains(size, at); }));
  return std::all_of(named.begin(), named.end(), [&](std::size_t i) {
    return keys_[i].generation != generation ||
           std::find(signers.begin(), signers.end(), i) != signers.end();
  });
}

Result<JudgedCheckpoint> Signers::check(std::string_view note,
                                        const std::vector<std::size_t>& candidates,
                                        std::vector<std::size_t>& signers) const {
  std::vector<VerifierKey> known;
  known.reserve(candidates.size() + 1);
  for (const std::size_t i : candidates)
    known.push_back(keys_[i].key);
  // A key that was brought and that the ledger does not name counts too: its own, or nobody's yet.
  const auto is_trusted = [&](const Key& key) { return trusted_ && key.key == *trusted_; };
  const bool extra = trusted_ && std::none_of(keys_.begin(), keys_.end(), is_trusted);
  if (extra) known.push_back(*trusted_);

  LEDGER_ASSIGN(const Note parsed, parse_note(note));
  LEDGER_ASSIGN(const auto positions, verify_note(parsed, known));
  JudgedCheckpoint judged;
  LEDGER_ASSIGN(judged.checkpoint, parse_checkpoint(parsed.text));
  if (std::find(origins_.begin(), origins_.end(), judged.checkpoint.origin) == origins_.end())
    return fail(Errc::kForeign, "the checkpoint belongs to another ledger",
                "checkpoint of " + judged.checkpoint.origin,
                "check which ledger it was taken from");
  for (const std::size_t position : positions) {
    if (position == candidates.size()) {
      judged.trusted = true;
    } else {
      signers.push_back(candidates[position]);
      judged.trusted = judged.trusted || keys_[candidates[position]].trusted;
    }
  }
  return judged;
}

Result<JudgedCheckpoint> Signers::judge(std::string_view note, TreeSize size) {
  const std::vector<std::size_t> named = named_at(size);
  std::vector<std::size_t> signers;
  auto checked = check(note, named, signers);
  if (!checked && checked.error().code() == Errc::kWrongSigner)
    return fail(Errc::kWrongSigner, "a checkpoint is signed by a key that is not this ledger's",
                checked.error().where(), checked.error().next());
  if (!checked) return checked;
  JudgedCheckpoint& judged = *checked;
  // None of them, but the key that was brought: then that one alone vouches for it.
  if (!signers.empty() && !all_signed(size, named, signers))
    return fail(Errc::kWrongSigner, "a checkpoint is not signed by every key that was in force",
                "checkpoint of size " + std::to_string(size.get()),
                "hold the ledger against a receipt or a checkpoint kept elsewhere");
  if (judged.checkpoint.size != size)
    return fail(Errc::kChanged, "the checkpoint states another size than it is stored under",
                "checkpoint of size " + std::to_string(size.get()),
                "hold the ledger against a receipt or a checkpoint kept elsewhere");
  largest_ = std::max(largest_, size);
  for (const std::size_t i : signers)
    keys_[i].closed = keys_[i].closed || keys_[i].closing == size;
  for (Key& key : keys_) {
    if (key.established || !contains(size, key.since)) continue;
    key.established = true;
    key.trusted = key.trusted || judged.trusted;
  }
  return checked;
}

Result<JudgedCheckpoint> Signers::judge_kept(std::string_view note) const {
  LEDGER_ASSIGN(const Note parsed, parse_note(note));
  LEDGER_ASSIGN(const Checkpoint stated, parse_checkpoint(parsed.text));
  std::vector<std::size_t> counted = named_at(stated.size);
  std::erase_if(counted, [this](std::size_t i) { return !keys_[i].established; });
  std::vector<std::size_t> signers;
  return check(note, counted, signers);
}

std::vector<TreeSize> Signers::missing_closings() const {
  std::vector<TreeSize> missing;
  for (const Key& key : keys_)
    if (key.closing && !key.closed && *key.closing <= largest_) missing.push_back(*key.closing);
  return missing;
}

} // namespace ledger
