// What differs between two documents, and which of several versions is in force.
#include "ledger/policy/diff.hpp"
#include "ledger/policy/in_force.hpp"
#include "tests/unit/policy_support.hpp"

using namespace ledger;
using namespace ledger::policy;

namespace {

// Each change on a line of its own: "section/item field: before -> after".
std::string diff(const std::string& before, const std::string& after) {
  const auto one = parse_toml(before);
  const auto other = parse_toml(after);
  REQUIRE((one.has_value() && other.has_value()));
  std::string text;
  for (const Change& change : changes_between(*one, *other)) {
    text += change.section + "/" + change.item + " ";
    if (change.kind == Change::Kind::kChanged)
      text += change.field + ": " + change.before + " -> " + change.after + "\n";
    else
      text += change.kind == Change::Kind::kAdded ? "added\n" : "removed\n";
  }
  return text;
}

std::string with(std::string text, std::string_view old, std::string_view fresh) {
  const std::size_t at = text.find(old);
  REQUIRE(at != std::string::npos);
  return text.replace(at, old.size(), fresh);
}

Publication published(std::uint64_t record, std::string_view from, std::string_view to = {}) {
  Publication publication;
  publication.record = Sequence(record);
  publication.effective_from = at(from);
  if (!to.empty()) publication.effective_to = at(to);
  return publication;
}

// The record that is in force; 0 for none.
std::uint64_t record_at(std::span<const Publication> all, std::string_view time) {
  const auto index = in_force(all, at(time));
  return index ? all[*index].record.get() : 0;
}

} // namespace

TEST_CASE("a policy does not differ from itself, nor by comments, order, spelling or bytes") {
  const std::string text = example_text();
  CHECK(diff(text, text).empty());
  CHECK(diff(text, "# a word\n" + text + "\n").empty());
  CHECK(diff("a = [\"x\", \"y\"]\n[b]\nc = 1\n", "a = [\n'y',\n'x']\nb = { c = 0x1 }\n").empty());
  CHECK(diff("[[i]]\nid = \"a\"\n[[i]]\nid = \"b\"\n", "[[i]]\nid = \"b\"\n[[i]]\nid = \"a\"\n")
            .empty());
  CHECK(diff("d = 2018-05-25\n", "d = 2018-05-25T02:00:00+02:00\n").empty());
}

TEST_CASE("an item that is new or gone is one change, whatever is in it") {
  const std::string text = example_text();
  const std::string item =
      "[[items]]\nid = \"photo\"\nlabel = { nl = \"Foto\", en = \"Photo\", fr = "
      "\"Photo\" }\n";
  CHECK(diff(text, with(text, item, "")) == "items/photo removed\n");
  CHECK(diff(with(text, item, ""), text) == "items/photo added\n");
  // Below a section as well, and where a list was not there at all.
  const std::string kind = "[breach]\n[[breach.kinds]]\nid = \"loss\"\nlabel.en = \"Lost\"\n";
  CHECK(diff("[breach]\n", kind) == "breach.kinds/loss added\n");
  CHECK(diff(kind, "[breach]\nkinds = []\n") == "breach.kinds/loss removed\n");
}

TEST_CASE("a changed field is given with what stood there and what stands there") {
  const std::string text = example_text();
  CHECK(diff(text, with(text, "ground.assessed = \"contract\"\nground.also", "ground.also")) ==
        "activities/customer.invoicing ground.assessed: \"contract\" -> \n");
  CHECK(diff(text, with(text, "period = \"P3Y\"", "period = \"P2Y\"")) ==
        "retention/ret.prospect-3y period: \"P3Y\" -> \"P2Y\"\n");
  CHECK(diff(text, with(text, "version = \"2026.1\"", "version = \"2026.2\"")) ==
        "/ version: \"2026.1\" -> \"2026.2\"\n");
  CHECK(diff(text, with(text, "lookup_factor = 5", "lookup_factor = 6")) ==
        "parameters/ lookup_factor: 5 -> 6\n");
  CHECK(diff(text, with(text, "label = { nl = \"Foto\"", "label = { nl = \"Beeld\"")) ==
        "items/photo label.nl: \"Foto\" -> \"Beeld\"\n");
  CHECK(diff(text, with(text, "valid_to = 2020-07-16", "valid_to = 2020-07-17")) ==
        "transfer_mechanisms/tm.privacy-shield valid_to: 2020-07-16 -> 2020-07-17\n");
  CHECK(diff(text, with(text, "unsubscribe_everywhere = true\n", "")) ==
        "parameters/ unsubscribe_everywhere: true -> \n");
  CHECK(diff("[breach]\nx = 1\n", "") == "breach/ x: 1 -> \n");
}

TEST_CASE("of a list only what it lost and gained is different") {
  const auto one = parse_toml("[[c]]\nid = \"a\"\nlabel.en = \"A\"\nwho = [\"x\", \"y\", \"y\"]\n");
  const auto other =
      parse_toml("[[c]]\nid = \"a\"\nlabel.en = \"B\"\nwho = [\"z\", \"y\", \"x\"]\n");
  REQUIRE((one && other));
  const auto changes = changes_between(*one, *other);
  REQUIRE(changes.size() == 2);
  CHECK(changes[0].field == "label.en");
  const Change& list = changes[1];
  CHECK(list.field == "who");
  CHECK(list.lost == std::vector<std::string>{"\"y\""});
  CHECK(list.gained == std::vector<std::string>{"\"z\""});
  CHECK(list.kept_some);
  CHECK(list.before == "[\"x\", \"y\", \"y\"]");
  CHECK(list.label.in("en") == "B");
}

TEST_CASE("adequacy decisions go by territory and decision, recipients by their legal name") {
  const std::string text = example_text();
  CHECK(
      diff(text, with(text, "valid_to = 2031-12-27", "valid_to = 2025-12-27")) ==
      "adequacy/GB (EU) 2021/1772, renewed in December 2025 valid_to: 2031-12-27 -> 2025-12-27\n");
  const auto one = parse_toml(text);
  const auto other =
      parse_toml(with(text, "name = \"Example Pay NV\"", "name = \"Pay \\\"2\\\"\""));
  REQUIRE((one && other));
  const auto changes = changes_between(*one, *other);
  REQUIRE(changes.size() == 1);
  CHECK(changes[0].label.in("nl") == "Pay \"2\"");
  CHECK(changes[0].after == "\"Pay \\\"2\\\"\"");
}

TEST_CASE("two policies with nothing in common differ in every item, in a fixed order") {
  const std::string there = diff(example_text(), policy_text("webshop.toml"));
  CHECK(there == diff(example_text(), policy_text("webshop.toml")));
  CHECK(there.find("activities/bookkeeping added\nactivities/chat.conversation removed\n") !=
        std::string::npos);
  CHECK(there.find("controller/ id: \"controller\" -> \"pantry\"\n") != std::string::npos);
}

TEST_CASE("the version in force is the one that began last, until it or the next one ends it") {
  const std::vector<Publication> all = {published(1, "2018-05-25"),
                                        published(40, "2026-01-01", "2026-06-01")};
  CHECK(record_at(all, "2018-05-24T23:59:59Z") == 0);
  CHECK(record_at(all, "2018-05-25") == 1);
  CHECK(record_at(all, "2025-12-31T23:59:59Z") == 1);
  CHECK(record_at(all, "2026-01-01") == 40);
  CHECK(record_at(all, "2026-05-31T23:59:59Z") == 40);
  CHECK(record_at(all, "2026-06-01") == 1);
  CHECK(record_at({}, "2026-06-01") == 0);
}

TEST_CASE("a version that is published late holds for its own time only, and undoes no later one") {
  const std::vector<Publication> all = {published(1, "2018-05-25"), published(40, "2026-01-01"),
                                        published(90, "2025-06-01"), published(95, "2026-01-01")};
  const std::span<const Publication> known(all);
  CHECK(record_at(known, "2025-08-01") == 90);
  CHECK(record_at(known, "2026-02-01") == 95); // published again for the same day
  // As it was known before the late ones were recorded.
  CHECK(record_at(known.first(2), "2025-08-01") == 1);
  CHECK(record_at(known.first(3), "2026-02-01") == 40);
}
