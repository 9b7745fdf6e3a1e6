#include "tools/simulate/history.hpp"

#include "tools/simulate/breach.hpp"
#include "tools/simulate/life.hpp"
#include "tools/simulate/office.hpp"

namespace ledger::tools {

Result<std::vector<InjectedBreach>>
tell_history(const Policy& policy, const HistoryOptions& options, const EventSink& sink) {
  LEDGER_ASSIGN(policy::Calendar calendar, policy::Calendar::make(policy.contents().calendar));
  World world(policy, std::move(calendar), options, sink);
  const std::vector<Role> roles = roles_of(policy.contents());
  Acts acts(world, roles);
  plan_office(acts);
  plan_lives(acts);
  LEDGER_ASSIGN(const auto planned, plan_breaches(world, roles));
  world.run();
  return told_of(planned);
}

} // namespace ledger::tools
