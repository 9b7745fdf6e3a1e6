// Inside tests/support only: open files and folders of a PowerCutFs.
#pragma once

#include "tests/support/power_cut_fs.hpp"

namespace ledger::test {

std::unique_ptr<rocksdb::FSWritableFile> track(PowerCutFs& fs, DiskFilePtr book, std::string name,
                                               std::unique_ptr<rocksdb::FSWritableFile> file);
std::unique_ptr<rocksdb::FSRandomRWFile> track(PowerCutFs& fs, DiskFilePtr book, std::string name,
                                               std::unique_ptr<rocksdb::FSRandomRWFile> file);
std::unique_ptr<rocksdb::FSDirectory> track(PowerCutFs& fs, std::filesystem::path folder,
                                            std::unique_ptr<rocksdb::FSDirectory> directory);

} // namespace ledger::test
