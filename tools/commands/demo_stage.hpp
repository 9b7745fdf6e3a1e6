// What a demonstration is played with: a folder of its own, and programs that run in it.
#pragma once

#include "ledger/base/result.hpp"

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace ledger::tools {

using Words = std::vector<std::string>;

// All of a file; empty when it cannot be read.
[[nodiscard]] std::string text_of(const std::filesystem::path& file);
// What stands between `before` and the next quotation mark, at each place.
[[nodiscard]] Words quoted_after(const std::string& text, const std::string& before);
// As one would type it.
[[nodiscard]] std::string shown(const Words& words);
// The daemon that belongs to this program: beside it, else the first of PATH.
[[nodiscard]] Result<std::filesystem::path> find_daemon(const std::filesystem::path& self);
// The user lost patience.
[[nodiscard]] tl::unexpected<Error> demo_stopped();

// A child process in `folder`, ended with its owner. Streams that are named are files of it.
class Child {
 public:
  Child(const std::filesystem::path& program, const Words& words,
        const std::filesystem::path& folder, const std::string& in, const std::string& out,
        const std::string& err);
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  ~Child() { end(); }

  // Its exit code, when it ends by itself before the user loses patience.
  [[nodiscard]] Result<int> wait();
  [[nodiscard]] bool running();
  void end();

 private:
  int reap();

  int pid_ = -1;
};

// Removed with its owner, unless it is to be kept.
class DemoFolder {
 public:
  // `keep`: the name of an empty folder, or one that is not there yet; empty: a temporary one.
  [[nodiscard]] static Result<std::unique_ptr<DemoFolder>> make(const std::string& keep);
  DemoFolder(const DemoFolder&) = delete;
  DemoFolder& operator=(const DemoFolder&) = delete;
  ~DemoFolder();
  const std::filesystem::path path;

 private:
  DemoFolder(std::filesystem::path where, bool keep) : path(std::move(where)), keep_(keep) {}
  bool keep_;
};

} // namespace ledger::tools
