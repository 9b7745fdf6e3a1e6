// What the tests of ledger/store share: a folder that goes away, groups of records, and ways to
// look at and to damage files behind the store's back.
#pragma once

#include "ledger/store/id_index.hpp"
#include "ledger/store/store.hpp"

#include <doctest/doctest.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <map>

namespace ledger::test {

class TempFolder {
 public:
  TempFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "ledger-store-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) std::abort();
    path_ = name;
  }
  ~TempFolder() { std::filesystem::remove_all(path_); }
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  [[nodiscard]] std::filesystem::path operator/(const std::string& name) const {
    return path_ / name;
  }

 private:
  std::filesystem::path path_;
};

// Bytes that differ from record to record and do not repeat inside one.
inline Bytes record_bytes(std::uint64_t sequence, std::size_t size = 450) {
  Bytes bytes(size);
  std::uint64_t state = sequence * 0x9E3779B97F4A7C15u + 1;
  for (std::uint8_t& byte : bytes) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    byte = static_cast<std::uint8_t>(state >> 56);
  }
  return bytes;
}

inline StoreOptions options_for(const std::filesystem::path& directory, bool create = false) {
  StoreOptions options;
  options.directory = directory;
  options.create = create;
  return options;
}

inline Status commit_records(Store& store, std::uint64_t from, std::uint64_t count) {
  CommitGroup group;
  for (std::uint64_t i = from; i < from + count; ++i) {
    group.put_record(Sequence(i), record_bytes(i));
  }
  return store.commit(group);
}

// The number of records when all of them are there and unchanged; nothing, and a message, if not.
inline std::optional<std::uint64_t> intact_records(const Store& store) {
  const auto size = store.size();
  if (!size) {
    MESSAGE(size.error().what() << ", " << size.error().where());
    return std::nullopt;
  }
  std::uint64_t seen = 0;
  const Status scanned = store.scan(Sequence(0), *size, [&](Sequence sequence, ByteView record) {
    const Bytes expected = record_bytes(sequence.get(), record.size());
    if (sequence.get() == seen && std::equal(record.begin(), record.end(), expected.begin())) {
      ++seen;
    }
    return Status();
  });
  if (!scanned) MESSAGE(scanned.error().what() << ", " << scanned.error().where());
  if (!scanned || seen != size->get()) return std::nullopt;
  return seen;
}

inline std::string read_file(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

inline void flip_bit(const std::filesystem::path& file, std::uint64_t offset) {
  std::fstream stream(file, std::ios::in | std::ios::out | std::ios::binary);
  stream.seekg(static_cast<std::streamoff>(offset));
  const int byte = stream.get();
  stream.seekp(static_cast<std::streamoff>(offset));
  stream.put(static_cast<char>(byte ^ 1));
}

// The files of this ending, by name.
inline std::vector<std::filesystem::path> files_ending(const std::filesystem::path& directory,
                                                       const std::string& ending) {
  std::vector<std::filesystem::path> found;
  for (const auto& entry : std::filesystem::directory_iterator(directory)) {
    if (entry.path().string().ends_with(ending)) found.push_back(entry.path());
  }
  std::sort(found.begin(), found.end());
  return found;
}

// Name, time of change and content of everything in a folder, and the time of the folder itself.
inline std::map<std::string, std::pair<std::filesystem::file_time_type, std::string>>
picture_of(const std::filesystem::path& directory) {
  std::map<std::string, std::pair<std::filesystem::file_time_type, std::string>> picture;
  picture["."] = {std::filesystem::last_write_time(directory), ""};
  for (const auto& entry : std::filesystem::recursive_directory_iterator(directory)) {
    picture[entry.path().string()] = {entry.last_write_time(),
                                      entry.is_regular_file() ? read_file(entry.path()) : ""};
  }
  return picture;
}

} // namespace ledger::test
