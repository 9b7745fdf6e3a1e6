// Everything that is left of an erased person on the disk, and in a copy of it from before the
// erasure without the epoch root, in the hands of somebody who has every key that is left: nothing
// opens, nothing matches. The same search finds the person who was not erased.
#include "ledger/crypto/mac.hpp"
#include "ledger/crypto/random.hpp"
#include "ledger/event/clear_fields.hpp"
#include "tests/support/disk_search.hpp"
#include "tests/support/ledger_life.hpp"

#include <capnp/message.h>

using namespace ledger;
using namespace ledger::test;

namespace {

// Everything personal that an event may carry, each a text that stands nowhere else.
struct Person {
  explicit Person(const std::string& mark)
      : reference("canary-reference-" + mark), name_space("canary-namespace-" + mark),
        email("canary-" + mark + "@example.org"), activity("canary-undeclared-" + mark),
        order("canary-order-" + mark) {}
  std::string reference, name_space, email, activity, order;
  [[nodiscard]] std::vector<std::string> texts() const {
    return {reference, name_space, email, activity, order};
  }
};

capnp::Data::Reader blob(ByteView bytes) {
  return {bytes.data(), bytes.size()};
}

Draft consent(const std::vector<Person>& people) {
  const auto message = std::make_shared<capnp::MallocMessageBuilder>();
  auto draft = message->initRoot<wire::Draft>();
  draft.setType(wire::EventType::CONSENT_GIVEN);
  draft.setEventId(blob(random_id<EventId>().view()));
  auto clear = draft.initClear();
  clear.setOccurredAt(1'700'000'000'000'000);
  clear.setConsentMethod(wire::ConsentMethod::BOX);
  clear.initActivities(1).set(0, people[0].activity.c_str());
  auto subjects = draft.initSubjects(static_cast<unsigned>(people.size()));
  for (unsigned i = 0; i < subjects.size(); ++i) {
    subjects[i].setNamespace(people[i].name_space.c_str());
    subjects[i].setReference(blob(as_bytes(people[i].reference)));
    auto value = subjects[i].initValues(1)[0];
    value.setName("email");
    value.setValue(blob(as_bytes(people[i].email)));
  }
  auto reference = draft.initReferences(1)[0];
  reference.setField(clear_layout().find("correlation")->ordinal);
  reference.setText(people[0].order.c_str());
  return Draft(message, draft.asReader());
}

void post(OpenLedger& ledger, const std::vector<Person>& people) {
  std::vector<Draft> drafts;
  drafts.push_back(consent(people));
  auto answer = ledger.post(std::move(drafts));
  ledger->turn_ended();
  const auto receipts = answer.wait();
  REQUIRE(receipts);
  REQUIRE(receipts->has_value());
}

// What anybody could compute of a person's name and compare: hashes, without a key and under each
// key, of the reference alone and of the ways in which a name is written before it is hashed.
Values derived_from(const Person& person, const Keys& keys) {
  std::string named(2, '\0');
  named[1] = static_cast<char>(person.name_space.size());
  named += person.name_space + person.reference;
  const std::string texts[] = {person.reference, person.name_space + person.reference,
                               person.name_space + "\n" + person.reference, named};
  Values values;
  for (const std::string& text : texts) {
    values.add(sha256_as<ContentHash>({as_bytes(text)}).view());
    for (const std::string& key : keys) {
      std::array<std::uint8_t, 32> hash{};
      hmac_sha256(hash, KeyView(as_bytes(key).first<32>()), {as_bytes(text)});
      values.add(hash);
      values.add(sha256_as<ContentHash>({as_bytes(key), as_bytes(text)}).view());
    }
  }
  return values;
}

// A ledger with two people in it, copied, and one of them erased. What the copy's keyring held is
// known, since the test reads it before the root dies.
struct Fixture {
  const Person anna{"anna-7d1f"};
  const Person bert{"bert-e20c"};
  TempFolder folder;
  Site site{folder / "state"};
  MasterKey master = site_key();
  LedgerId ledger_id;
  std::string verifier_key;
  SubjectId anna_id;
  Files all; // of the copy, without its root, and of today
  OpenKeyring before;
  OpenKeyring left;

  Fixture() {
    fs::create_directory(site.state);
    const auto made = make_ledger(site.paths, master, quick_disk(folder));
    REQUIRE(made);
    ledger_id = made->ledger_id;
    verifier_key = made->verifier_key;
    {
      const auto ledger = open();
      post(*ledger, {anna});
      post(*ledger, {bert});
      post(*ledger, {anna, bert});
      REQUIRE((*ledger)->stop());
    }
    {
      const auto ledger = open();
      post(*ledger, {bert, anna}); // lies in the log only
      anna_id = (*ledger)->find_subject({anna.name_space, as_bytes(anna.reference)}).value();
    }
    fs::copy(site.state, folder / "copy", fs::copy_options::recursive);
    before.add(files_below(folder / "copy"), master, root_of(folder / "copy" / "root"), ledger_id);
    fs::remove_all(folder / "copy" / "root");
    erase_anna();
    all = files_below(site.state);
    left.add(all, master, root_of(site.paths.root), ledger_id);
    const Files copy = files_below(folder / "copy");
    left.add(copy, master, root_of(site.paths.root), ledger_id);
    all.insert(copy.begin(), copy.end());
  }

  [[nodiscard]] std::unique_ptr<OpenLedger> open() const {
    auto ledger = OpenLedger::open(site.paths, master, quick_disk(folder));
    REQUIRE(ledger);
    return std::move(*ledger);
  }

 private:
  void erase_anna() {
    const auto ledger = open();
    Answer<ErasureReport> answer;
    EraseRequest request;
    request.subject = anna_id;
    request.event_id = random_id<EventId>();
    request.source = "officer";
    (*ledger)->erase(std::move(request), answer.taker());
    const auto report = answer.wait();
    REQUIRE(report);
    REQUIRE(report->has_value());
    post(*ledger, {bert});
    REQUIRE((*ledger)->stop());
  }

  EpochRoot root_of(const fs::path& directory) const {
    const DurableFiles files(nullptr);
    const auto epoch = newest_epoch(files, directory);
    REQUIRE(epoch);
    auto root = read_root(files, directory, ledger_id, epoch->value());
    REQUIRE(root);
    return std::move(*root);
  }
};

} // namespace

TEST_CASE("with every key that is left nothing of an erased person opens in any file, old or new") {
  const Fixture ledger;
  const std::string anna(as_text(ledger.anna_id.view()));
  // The keys that died, as the copy held them under its root, are in nothing that opens.
  std::size_t died = 0;
  for (const auto& [key, subject] : ledger.before.subject_keys) {
    if (subject != anna) continue;
    ++died;
    CHECK(std::ranges::find(ledger.left.keys, key) == ledger.left.keys.end());
    CHECK_FALSE(is_in(ledger.all, key));
    for (const std::string& content : ledger.left.contents)
      CHECK(content.find(key) == std::string::npos);
  }
  CHECK(died == 1);
  REQUIRE(ledger.left.keys.size() > kPoolKeys);

  const Boxes boxes(ledger.all);
  for (std::uint64_t record = 0; record < 9; ++record)
    CHECK(boxes.records.count(record) == 1); // the search sees all of them
  int about_anna = 0;
  int opened = 0;
  for (const Box& box : boxes.all) {
    const bool hers = box.context.subject == ledger.anna_id;
    about_anna += hers ? 1 : 0;
    for (const std::string& key : ledger.left.keys) {
      if (!box.opens(as_bytes(key))) continue;
      ++opened;
      CHECK_FALSE(hers);
    }
  }
  CHECK(about_anna == 3);
  CHECK(opened >= 4); // everything about the other person, which is found the same way
}

TEST_CASE("nothing stored matches anything that can be derived from an erased person's name") {
  const Fixture ledger;
  const auto found = [&ledger](const Values& values) {
    return std::ranges::any_of(ledger.all,
                               [&values](const auto& file) { return values.in(file.second); }) ||
           std::ranges::any_of(ledger.left.contents, [&values](const std::string& content) {
             return values.in(content);
           });
  };
  CHECK_FALSE(found(derived_from(ledger.anna, ledger.left.keys)));
  CHECK(found(derived_from(ledger.bert, {ledger.left.look_up_key}))); // his look-up entry
  // The same keys did find her before: the look-up key is the old one.
  const Values hers = derived_from(ledger.anna, {ledger.before.look_up_key});
  CHECK(std::ranges::any_of(ledger.before.contents,
                            [&hers](const std::string& content) { return hers.in(content); }));
}

TEST_CASE("what is personal stands readable in no file, and everyone else is still read") {
  const Fixture ledger;
  for (const Person* person : {&ledger.anna, &ledger.bert})
    for (const std::string& text : person->texts())
      for (const std::string& form : disguises(text)) {
        CAPTURE(form);
        CHECK_FALSE(is_in(ledger.all, form));
        for (const std::string& content : ledger.left.contents)
          CHECK(content.find(form) == std::string::npos);
      }
  CHECK(is_in(ledger.all, "undeclared")); // that the search can find something

  {
    const auto open = ledger.open();
    const StoredChain chain = read_chain(*open);
    REQUIRE_FALSE(chain.broken);
    int others = 0;
    for (const StoredBox& box : chain.boxes) {
      const bool hers = box.subject == ledger.anna_id;
      CHECK(box.state == (hers ? wire::BoxState::KEY_DESTROYED : wire::BoxState::OPENED));
      if (hers) continue;
      ++others;
      CHECK(box.email == ledger.bert.email);
    }
    CHECK(others == 4);
    CHECK_FALSE((*open)->find_subject({ledger.anna.name_space, as_bytes(ledger.anna.reference)}));
    REQUIRE((*open)->stop());
  }
  check_verifies(ledger.site, {}, ledger.verifier_key);
}

TEST_CASE("a box that is moved to another record, person, class or place does not open") {
  const Fixture ledger;
  const Boxes boxes(ledger.all);
  for (const Box& box : boxes.all) {
    std::string key;
    for (const auto& [candidate, subject] : ledger.before.subject_keys)
      if (box.opens(as_bytes(candidate))) key = candidate;
    REQUIRE_FALSE(key.empty());
    for (const Box& other : boxes.all) {
      const bool same = other.record == box.record && other.context.index == box.context.index;
      Box moved = box;
      moved.context = other.context;
      CHECK(moved.opens(as_bytes(key)) == same);
    }
    Box changed = box;
    changed.context.key_class = "marketing";
    CHECK_FALSE(changed.opens(as_bytes(key)));
    changed = box;
    changed.context.incarnation = Incarnation(box.context.incarnation.get() + 1);
    CHECK_FALSE(changed.opens(as_bytes(key)));
    changed = box;
    ++changed.context.index;
    CHECK_FALSE(changed.opens(as_bytes(key)));
  }
  CHECK(boxes.all.size() == 7);
}
