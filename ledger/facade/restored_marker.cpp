#include "ledger/facade/restored_marker.hpp"

#include "ledger/crypto/digest.hpp"

#include <algorithm>

namespace ledger {
namespace {

constexpr const char* kName = "RESTORED";
constexpr std::string_view kMagic = "ALRM";
constexpr std::uint64_t kFormatVersion = 1;
constexpr std::size_t kDigestBytes = 32;
constexpr std::size_t kMaxApprover = 255;
constexpr std::size_t kMaxBytes = 4 + 2 + 3 * 8 + 1 + kMaxApprover + kDigestBytes;

using MarkerDigest = Digest<struct RestoredMarkerTag>;

} // namespace

Status write_restored_marker(const DurableFiles& files, const std::filesystem::path& database,
                             const RestoredMarker& marker) {
  if (marker.approver.size() > kMaxApprover)
    return fail(Errc::kInvalidField, "the name is too long", "approver",
                "a name of at most 255 bytes");
  Bytes bytes(kMagic.begin(), kMagic.end());
  append_be(bytes, kFormatVersion, 2);
  append_be(bytes, marker.intact.get(), 8);
  append_be(bytes, marker.head.get(), 8);
  append_be(bytes, marker.set_aside_bytes, 8);
  append_be(bytes, marker.approver.size(), 1);
  bytes.insert(bytes.end(), marker.approver.begin(), marker.approver.end());
  const auto digest = sha256_as<MarkerDigest>({bytes});
  bytes.insert(bytes.end(), digest.view().begin(), digest.view().end());
  return files.write_new(database / kName, bytes);
}

Result<std::optional<RestoredMarker>> read_restored_marker(const DurableFiles& files,
                                                           const std::filesystem::path& database) {
  const auto bytes = files.read(database / kName, kMaxBytes);
  if (!bytes && bytes.error().code() == Errc::kNotFound) return std::optional<RestoredMarker>();
  if (!bytes) return fail(bytes.error());
  ByteReader in(*bytes);
  const bool known = as_text(in.take(4)) == kMagic && in.be(2) == kFormatVersion;
  RestoredMarker marker;
  marker.intact = TreeSize(in.be(8));
  marker.head = TreeSize(in.be(8));
  marker.set_aside_bytes = in.be(8);
  marker.approver = std::string(as_text(in.take(in.be(1))));
  const ByteView digest = in.take(kDigestBytes);
  const bool whole =
      known && in.at_end() &&
      std::ranges::equal(
          sha256_as<MarkerDigest>({ByteView(*bytes).first(bytes->size() - kDigestBytes)}).view(),
          digest);
  if (whole) return std::optional(std::move(marker));
  return fail(Errc::kDamaged, "the note about a repair is not what was written",
              (database / kName).string(),
              "keep the folder, and restore a backup that reaches to the head");
}

Status remove_restored_marker(const DurableFiles& files, const std::filesystem::path& database) {
  return files.remove(database / kName);
}

} // namespace ledger
