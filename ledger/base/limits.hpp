// Every bound of the product, with its unit in its name. What is bounded here is refused by name
// beyond it; nothing grows without one of these.
#pragma once

#include <cstddef>
#include <cstdint>

namespace ledger::limits {

// Records (schemas/FORMAT.md section 1)
inline constexpr std::size_t kRecordBytes = 65'535;
inline constexpr std::size_t kHeaderBytes = 80;
inline constexpr std::size_t kBodyBytes = kRecordBytes - kHeaderBytes;

// Frames on a socket
inline constexpr std::size_t kFrameSegments = 16;
inline constexpr std::size_t kFrameBytes = 4u << 20;
// A hostile message may make one word look like many; decoding, validating, preparing and comparing
// visit each word some six times.
inline constexpr std::size_t kTraversalFactor = 8;
inline constexpr int kNestingDepth = 12;

// Events
inline constexpr std::size_t kSlugChars = 64;
inline constexpr std::size_t kSourceChars = 64;
inline constexpr std::size_t kReferenceBytes = 512;
inline constexpr std::size_t kNamespaceChars = 64;
inline constexpr std::size_t kSubjectsPerEvent = 16;
inline constexpr std::size_t kSubjectsPerPart = 2'000;
inline constexpr std::size_t kSubjectsPerBatchUse = 100'000;
inline constexpr std::size_t kCausesPerEvent = 16;
inline constexpr std::size_t kSlugsPerList = 64;
inline constexpr std::size_t kValuesPerSubject = 32;
inline constexpr std::size_t kValueBytes = 16'384;
inline constexpr std::size_t kOpaqueTextBytes = 512;

// Requests and queues
inline constexpr std::size_t kEventsPerBatch = 2'048;
inline constexpr std::size_t kGroupEvents = 4'096;
inline constexpr std::size_t kGroupBytes = 8u << 20;
inline constexpr std::size_t kQueueEvents = 16'384;
inline constexpr std::size_t kQueueBytes = 32u << 20;
inline constexpr std::size_t kInFlightPerConnection = 4'096;
inline constexpr std::size_t kConnections = 1'024;
// Files that the database keeps open at most, and with them all that is no connection: logs, what a
// flush and a repair open, the folders, the sockets.
inline constexpr int kDatabaseFiles = 512;
inline constexpr std::size_t kDescriptorsKept = kDatabaseFiles + 128;
inline constexpr std::size_t kConnectionsPerUid = 256;
inline constexpr std::size_t kReadRecordsPerReply = 1'024;

// Documents: policies, statements, notice and consent texts
inline constexpr std::size_t kDocumentBytes = 1u << 20;

// What hostile clients may make the daemon grow by, all together: frames and replies, the write
// buffers of the projections that follow what they post, and what the allocator keeps
inline constexpr std::size_t kHostileGrowthBytes = 64u << 20;

} // namespace ledger::limits
