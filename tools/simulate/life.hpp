// The lives of people: how they come, what is done with their data while they stay, what they ask
// for and how they leave.
#pragma once

#include "tools/simulate/person.hpp"

namespace ledger::tools {

// Plans the lives of all people of the options, and the mailings to them. `acts` outlives the run.
void plan_lives(Acts& acts);

// One request of a person, from its coming in to its answer, all in time. The person is there and
// not busy.
void exercise_a_right(Acts& acts, const PersonPtr& person);
// A claim for damages, with a hold on the person's data until it is settled.
void claim_damages(Acts& acts, const PersonPtr& person);

} // namespace ledger::tools
