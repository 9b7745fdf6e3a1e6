// Reading what is left of a damaged database, and making a new one out of its good part. The
// damaged one is only read: nothing in it is changed, moved or deleted here.
#pragma once

#include "ledger/base/ids.hpp"
#include "ledger/store/durable_files.hpp"

#include <functional>

namespace ledger {

// One thread at a time; holds no lock, so the caller owns the directory while it lives.
class Salvage {
 public:
  // Opens for reading. Damage in the log hides only what stood in the damaged blocks; what lies
  // behind it is shown too, so that whoever reads must check that nothing is missing. kDamaged when
  // the files are gone that say what belongs to the database; then nothing can be told.
  [[nodiscard]] static Result<std::unique_ptr<Salvage>> open(const std::filesystem::path& directory,
                                                             const FileSystemPtr& file_system);
  ~Salvage();

  // Visits the records in the order of their keys, up to the first that cannot be read (kDamaged).
  using Visitor = std::function<Status(ByteView key, ByteView record)>;
  [[nodiscard]] Status scan(const Visitor& visit) const;

  // Reads every document and checkpoint: kDamaged when one cannot be read. They cannot be made
  // anew.
  [[nodiscard]] Status check_rest() const;

  // Makes a database in `directory`, which must not be there yet: the records below `intact`, which
  // the caller has checked, and all documents and the checkpoints up to there. Tiles are computed
  // anew; what is derived is left to the next start. Durable when it returns. kDamaged when a
  // document or a checkpoint that is needed cannot be read; kExists, kNoSpace, kIo.
  [[nodiscard]] Status rebuild(const std::filesystem::path& directory, TreeSize intact) const;

 private:
  struct Impl;
  explicit Salvage(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

} // namespace ledger
