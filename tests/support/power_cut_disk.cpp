#include "tests/support/power_cut_disk.hpp"

#include <algorithm>
#include <fstream>
#include <set>
#include <span>

namespace ledger::test {
namespace {

namespace fs = std::filesystem;

// `path` below `from`, moved below `to`; itself when it is not.
fs::path moved(const fs::path& path, const fs::path& from, const fs::path& to) {
  const auto [rest, at] = std::mismatch(from.begin(), from.end(), path.begin(), path.end());
  if (rest != from.end()) return path;
  fs::path result = to;
  for (auto part = at; part != path.end(); ++part)
    result /= *part;
  return result;
}

std::uint64_t pick(std::mt19937_64* random, std::uint64_t most) {
  if (random == nullptr) return 0;
  return std::uniform_int_distribution<std::uint64_t>(0, most)(*random);
}

} // namespace

// Several may share one attic, one after the other or at once.
PowerCutDisk::PowerCutDisk(const Path& attic) {
  fs::create_directories(attic);
  for (int i = 0; attic_.empty(); ++i) {
    const Path own = attic / std::to_string(i);
    if (fs::create_directory(own)) attic_ = own;
  }
}

void PowerCutDisk::note(Change change) {
  change.number = ++last_change_;
  changes_.push_back(std::move(change));
}

DiskFilePtr PowerCutDisk::file(const Path& path) {
  DiskFilePtr& known = files_[path];
  if (!known) {
    known = std::make_shared<DiskFile>();
    if (fs::exists(path)) known->size = known->synced_size = fs::file_size(path);
  }
  return known;
}

void PowerCutDisk::created(const Path& path) {
  note({Change::Kind::kCreate, path, {}, {}, nullptr});
}

void PowerCutDisk::keep_backup(Change& change) {
  if (!fs::is_regular_file(change.path)) return;
  change.old_file = file(change.path);
  change.backup = attic_ / std::to_string(backups_++);
  fs::create_hard_link(change.path, change.backup);
  files_.erase(change.path);
}

void PowerCutDisk::about_to_remove(const Path& path) {
  Change change{Change::Kind::kRemove, path, {}, {}, nullptr};
  keep_backup(change);
  note(std::move(change));
}

void PowerCutDisk::about_to_rename(const Path& from, const Path& to) {
  Change change{Change::Kind::kRename, to, from, {}, nullptr};
  keep_backup(change);
  move_names(from, to, changes_.size());
  note(std::move(change));
}

void PowerCutDisk::linked(const Path& from, const Path& to) {
  files_[to] = file(from);
  created(to);
}

void PowerCutDisk::move_names(const Path& from, const Path& to, std::size_t changes) {
  std::map<Path, DiskFilePtr> renamed;
  for (auto& [path, file] : files_)
    renamed[moved(path, from, to)] = std::move(file);
  files_ = std::move(renamed);
  // Only a folder takes earlier changes with it: the names below it are changed, not its own.
  for (Change& change : std::span(changes_).first(changes)) {
    if (change.path != from) change.path = moved(change.path, from, to);
    if (change.from != from) change.from = moved(change.from, from, to);
  }
}

void PowerCutDisk::synced_folder(const Path& folder, std::uint64_t up_to) {
  std::erase_if(changes_, [&](const Change& change) {
    if (change.path.parent_path() != folder || change.number > up_to) return false;
    if (!change.backup.empty()) fs::remove(change.backup);
    return true;
  });
}

void PowerCutDisk::undo(Change& change, std::size_t position) {
  if (change.kind == Change::Kind::kCreate) {
    fs::remove_all(change.path);
    files_.erase(change.path);
  }
  if (change.kind == Change::Kind::kRename && fs::exists(change.path)) {
    fs::rename(change.path, change.from);
    move_names(change.path, change.from, position);
  }
  if (!change.backup.empty()) {
    fs::rename(change.backup, change.path);
    files_[change.path] = change.old_file;
  }
}

void PowerCutDisk::apply(std::uint64_t seed) {
  std::mt19937_64 generator(seed);
  std::mt19937_64* const random = seed == 0 ? nullptr : &generator;
  const std::size_t kept = pick(random, changes_.size());
  for (std::size_t i = changes_.size(); i-- > kept;)
    undo(changes_[i], i);
  std::set<const DiskFile*> done;
  for (const auto& [path, file] : files_) {
    if (fs::is_regular_file(path) && done.insert(file.get()).second) cut_file(path, *file, random);
  }
  files_.clear();
  changes_.clear();
}

void PowerCutDisk::cut_file(const Path& path, DiskFile& file, std::mt19937_64* random) {
  const std::uint64_t unsynced = file.size - std::min(file.size, file.synced_size);
  const std::uint64_t left = file.size - unsynced + pick(random, unsynced);
  if (left < fs::file_size(path)) fs::resize_file(path, left);
  if (file.overwrites.empty()) return;
  std::fstream stream(path, std::ios::in | std::ios::out | std::ios::binary);
  const auto put = [&](std::uint64_t offset, const std::string& bytes, std::uint64_t size) {
    stream.seekp(static_cast<std::streamoff>(offset));
    stream.write(bytes.data(), static_cast<std::streamsize>(size));
  };
  for (std::size_t i = file.overwrites.size(); i-- > 0;) {
    const DiskFile::Overwrite& overwrite = file.overwrites[i];
    put(overwrite.offset, overwrite.before, overwrite.before.size());
  }
  if (random == nullptr) return;
  // Without a sync between them, a disk may take any of them, in part or not at all.
  for (const DiskFile::Overwrite& overwrite : file.overwrites) {
    const bool whole = pick(random, 1) == 1;
    const std::uint64_t size = overwrite.after.size();
    put(overwrite.offset, overwrite.after, whole ? size : pick(random, size / 16));
  }
}

} // namespace ledger::test
