#include "tests/support/power_cut_files.hpp"

#include <algorithm>

namespace ledger::test {
namespace {

using namespace rocksdb;

class AppendedFile : public FSWritableFileOwnerWrapper {
 public:
  AppendedFile(PowerCutFs& fs, DiskFilePtr book, std::string name,
               std::unique_ptr<FSWritableFile> file)
      : FSWritableFileOwnerWrapper(std::move(file)), fs_(fs), book_(std::move(book)),
        name_(std::move(name)) {}

  IOStatus Append(const Slice& data, const IOOptions& options, IODebugContext* debug) override {
    return grow(book_->size + data.size(), [&] { return target()->Append(data, options, debug); });
  }
  IOStatus Append(const Slice& data, const IOOptions& options, const DataVerificationInfo& /*info*/,
                  IODebugContext* debug) override {
    return Append(data, options, debug);
  }
  IOStatus PositionedAppend(const Slice& data, std::uint64_t offset, const IOOptions& options,
                            IODebugContext* debug) override {
    return grow(std::max(book_->size, offset + data.size()),
                [&] { return target()->PositionedAppend(data, offset, options, debug); });
  }
  IOStatus PositionedAppend(const Slice& data, std::uint64_t offset, const IOOptions& options,
                            const DataVerificationInfo& /*info*/, IODebugContext* debug) override {
    return PositionedAppend(data, offset, options, debug);
  }
  IOStatus Truncate(std::uint64_t size, const IOOptions& options, IODebugContext* debug) override {
    return fs_.live([&](PowerCutDisk&) {
      book_->size = size;
      book_->synced_size = std::min(book_->synced_size, size);
      return target()->Truncate(size, options, debug);
    });
  }
  IOStatus Flush(const IOOptions& options, IODebugContext* debug) override {
    return fs_.live([&](PowerCutDisk&) { return target()->Flush(options, debug); });
  }
  IOStatus Sync(const IOOptions& /*options*/, IODebugContext* /*debug*/) override {
    return fs_.sync(name_, [&](PowerCutDisk&) -> PowerCutFs::Effect {
      return [book = book_, size = book_->size](PowerCutDisk&) {
        book->synced_size = std::max(book->synced_size, std::min(size, book->size));
      };
    });
  }
  IOStatus Fsync(const IOOptions& options, IODebugContext* debug) override {
    return Sync(options, debug);
  }
  // Starts writing back, which makes nothing safe.
  IOStatus RangeSync(std::uint64_t /*offset*/, std::uint64_t /*size*/, const IOOptions& /*options*/,
                     IODebugContext* /*debug*/) override {
    return IOStatus::OK();
  }
  // The real file is closed even when the power is gone: it is the test's own descriptor.
  IOStatus Close(const IOOptions& options, IODebugContext* debug) override {
    IOStatus closed = target()->Close(options, debug);
    return fs_.live([&](PowerCutDisk&) { return closed; });
  }

 private:
  template <class Write>
  IOStatus grow(std::uint64_t size, const Write& write) {
    return fs_.live([&](PowerCutDisk&) {
      fs_.count_write();
      book_->size = size;
      return write();
    });
  }

  PowerCutFs& fs_;
  DiskFilePtr book_;
  std::string name_;
};

class OverwrittenFile : public FSRandomRWFileWrapper {
 public:
  OverwrittenFile(PowerCutFs& fs, DiskFilePtr book, std::string name,
                  std::unique_ptr<FSRandomRWFile> file)
      : FSRandomRWFileWrapper(file.get()), fs_(fs), book_(std::move(book)), name_(std::move(name)),
        file_(std::move(file)) {}

  IOStatus Write(std::uint64_t offset, const Slice& data, const IOOptions& options,
                 IODebugContext* debug) override {
    return fs_.live([&](PowerCutDisk&) {
      std::string before(data.size(), '\0');
      Slice got;
      IOStatus done = target()->Read(offset, data.size(), options, &got, before.data(), debug);
      if (!done.ok()) return done;
      if (got.size() != data.size()) return IOStatus::NotSupported("overwriting behind the end");
      fs_.count_write();
      book_->overwrites.push_back({offset, got.ToString(), data.ToString()});
      return target()->Write(offset, data, options, debug);
    });
  }
  IOStatus Read(std::uint64_t offset, std::size_t size, const IOOptions& options, Slice* result,
                char* scratch, IODebugContext* debug) const override {
    return fs_.live([&](PowerCutDisk&) {
      return target()->Read(offset, size, options, result, scratch, debug);
    });
  }
  IOStatus Sync(const IOOptions& /*options*/, IODebugContext* /*debug*/) override {
    return fs_.sync(name_, [&](PowerCutDisk&) -> PowerCutFs::Effect {
      return [book = book_, count = book_->overwrites.size()](PowerCutDisk&) {
        const auto first = book->overwrites.begin();
        book->overwrites.erase(first, first + static_cast<std::ptrdiff_t>(count));
      };
    });
  }
  IOStatus Fsync(const IOOptions& options, IODebugContext* debug) override {
    return Sync(options, debug);
  }

 private:
  PowerCutFs& fs_;
  DiskFilePtr book_;
  std::string name_;
  std::unique_ptr<FSRandomRWFile> file_;
};

class Folder : public FSDirectoryWrapper {
 public:
  Folder(PowerCutFs& fs, std::filesystem::path folder, std::unique_ptr<FSDirectory> directory)
      : FSDirectoryWrapper(std::move(directory)), fs_(fs), folder_(std::move(folder)) {}

  IOStatus Fsync(const IOOptions& /*options*/, IODebugContext* /*debug*/) override {
    return fs_.sync(folder_, [&](PowerCutDisk& now) -> PowerCutFs::Effect {
      return [folder = folder_, last = now.last_change()](PowerCutDisk& disk) {
        disk.synced_folder(folder, last);
      };
    });
  }
  IOStatus FsyncWithDirOptions(const IOOptions& options, IODebugContext* debug,
                               const DirFsyncOptions& /*reason*/) override {
    return Fsync(options, debug);
  }

 private:
  PowerCutFs& fs_;
  std::filesystem::path folder_;
};

} // namespace

std::unique_ptr<FSWritableFile> track(PowerCutFs& fs, DiskFilePtr book, std::string name,
                                      std::unique_ptr<FSWritableFile> file) {
  return std::make_unique<AppendedFile>(fs, std::move(book), std::move(name), std::move(file));
}
std::unique_ptr<FSRandomRWFile> track(PowerCutFs& fs, DiskFilePtr book, std::string name,
                                      std::unique_ptr<FSRandomRWFile> file) {
  return std::make_unique<OverwrittenFile>(fs, std::move(book), std::move(name), std::move(file));
}
std::unique_ptr<FSDirectory> track(PowerCutFs& fs, std::filesystem::path folder,
                                   std::unique_ptr<FSDirectory> directory) {
  return std::make_unique<Folder>(fs, std::move(folder), std::move(directory));
}

} // namespace ledger::test
