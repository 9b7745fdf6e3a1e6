// For the keyring's tests: a folder that goes away, a keyring in it, and names of people.
#pragma once

#include "ledger/crypto/random.hpp"
#include "ledger/keyring/keyring.hpp"

#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <string>

namespace ledger::test {

class ScratchFolder {
 public:
  ScratchFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "keyring-XXXXXX").string();
    path_ = ::mkdtemp(name.data());
  }
  ~ScratchFolder() { std::filesystem::remove_all(path_); }
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

inline std::string read_file(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

inline void write_file(const std::filesystem::path& file, const std::string& bytes) {
  std::ofstream(file, std::ios::binary | std::ios::trunc) << bytes;
}

// Every file below a folder, with its bytes.
inline std::map<std::filesystem::path, std::string>
files_below(const std::filesystem::path& folder) {
  std::map<std::filesystem::path, std::string> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (entry.is_regular_file()) files[entry.path()] = read_file(entry.path());
  }
  return files;
}

inline SubjectName person(std::string_view reference) {
  return {"crm", as_bytes(reference)};
}

inline std::string bytes_of(KeyView key) {
  return std::string(as_text(key));
}
inline std::string bytes_of(const SealingKey& key) {
  return bytes_of(key.key.view());
}

// The value, or the end of the test with the error's text.
template <class T>
T must(Result<T> result) {
  INFO((result ? std::string() : result.error().what() + " | " + result.error().where()));
  REQUIRE(result.has_value());
  return std::move(*result);
}
inline void must(const Status& status) {
  INFO((status ? std::string() : status.error().what() + " | " + status.error().where()));
  REQUIRE(status.has_value());
}

// What makes and reopens one keyring.
struct House {
  House() { random_secret_bytes(master.writable()); }
  explicit House(const std::filesystem::path& at) : paths{at / "keyring", at / "root"} {
    random_secret_bytes(master.writable());
  }

  void create() { must(Keyring::create(files, paths, master, ledger_id, seed)); }
  [[nodiscard]] Result<std::unique_ptr<Keyring>> try_open() const {
    return Keyring::open(files, paths, master, ledger_id);
  }
  // Opened, nothing to replay.
  [[nodiscard]] std::unique_ptr<Keyring> open() const {
    auto keyring = must(try_open());
    must(keyring->finish_replay());
    return keyring;
  }

  ScratchFolder folder;
  KeyringPaths paths{folder.path() / "keyring", folder.path() / "root"};
  DurableFiles files{nullptr};
  MasterKey master;
  LedgerId ledger_id = random_id<LedgerId>();
  SigningSeed seed;
};

inline KeyName name_of(const SealingKey& key) {
  return {key.key_id, key.key_class, key.incarnation};
}

} // namespace ledger::test
