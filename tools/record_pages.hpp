// Records that a daemon hands out page after page.
#pragma once

#include "ledger/store/store.hpp"
#include "tools/client.hpp"

#include <functional>

namespace ledger::tools {

// Fills a request for the records from that number on.
using AskForPage = std::function<void(RequestMessage& request, std::uint64_t from)>;

// Visits every record of every page, each asked for from where the one before ended, until `end`;
// nothing: until what the first reply says is all. `deadline`: of the reply to a request made now.
// kReordered: a page that does not go on behind the last, goes beyond the end, or is empty before
// it, so that no daemon leads in circles. Else the errors of the client and of `visit`.
[[nodiscard]] Status read_pages(Client& client, const std::function<Deadline()>& deadline,
                                std::optional<TreeSize> end, const AskForPage& ask,
                                const RecordVisitor& visit);

} // namespace ledger::tools
