#include "tools/master_key_file.hpp"

#include "ledger/base/descriptor.hpp"
#include "ledger/crypto/digest.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

namespace ledger::tools {
namespace {

constexpr std::size_t kLines = 4;
constexpr std::size_t kLineBytes = 8;
constexpr std::size_t kSheetBytes = 4'096;

Errc code_of(int number) {
  switch (number) {
  case EACCES:
  case EPERM:
  case EROFS:
    return Errc::kPermissions;
  case ENOSPC:
  case EDQUOT:
    return Errc::kNoSpace;
  default:
    return Errc::kIo;
  }
}

// No part of a key stays behind.
tl::unexpected<Error> not_written(int number, const char* what, const std::filesystem::path& file) {
  unlink(file.c_str());
  return fail(code_of(number), what, file.string(),
              std::string("check the disk: ") + std::strerror(number));
}

Status write_secret_file(const std::filesystem::path& file, ByteView bytes) {
  const Descriptor fd(open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0400));
  if (!fd.is_open()) {
    if (errno == EEXIST)
      return fail(Errc::kExists, "there is a file already", file.string(),
                  "move it away; it may be the only copy of a key");
    return fail(code_of(errno), "the file cannot be made", file.string(),
                std::string("check the folder: ") + std::strerror(errno));
  }
  std::size_t done = 0;
  while (done < bytes.size()) {
    const ssize_t put = write(fd.get(), bytes.data() + done, bytes.size() - done);
    if (put <= 0) return not_written(errno, "the file cannot be written", file);
    done += static_cast<std::size_t>(put);
  }
  if (fsync(fd.get()) != 0) return not_written(errno, "the file cannot be synced", file);
  return {};
}

Result<SecretBytes> read_secret_file(const std::filesystem::path& file, std::size_t most) {
  const Descriptor fd(open(file.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd.is_open())
    return fail(errno == ENOENT ? Errc::kNotFound : Errc::kPermissions, "the file cannot be read",
                file.string(), std::strerror(errno));
  struct stat info {};
  if (fstat(fd.get(), &info) != 0 || !S_ISREG(info.st_mode) ||
      static_cast<std::size_t>(info.st_size) > most)
    return fail(Errc::kMalformed, "not such a file", file.string(), "name the right one");
  SecretBytes bytes(static_cast<std::size_t>(info.st_size));
  std::size_t done = 0;
  while (done < bytes.size()) {
    const ssize_t got = read(fd.get(), bytes.writable().data() + done, bytes.size() - done);
    if (got <= 0)
      return fail(Errc::kIo, "the file cannot be read", file.string(), "check the disk");
    done += static_cast<std::size_t>(got);
  }
  return bytes;
}

// Binds a line to its number, so that two swapped lines are found as well.
std::string check_of(std::size_t line, ByteView bytes) {
  const std::uint8_t number[1] = {static_cast<std::uint8_t>(line + 1)};
  const auto digest = sha256_as<Digest<struct SheetLineTag>>({number, bytes});
  return to_hex(digest.view().first<2>());
}

} // namespace

Status write_master_key(const std::filesystem::path& file, const MasterKey& key) {
  return write_secret_file(file, key.view());
}

Result<MasterKey> load_master_key(const std::filesystem::path& file) {
  LEDGER_ASSIGN(const SecretBytes bytes, read_secret_file(file, kSheetBytes));
  if (bytes.size() != 32)
    return fail(Errc::kWrongKey, "a master key is 32 bytes", file.string(),
                "restore it from the recovery sheet");
  return MasterKey(KeyView(bytes.view().first<32>()));
}

Status write_recovery_sheet(const std::filesystem::path& file, const MasterKey& key,
                            std::string_view origin) {
  SecretBytes sheet(kSheetBytes);
  std::size_t size = 0;
  const auto add = [&](std::string_view text) {
    std::memcpy(sheet.writable().data() + size, text.data(), text.size());
    size += text.size();
  };
  add("auditledger recovery sheet\n\nledger  ");
  add(origin.substr(0, 255));
  add("\n\nPrint this page, lock it away, and remove the file. Whoever holds it and the keyring\n"
      "can read what is sealed. It restores the master key: auditledger recover --sheet FILE\n\n");
  for (std::size_t line = 0; line < kLines; ++line) {
    const ByteView bytes = key.view().subspan(line * kLineBytes, kLineBytes);
    constexpr char kDigits[] = "0123456789abcdef";
    const char number[] = {static_cast<char>('1' + line), ' ', ' '};
    add({number, sizeof number});
    for (std::size_t i = 0; i < kLineBytes; ++i) {
      const char digits[] = {kDigits[bytes[i] >> 4], kDigits[bytes[i] & 15], ' '};
      add({digits, i % 2 == 1 ? std::size_t{3} : std::size_t{2}});
    }
    add(" check ");
    add(check_of(line, bytes));
    add("\n");
  }
  return write_secret_file(file, sheet.view().first(size));
}

Result<MasterKey> read_recovery_sheet(const std::filesystem::path& file) {
  LEDGER_ASSIGN(const SecretBytes sheet, read_secret_file(file, kSheetBytes));
  std::string_view rest = as_text(sheet.view());
  MasterKey key;
  for (std::size_t line = 0; line < kLines; ++line) {
    const char start[] = {'\n', static_cast<char>('1' + line), ' ', ' '};
    const std::size_t at = rest.find(std::string_view(start, sizeof start));
    const std::string where = "line " + std::to_string(line + 1) + " of " + file.string();
    if (at == std::string_view::npos)
      return fail(Errc::kMalformed, "a line of the sheet is missing", where, "copy it again");
    rest.remove_prefix(at + sizeof start);
    auto out = key.writable().subspan(line * kLineBytes, kLineBytes);
    std::size_t used = 0;
    for (std::size_t i = 0; i < kLineBytes; ++i) {
      while (used < rest.size() && rest[used] == ' ')
        ++used;
      const auto byte = from_hex(rest.substr(std::min(used, rest.size()), 2));
      if (!byte || byte->size() != 1)
        return fail(Errc::kMalformed, "not sixteen hexadecimal digits", where, "copy it again");
      out[i] = byte->front();
      used += 2;
    }
    constexpr std::string_view kCheck = "  check ";
    if (rest.substr(used, kCheck.size() + 4) != std::string(kCheck) + check_of(line, out))
      return fail(Errc::kMalformed, "the digits do not agree with their check", where,
                  "compare them with the paper");
  }
  return key;
}

} // namespace ledger::tools
