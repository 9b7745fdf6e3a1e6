// What a disk may still hold after a power cut: bytes up to the last sync of their file, names up
// to the last sync of their folder, and of the rest a random part or nothing. It keeps book beside
// the real files and changes them only in apply().
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <vector>

namespace ledger::test {

// One file, by whatever names it goes.
struct DiskFile {
  struct Overwrite {
    std::uint64_t offset;
    std::string before;
    std::string after;
  };
  std::uint64_t size = 0;
  std::uint64_t synced_size = 0;
  std::vector<Overwrite> overwrites; // since the last sync
};
using DiskFilePtr = std::shared_ptr<DiskFile>;

// One thread at a time. Paths are normal (lexically_normal, no slash at the end).
class PowerCutDisk {
 public:
  using Path = std::filesystem::path;
  // `attic` takes files that were removed until their removal is synced; it is on the same file
  // system and is made here.
  explicit PowerCutDisk(const Path& attic);

  // The file's book; one that was there before counts as synced as far as it goes.
  [[nodiscard]] DiskFilePtr file(const Path& path);

  // Each notes what is about to be, or was just, done to the names of a folder.
  void created(const Path& path);         // after it; also a folder
  void about_to_remove(const Path& path); // before it, while the file is still there
  void about_to_rename(const Path& from, const Path& to);
  void linked(const Path& from, const Path& to);
  // The number of the latest change to names; and that all up to one are safe in this folder.
  [[nodiscard]] std::uint64_t last_change() const { return last_change_; }
  void synced_folder(const Path& folder, std::uint64_t up_to);

  // Changes the real files to what the cut left. Seed 0 keeps nothing that was not synced; any
  // other keeps a random beginning of the changes to names, and of the changes to each file.
  void apply(std::uint64_t seed);

 private:
  struct Change {
    enum class Kind { kCreate, kRemove, kRename } kind;
    Path path;
    Path from;   // kRename
    Path backup; // kRemove, and what kRename wrote over; empty when there was nothing
    DiskFilePtr old_file;
    std::uint64_t number = 0;
  };
  void note(Change change);
  void keep_backup(Change& change);
  void undo(Change& change, std::size_t position);
  void move_names(const Path& from, const Path& to, std::size_t changes);
  void cut_file(const Path& path, DiskFile& file, std::mt19937_64* random);

  Path attic_;
  std::uint64_t backups_ = 0;
  std::uint64_t last_change_ = 0;
  std::map<Path, DiskFilePtr> files_;
  std::vector<Change> changes_; // not synced, in order
};

} // namespace ledger::test
