#include "ledger/keyring/epoch.hpp"
#include "ledger/keyring/file_names.hpp"
#include "ledger/keyring/index.hpp"
#include "ledger/keyring/page.hpp"
#include "tests/unit/keyring_support.hpp"

using namespace ledger;
using namespace ledger::test;

namespace {

const std::vector<std::string> kMarketing{"marketing"};

// Is `needle` in the plaintext of any page file among `files` that a key of the index of today
// opens?
bool opens_today(const House& house, const std::map<std::filesystem::path, std::string>& files,
                 const std::string& needle) {
  const std::uint64_t epoch = must(newest_epoch(house.files, house.paths.root)).value();
  const EpochRoot root = must(read_root(house.files, house.paths.root, house.ledger_id, epoch));
  const std::string sealed = read_file(house.paths.keyring / index_file_name(epoch));
  const SecretBytes plaintext = must(
      open_index({house.ledger_id, epoch}, {house.master, root}, as_bytes(sealed), "the index"));
  const auto index = decode_index(plaintext.view());
  REQUIRE(index);
  int opened = 0;
  bool found = as_text(plaintext.view()).find(needle) != std::string_view::npos;
  for (const auto& [file, bytes] : files) {
    const std::string name = file.filename().string();
    if (!name.starts_with(kPagePrefix)) continue;
    const auto page = static_cast<std::uint32_t>(std::stoul(name.substr(5, 8), nullptr, 16));
    const std::uint64_t generation = std::stoull(name.substr(14), nullptr, 16);
    for (const IndexImage::Page& entry : index->pages) {
      const auto content = open_page({house.ledger_id, page, generation}, as_bytes(bytes),
                                     KeyView(entry.key.first<32>()));
      if (!content) continue;
      ++opened;
      found |= as_text(content->view()).find(needle) != std::string_view::npos;
    }
  }
  CHECK(opened > 0); // pages that held nobody who was erased still open
  return found;
}

} // namespace

TEST_CASE("erasing one class leaves the others, and the next key is the next incarnation") {
  House house;
  house.create();
  auto keyring = house.open();
  const SealingKey kept = must(keyring->acquire(person("anna"), "invoice"));
  const SealingKey gone = must(keyring->acquire(person("anna"), "marketing"));
  const std::uint64_t count = keyring->erasure_count();

  const ErasurePlan plan = must(keyring->mark_erased(kept.subject, kMarketing, Sequence(9)));
  CHECK_FALSE(plan.whole);
  CHECK(plan.erasure == Sequence(9));
  REQUIRE(plan.keys.size() == 1);
  CHECK(plan.keys[0].key_id == gone.key_id);
  CHECK(plan.keys[0].key_class == "marketing");
  CHECK(plan.keys[0].incarnation == Incarnation(1));
  CHECK(keyring->erasure_count() > count);
  CHECK_FALSE(keyring->is_live(gone.subject, "marketing", Incarnation(1)));
  CHECK(keyring->is_live(gone.subject, "invoice", Incarnation(1)));
  CHECK(keyring->key(gone.key_id)); // marked, not yet destroyed

  const SealingKey next = must(keyring->acquire(person("anna"), "marketing"));
  CHECK(next.subject == gone.subject);
  CHECK(next.incarnation == Incarnation(2));
  CHECK(next.key_id != gone.key_id);

  must(keyring->destroy(plan));
  CHECK_FALSE(keyring->key(gone.key_id));
  CHECK(keyring->key(kept.key_id));
  CHECK(keyring->key(next.key_id));
  CHECK_FALSE(keyring->erased(kept.subject));
  CHECK(keyring->status().epoch == 2);

  must(keyring->close(TreeSize(20)));
  keyring.reset();
  keyring = house.open();
  CHECK_FALSE(keyring->key(gone.key_id));
  CHECK(keyring->key(kept.key_id));
  CHECK(keyring->is_live(gone.subject, "marketing", Incarnation(2)));
  CHECK_FALSE(keyring->is_live(gone.subject, "marketing", Incarnation(1)));
}

TEST_CASE("erasing the person frees the name for a new one and leaves only after-erasure") {
  House house;
  house.create();
  auto keyring = house.open();
  const SealingKey invoice = must(keyring->acquire(person("anna"), "invoice"));
  const SealingKey marketing = must(keyring->acquire(person("anna"), "marketing"));
  keyring->link(person("second name"), invoice.subject);
  const ErasurePlan plan = must(keyring->mark_erased(invoice.subject, {}, Sequence(9)));
  CHECK(plan.whole);
  CHECK(plan.keys.size() == 2);
  CHECK(keyring->erased(invoice.subject));
  CHECK(keyring->knows(invoice.subject));
  CHECK_FALSE(keyring->find(person("anna")));
  CHECK_FALSE(keyring->find(person("second name")));

  const SealingKey returned = must(keyring->acquire(person("anna"), "invoice"));
  const SealingKey later = must(keyring->acquire(invoice.subject, "invoice"));
  CHECK(returned.subject != invoice.subject);
  CHECK(later.subject == invoice.subject);
  CHECK(later.key_class == kAfterErasure);
  keyring->link(person("second name"), invoice.subject); // a late replay brings no name back
  CHECK_FALSE(keyring->find(person("second name")));

  must(keyring->destroy(plan));
  must(keyring->destroy(plan)); // as often as wanted
  CHECK(keyring->status().epoch == 2);
  must(keyring->close(TreeSize(20)));
  keyring.reset();
  keyring = house.open();
  CHECK_FALSE(keyring->key(invoice.key_id));
  CHECK_FALSE(keyring->key(marketing.key_id));
  CHECK(keyring->key(later.key_id));
  CHECK(keyring->erased(invoice.subject));
  CHECK(keyring->find(person("anna")) == returned.subject);
  CHECK_FALSE(keyring->find(person("second name")));
  CHECK(must(keyring->acquire(invoice.subject, "marketing")).key_id == later.key_id);
}

TEST_CASE("an erased id can be erased again, with what was reported since") {
  House house;
  house.create();
  auto keyring = house.open();
  const SealingKey first = must(keyring->acquire(person("anna"), "invoice"));
  must(keyring->destroy(must(keyring->mark_erased(first.subject, {}, Sequence(9)))));
  const SealingKey later = must(keyring->acquire(first.subject, "invoice"));
  CHECK(must(keyring->mark_erased(first.subject, {}, Sequence(9))).keys.empty());
  CHECK(keyring->is_live(first.subject, kAfterErasure, Incarnation(1)));
  const ErasurePlan second = must(keyring->mark_erased(first.subject, {}, Sequence(15)));
  REQUIRE(second.keys.size() == 1);
  must(keyring->destroy(second));
  CHECK_FALSE(keyring->key(later.key_id));
  CHECK(must(keyring->acquire(first.subject, "invoice")).incarnation == Incarnation(2));
}

TEST_CASE("marking twice for one erasure moves nothing, for a later one it does") {
  House house;
  house.create();
  auto keyring = house.open();
  const SealingKey old = must(keyring->acquire(person("anna"), "marketing"));
  static_cast<void>(must(keyring->mark_erased(old.subject, kMarketing, Sequence(9))));
  const SealingKey next = must(keyring->acquire(person("anna"), "marketing"));
  const ErasurePlan again = must(keyring->mark_erased(old.subject, kMarketing, Sequence(9)));
  REQUIRE(again.keys.size() == 1);
  CHECK(again.keys[0].key_id == old.key_id);
  CHECK(keyring->is_live(old.subject, "marketing", next.incarnation));
  const ErasurePlan second = must(keyring->mark_erased(old.subject, kMarketing, Sequence(12)));
  CHECK(second.keys.size() == 2);
  CHECK_FALSE(keyring->is_live(old.subject, "marketing", next.incarnation));
}

TEST_CASE("nothing to erase is an empty plan, and a stranger is not found") {
  House house;
  house.create();
  auto keyring = house.open();
  const SealingKey key = must(keyring->acquire(person("anna"), "invoice"));
  const ErasurePlan nothing = must(keyring->mark_erased(key.subject, kMarketing, Sequence(9)));
  CHECK(nothing.keys.empty());
  must(keyring->destroy(nothing));
  CHECK(keyring->status().epoch == 1);
  const auto stranger = keyring->mark_erased(random_id<SubjectId>(), {}, Sequence(9));
  REQUIRE_FALSE(stranger.has_value());
  CHECK(stranger.error().code() == Errc::kNotFound);
  CHECK(keyring->live_keys(key.subject).size() == 1);
  CHECK(keyring->is_live(key.subject, "invoice", Incarnation(1))); // planning moves no mark
}

TEST_CASE("a plan that comes from the chain destroys what an older keyring still holds") {
  House house;
  house.create();
  auto keyring = house.open();
  const SealingKey held = must(keyring->acquire(person("anna"), "invoice"));
  ErasurePlan recorded;
  recorded.subject = held.subject;
  recorded.erasure = Sequence(30);
  recorded.whole = true;
  recorded.keys = {name_of(held), KeyName(random_id<KeyId>(), "marketing", Incarnation(3))};
  must(keyring->destroy(recorded));
  CHECK_FALSE(keyring->key(held.key_id));
  CHECK(keyring->erased(held.subject));
  CHECK_FALSE(keyring->find(person("anna")));
  must(keyring->destroy(recorded));
  CHECK(keyring->status().epoch == 2);

  ErasurePlan of_unknown;
  of_unknown.subject = random_id<SubjectId>();
  of_unknown.whole = true;
  of_unknown.keys = {KeyName(random_id<KeyId>(), "invoice", Incarnation(1))};
  must(keyring->destroy(of_unknown));
  CHECK(keyring->erased(of_unknown.subject));
  must(keyring->close(TreeSize(40)));
  keyring.reset();
  keyring = house.open();
  CHECK(keyring->erased(of_unknown.subject));
  CHECK(must(keyring->acquire(of_unknown.subject, "invoice")).key_class == kAfterErasure);
}

TEST_CASE("a destroyed key is in nothing that any copy of the files still opens") {
  House house;
  house.create();
  auto keyring = house.open();
  const SealingKey victim = must(keyring->acquire(person("anna"), "invoice"));
  const SealingKey neighbour = must(keyring->acquire(person("bert"), "invoice"));
  must(keyring->flush(TreeSize(2)));
  const auto before = files_below(house.paths.keyring); // a thief's copy, without the root
  CHECK(opens_today(house, before, bytes_of(victim)));
  const ErasurePlan plan = must(keyring->mark_erased(victim.subject, {}, Sequence(2)));
  must(keyring->flush(TreeSize(3)));
  const auto between = files_below(house.paths.keyring);
  must(keyring->destroy(plan));

  const auto after = files_below(house.folder.path());
  for (const auto* files : {&before, &between, &after}) {
    CHECK_FALSE(opens_today(house, *files, bytes_of(victim)));
    for (const auto& entry : *files) {
      const std::string& bytes = entry.second;
      CAPTURE(entry.first.string());
      CHECK(bytes.find(bytes_of(victim)) == std::string::npos);
    }
  }
  CHECK(opens_today(house, after, bytes_of(neighbour)));

  // The old index, under its own name or the new one, does not open either.
  const std::uint64_t epoch = keyring->status().epoch;
  keyring.reset();
  const std::string old_index = before.at(house.paths.keyring / index_file_name(epoch - 1));
  const EpochRoot root = must(read_root(house.files, house.paths.root, house.ledger_id, epoch));
  const auto opened = open_index({house.ledger_id, epoch - 1}, {house.master, root},
                                 as_bytes(old_index), "the old index");
  REQUIRE_FALSE(opened.has_value());
  CHECK(opened.error().code() == Errc::kWrongKey);
  write_file(house.paths.keyring / index_file_name(epoch), old_index);
  CHECK_FALSE(house.try_open().has_value());
}

TEST_CASE("no key, name or root stands in the open in any file of the keyring folder") {
  House house;
  random_secret_bytes(house.seed.writable());
  house.create();
  auto keyring = house.open();
  const SealingKey key = must(keyring->acquire(person("anna.peeters@example.org"), "invoice"));
  must(keyring->close(TreeSize(1)));
  const EpochRoot root = must(read_root(house.files, house.paths.root, house.ledger_id, 1));
  for (const auto& entry : files_below(house.paths.keyring)) {
    const std::filesystem::path& file = entry.first;
    const std::string& bytes = entry.second;
    CAPTURE(file.string());
    CHECK(bytes.find("anna") == std::string::npos);
    CHECK(bytes.find("invoice") == std::string::npos);
    CHECK(bytes.find(bytes_of(key)) == std::string::npos);
    CHECK(bytes.find(bytes_of(root.view())) == std::string::npos);
    CHECK(bytes.find(bytes_of(house.master.view())) == std::string::npos);
    CHECK(bytes.find(bytes_of(house.seed.view())) == std::string::npos);
    CHECK((std::filesystem::status(file).permissions() & std::filesystem::perms(077)) ==
          std::filesystem::perms::none);
  }
}
