#include "ledger/projection/families.hpp"

#include "ledger/store/store.hpp"

namespace ledger {
namespace {

constexpr std::string_view kFamilies = "projections";
constexpr std::string_view kBeside = ".b";

Bytes name_key(const Projection& projection) {
  const std::string name = projection.name();
  const ByteView bytes = as_bytes(name);
  return Bytes(bytes.begin(), bytes.end());
}

// Whether the records that a copy was folded from are those of the store.
Result<bool> belongs(const Store& store, const Cursor& cursor) {
  if (cursor.folded == TreeSize(0)) return true;
  const auto last = store.record(Sequence(cursor.folded.get() - 1));
  if (last) return hash_leaf(*last) == cursor.last_leaf;
  if (last.error().code() == Errc::kNotFound) return false;
  return fail(last.error());
}

Result<std::shared_ptr<StoredCopy>> open_copy(Store& store, const std::string& family) {
  auto copy = StoredCopy::open(store, family);
  bool usable = copy.has_value();
  if (!copy && copy.error().code() != Errc::kDamaged) return copy;
  if (usable) {
    LEDGER_ASSIGN(usable, belongs(store, (*copy)->cursor()));
  }
  if (usable) return copy;
  LEDGER_TRY(store.drop_derived(family));
  return StoredCopy::open(store, family);
}

} // namespace

std::string family_of(const Projection& projection) {
  return projection.name() + ".v" + std::to_string(projection.version());
}

std::string beside(const std::string& family) {
  return family.ends_with(kBeside) ? family.substr(0, family.size() - kBeside.size())
                                   : family + std::string(kBeside);
}

std::string scratch_family_of(const Projection& projection) {
  return family_of(projection) + ".compared";
}

Result<std::optional<std::string>> live_family(const Store& store, const Projection& projection) {
  LEDGER_ASSIGN(const auto stored, store.read_derived(kFamilies, name_key(projection)));
  if (!stored) return std::nullopt;
  return std::string(as_text(*stored));
}

Status make_live(Store& store, const Projection& projection, const std::string& family) {
  // Derived state is written without the log: the copy must be in its files before anything says
  // that it is live, and that must be in its file before the old copy is dropped.
  LEDGER_TRY(store.flush_derived());
  const ByteView bytes = as_bytes(family);
  LEDGER_TRY(
      store.write_derived(kFamilies, {{name_key(projection), Bytes(bytes.begin(), bytes.end())}}));
  return store.flush_derived();
}

Result<OpenedFamily> open_family(Store& store, const Projection& projection) {
  const std::string base = family_of(projection);
  LEDGER_ASSIGN(const auto live, live_family(store, projection));
  OpenedFamily opened;
  std::string family = base;
  if (live && (*live == base || *live == beside(base))) {
    family = *live;
  } else {
    opened.superseded = live;
  }
  LEDGER_TRY(store.drop_derived(beside(family)));
  LEDGER_TRY(store.drop_derived(scratch_family_of(projection)));
  LEDGER_ASSIGN(opened.copy, open_copy(store, family));
  // Here, and not by the first write: that comes beside the commits, and a new family syncs files.
  LEDGER_TRY(store.make_derived(family));
  if (!live) LEDGER_TRY(make_live(store, projection, family));
  return opened;
}

} // namespace ledger
