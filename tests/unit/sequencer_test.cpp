// One order for everything: many threads submit, one group after the other is stored, and each is
// told what became of its event.
#include "ledger/chain/record.hpp"
#include "ledger/crypto/random.hpp"
#include "ledger/event/own_events.hpp"
#include "ledger/keyring/keyring.hpp"
#include "ledger/sequencer/sequencer.hpp"
#include "ledger/store/head.hpp"
#include "ledger/store/store.hpp"
#include "tests/support/store_testing.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <future>
#include <mutex>
#include <thread>

using namespace ledger;

namespace {

// A ledger's store, head and keyring in a folder of its own, with nothing in it yet.
struct House {
  test::TempFolder folder;
  DurableFiles files{nullptr};
  LedgerId ledger_id{std::array<std::uint8_t, 16>{7}};
  MasterKey master{KeyView(std::array<std::uint8_t, 32>{1})};
  std::unique_ptr<Store> store;
  std::unique_ptr<Head> head;
  std::unique_ptr<Keyring> keyring;
  std::unique_ptr<Clock> clock = make_system_clock();
  std::mutex mutex;
  std::vector<Error> fatal; // under mutex

  House() {
    const KeyringPaths paths{folder.path() / "keyring", folder.path() / "root"};
    const SigningSeed seed{KeyView(std::array<std::uint8_t, 32>{2})};
    REQUIRE(Keyring::create(files, paths, master, ledger_id, seed).has_value());
    auto opened = Keyring::open(files, paths, master, ledger_id);
    REQUIRE(opened.has_value());
    keyring = std::move(*opened);
    REQUIRE(keyring->finish_replay().has_value());
    StoreOptions options;
    options.directory = folder.path() / "ledger";
    options.create = true;
    auto made = Store::open(options);
    REQUIRE(made.has_value());
    store = std::move(*made);
    REQUIRE(files.create_directory(folder.path() / "head").has_value());
    REQUIRE(Head::create(files, folder.path() / "head").has_value());
    auto beside = Head::open(files, folder.path() / "head", DerivedKey());
    REQUIRE(beside.has_value());
    head = std::move(*beside);
  }

  SequencerOptions options() {
    SequencerOptions made;
    made.ledger_id = ledger_id;
    made.deliver = [](const std::vector<std::function<void()>>& done) {
      for (const auto& one : done)
        one();
    };
    made.on_fatal = [this](const Error& error) {
      const std::lock_guard lock(mutex);
      fatal.push_back(error);
    };
    return made;
  }
};

} // namespace

TEST_CASE("units of many threads are stored in one gapless, chained order") {
  constexpr int kThreads = 4;
  constexpr int kEach = 50;
  House house;
  std::vector<std::uint64_t> sequences;
  std::mutex mutex;
  {
    Sequencer sequencer(*house.store, *house.head, *house.keyring, *house.clock, TileStack(),
                        house.options());
    std::vector<std::thread> threads;
    for (int t = 0; t < kThreads; ++t)
      threads.emplace_back([&] {
        for (int i = 0; i < kEach; ++i) {
          const Status queued = sequencer.submit(Unit({heartbeat()}, [&](const UnitResult& result) {
            const std::lock_guard lock(mutex);
            sequences.push_back(result ? result->front().sequence.get() : ~std::uint64_t{0});
          }));
          if (queued) sequencer.commit_or_kick();
        }
      });
    for (std::thread& thread : threads)
      thread.join();
    sequencer.stop();
    CHECK(sequencer.durable().size == TreeSize(kThreads * kEach));
  }
  std::sort(sequences.begin(), sequences.end());
  REQUIRE(sequences.size() == std::size_t{kThreads * kEach});
  for (std::size_t i = 0; i < sequences.size(); ++i)
    CHECK(sequences[i] == i);
  CHECK(house.fatal.empty());

  LeafHash previous;
  const Status chained = house.store->scan(Sequence(0), TreeSize(kThreads * kEach),
                                           [&](Sequence sequence, ByteView record) -> Status {
                                             const auto header = parse_header(record);
                                             REQUIRE(header.has_value());
                                             CHECK(header->sequence == sequence);
                                             CHECK(header->previous == previous);
                                             CHECK((header->flags & kControlRecord) != 0);
                                             previous = hash_leaf(record);
                                             return {};
                                           });
  CHECK(chained.has_value());
}

TEST_CASE("a stopped sequencer answers what it took and takes nothing more") {
  House house;
  Sequencer sequencer(*house.store, *house.head, *house.keyring, *house.clock, TileStack(),
                      house.options());
  std::atomic<int> answered{0};
  for (int i = 0; i < 10; ++i)
    REQUIRE(sequencer
                .submit(Unit({heartbeat()},
                             [&](const UnitResult& result) {
                               if (result) ++answered;
                             }))
                .has_value());
  sequencer.stop();
  CHECK(answered == 10);
  const Status late = sequencer.submit(Unit({heartbeat()}, UnitDone()));
  REQUIRE_FALSE(late.has_value());
  CHECK(late.error().code() == Errc::kStopping);
}

TEST_CASE("a committer that was woken for nothing is woken again for the next unit") {
  // Time that stands still makes every sync a fast one, so that this thread commits by itself.
  struct StoppedClock : Clock {
    Timestamp now() const override { return Timestamp(1'700'000'000'000'000); }
    std::chrono::microseconds monotonic() const override { return {}; }
    bool synchronised() const override { return true; }
  };
  House house;
  const StoppedClock clock;
  Sequencer sequencer(*house.store, *house.head, *house.keyring, clock, TileStack(),
                      house.options());
  for (int i = 0; i < 50; ++i) {
    CAPTURE(i);
    REQUIRE(sequencer.submit(Unit({heartbeat()}, UnitDone())));
    sequencer.kick();
    sequencer.commit_or_kick(); // before the committer is awake
    const auto stored = std::make_shared<std::promise<void>>();
    REQUIRE(sequencer.submit(
        Unit({heartbeat()}, [stored](const UnitResult&) { stored->set_value(); })));
    sequencer.kick();
    REQUIRE(stored->get_future().wait_for(std::chrono::seconds(20)) == std::future_status::ready);
  }
}

TEST_CASE("the head beside the store is where the last group ended") {
  House house;
  {
    Sequencer sequencer(*house.store, *house.head, *house.keyring, *house.clock, TileStack(),
                        house.options());
    for (int i = 0; i < 300; ++i)
      REQUIRE(sequencer.submit(Unit({heartbeat()}, UnitDone())).has_value());
    sequencer.stop();
    const DurableState durable = sequencer.durable();
    const DerivedKey key;
    const auto head = Head::read(house.files, house.folder.path() / "head", &key);
    REQUIRE(head.has_value());
    CHECK(head->state.size == durable.size);
    CHECK(head->state.root == durable.root);
    CHECK(head->state.last_leaf == durable.last_leaf);
  }
  CHECK(house.store->tile(0, 0).value().has_value());
  CHECK_FALSE(house.store->tile(0, 1).value().has_value());
}
