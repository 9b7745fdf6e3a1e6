// People who have an id and whom no durable record names yet.
//
// A person becomes known with the first record that holds their reference in a box: from it the
// keyring is rebuilt. A batch use has no box for each, so for the people that it names and whom no
// record names yet, registrations (`subject.registered`) go in front of its parts, in one unit.
#pragma once

#include "ledger/event/prepare.hpp"
#include "ledger/keyring/keyring.hpp"

#include <mutex>
#include <unordered_set>

namespace ledger {

// kNotFound: nobody has this subject id, which stands at `place` of an event.
[[nodiscard]] tl::unexpected<Error> never_given_out(std::size_t place);

using SubjectSet = std::unordered_set<SubjectId, TailHash<SubjectId>>;

// Any thread.
class Newcomers {
 public:
  explicit Newcomers(Keyring& keyring) : keyring_(keyring) {}

  // Keyring::acquire() for a name; the person is noted here, and in `minted`, until recorded().
  [[nodiscard]] Status acquire(const SubjectName& name, std::string_view key_class,
                               SealingKey& into, SubjectSet& minted);
  void recorded(const SubjectSet& people);

  // The places among the subjects of `batch` of those who must be registered before it: nobody
  // knows them, or only the keyring does. Each person once; none of `in_unit`, whom an earlier
  // event of the same unit names. Those who have an id are put into `registered`.
  // kNotFound when a subject id was never given out: nobody can know it, so it is no fact.
  [[nodiscard]] Result<std::vector<std::uint32_t>>
  unregistered(const Prepared& batch, const SubjectSet& in_unit, SubjectSet& registered) const;

 private:
  Keyring& keyring_;
  mutable std::mutex mutex_; // held while a person is minted, so that none is known and not noted
  SubjectSet unrecorded_;
};

// Registrations of the people at `places`, 16 to an event, from the same source, at the same time
// and kept as long as the batch use. Their ids follow from its id and the places, and from nothing
// about the people: a retry in the same group makes the same events. kMalformed as prepare() says.
[[nodiscard]] Result<std::vector<Validated>> registrations(const Validated& batch,
                                                           const Prepared& prepared,
                                                           std::span<const std::uint32_t> places,
                                                           std::string_view source);

} // namespace ledger
