// What somebody finds on a disk who holds keys: boxes in whatever file a record lies, the keyring's
// indexes and pages, and values that were computed.
#pragma once

#include "ledger/base/limits.hpp"
#include "ledger/chain/record.hpp"
#include "ledger/crypto/base64.hpp"
#include "ledger/crypto/seal.hpp"
#include "ledger/event/body.hpp"
#include "ledger/keyring/epoch.hpp"
#include "ledger/keyring/file_names.hpp"
#include "ledger/keyring/index.hpp"
#include "ledger/keyring/page.hpp"
#include "tests/support/store_testing.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <unordered_set>
#include <vector>

namespace ledger::test {

namespace fs = std::filesystem;

using Files = std::map<fs::path, std::string>;

inline Files files_below(const fs::path& folder) {
  Files files;
  for (const auto& entry : fs::recursive_directory_iterator(folder))
    if (entry.is_regular_file()) files[entry.path()] = read_file(entry.path());
  return files;
}

// The text as it is, in hexadecimal, and in base64 at each of the three places in a group.
inline std::vector<std::string> disguises(const std::string& text) {
  std::vector<std::string> all = {text, to_hex(as_bytes(text))};
  std::string upper = all[1];
  for (char& c : upper)
    c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  all.push_back(upper);
  for (std::size_t shift = 0; shift < 3; ++shift) {
    const std::string encoded = to_base64(as_bytes(std::string(shift, ' ') + text));
    all.push_back(encoded.substr(4, encoded.size() - 8)); // the ends depend on the neighbours
  }
  return all;
}

// One box as it lies in some file, and what it is bound to.
struct Box {
  std::shared_ptr<const StoredBody> body; // the context looks into it
  BoxContext context;
  Bytes salt, commitment, ciphertext;
  Sequence record;
  [[nodiscard]] bool opens(ByteView key) const {
    return open_box(KeyView(key.first<32>()), context, salt, commitment, ciphertext).has_value();
  }
};

inline Bytes bytes_of(capnp::Data::Reader data) {
  return {data.begin(), data.end()};
}

// Every record that begins anywhere in any of the files, and the boxes in it, each once.
class Boxes {
 public:
  explicit Boxes(const Files& files) {
    for (const auto& entry : files)
      search(as_bytes(entry.second));
  }
  std::vector<Box> all;
  std::set<std::uint64_t> records;

 private:
  void search(ByteView file) {
    const std::string_view text = as_text(file);
    for (std::size_t at = text.find("ALRD"); at != text.npos; at = text.find("ALRD", at + 1)) {
      if (file.size() - at < limits::kHeaderBytes) return;
      const std::size_t body = get_be(file.data() + at + 72, 4);
      if (body > file.size() - at - limits::kHeaderBytes) continue;
      const ByteView record = file.subspan(at, limits::kHeaderBytes + body);
      const auto header = parse_header(record);
      if (!header) continue;
      auto parsed = StoredBody::parse(body_of(record));
      if (parsed && records.insert(header->sequence.get()).second)
        add(*header, std::make_shared<const StoredBody>(std::move(*parsed)));
    }
  }

  void add(const RecordHeader& header, const std::shared_ptr<const StoredBody>& body) {
    const auto boxes = body->event().getBoxes();
    const ContentHash clear = hash_clear(body->clear_message());
    for (unsigned i = 0; i < boxes.size(); ++i) {
      const auto index = static_cast<std::uint16_t>(i);
      const auto context = body->box_context(header.ledger_id, index, clear);
      REQUIRE(context);
      all.push_back({body, *context, bytes_of(boxes[i].getSalt()),
                     bytes_of(boxes[i].getCommitment()), bytes_of(boxes[i].getCiphertext()),
                     header.sequence});
    }
  }
};

// Whoever holds them: 32 bytes each, of every purpose.
using Keys = std::vector<std::string>;

// What opens of the keyring's files, wherever they lie, with the master key and the roots given.
struct OpenKeyring {
  Keys keys;                         // every key that is found on the way, of every purpose
  std::vector<std::string> contents; // of indexes and pages
  std::string look_up_key;
  std::map<std::string, std::string> subject_keys; // key -> subject id

  void add(const Files& files, const MasterKey& master, const EpochRoot& root,
           const LedgerId& ledger_id) {
    keys.emplace_back(as_text(master.view()));
    keys.emplace_back(as_text(root.view()));
    for (const auto& [path, bytes] : files)
      if (const auto epoch = epoch_in(path.filename().string(), kIndexPrefix))
        add_index(bytes, {ledger_id, *epoch}, {master, root});
    // Whatever was found so far is tried on every page.
    const Keys found = keys;
    for (const auto& [path, bytes] : files)
      if (path.filename().string().starts_with(kPagePrefix)) add_page(as_bytes(bytes), found);
  }

 private:
  void add_index(const std::string& file, const IndexName& name, const IndexSecrets& secrets) {
    const auto plaintext = open_index(name, secrets, as_bytes(file), "the index");
    if (!plaintext) return;
    contents.emplace_back(as_text(plaintext->view()));
    const auto image = decode_index(plaintext->view());
    REQUIRE(image);
    look_up_key = as_text(image->look_up_key);
    keys.push_back(look_up_key);
    keys.emplace_back(as_text(image->reference_key));
    for (const ByteView seed : image->signing_seeds)
      keys.emplace_back(as_text(seed));
    for (const IndexImage::Page& page : image->pages)
      keys.emplace_back(as_text(page.key));
  }

  void add_page(ByteView file, const Keys& found) {
    constexpr std::size_t kHeader = 34;
    for (const std::string& key : found) {
      const auto plaintext =
          open_once(KeyView(as_bytes(key).first<32>()), file.first(kHeader), file.subspan(kHeader));
      if (!plaintext) continue;
      contents.emplace_back(as_text(plaintext->view()));
      const auto image = decode_page(plaintext->view());
      REQUIRE(image);
      for (const PageSlot& slot : image->slots) {
        if (slot.key.empty()) continue;
        keys.emplace_back(as_text(slot.key));
        if (slot.state != SlotState::kFree)
          subject_keys[keys.back()] = std::string(as_text(slot.subject.view()));
      }
    }
  }
};

// Where any of many values of 16 bytes or more stands, found by its first 16.
class Values {
 public:
  void add(ByteView value) { heads_.insert(std::string(as_text(value.first(kHead)))); }
  [[nodiscard]] bool in(const std::string& bytes) const {
    for (std::size_t at = 0; at + kHead <= bytes.size(); ++at)
      if (heads_.count(bytes.substr(at, kHead)) != 0) return true;
    return false;
  }

 private:
  static constexpr std::size_t kHead = 16;
  std::unordered_set<std::string> heads_;
};

inline bool is_in(const Files& files, const std::string& text) {
  return std::ranges::any_of(
      files, [&text](const auto& file) { return file.second.find(text) != std::string::npos; });
}

} // namespace ledger::test
