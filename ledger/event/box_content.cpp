#include "ledger/event/box_content.hpp"

#include "ledger/event/canonical.hpp"
#include "ledger/event/views.hpp"

namespace ledger {
namespace {

void write_hidden(CanonicalWriter& out, CanonicalWriter::Place place,
                  std::span<const Hidden> hidden) {
  // The data section of HiddenText: field in the low 16 bits, index above; one text pointer.
  bool any_data = false;
  for (const Hidden& text : hidden)
    any_data |= text.field != 0 || text.index != 0;
  const std::size_t data_words = any_data ? 1 : 0;
  const auto first = out.add_structs(place, hidden.size(), data_words, 1);
  for (std::size_t i = 0; i < hidden.size(); ++i) {
    const auto at = first + i * (data_words + 1);
    if (any_data) out.set(at, hidden[i].field | std::uint64_t{hidden[i].index} << 16);
    out.add_text(at + data_words, hidden[i].text);
  }
}

void write_values(CanonicalWriter& out, CanonicalWriter::Place place,
                  capnp::List<wire::NamedValue>::Reader values) {
  // Fetched once: every fetch counts against what may be visited of the message.
  boost::container::small_vector<ByteView, 4> bytes;
  bool any_value = false;
  for (const auto value : values) {
    bytes.push_back(view(value.getValue()));
    any_value |= !bytes.back().empty();
  }
  const std::size_t pointers = any_value ? 2 : 1;
  const auto first = out.add_structs(place, values.size(), 0, pointers);
  for (unsigned i = 0; i < values.size(); ++i) {
    out.add_text(first + i * pointers, view(values[i].getName()));
    if (!bytes[i].empty()) out.add_data(first + i * pointers + 1, bytes[i]);
  }
}

} // namespace

SecretBytes write_box_content(const SubjectMention& subject, wire::DraftSubject::Reader draft,
                              std::span<const Hidden> slugs, std::span<const Hidden> references) {
  const bool used[] = {!subject.name_space.empty(),  !subject.reference.empty(),
                       draft.getValues().size() > 0, !slugs.empty(),
                       !references.empty(),          draft.getFormer().size() > 0};
  std::size_t pointers = std::size(used);
  while (pointers > 0 && !used[pointers - 1])
    --pointers;
  if (pointers == 0) return SecretBytes();

  CanonicalWriter out;
  const auto root = out.add_struct(CanonicalWriter::kRoot, 0, pointers);
  if (used[0]) out.add_text(root, subject.name_space);
  if (used[1]) out.add_data(root + 1, subject.reference);
  if (used[2]) write_values(out, root + 2, draft.getValues());
  if (used[3]) write_hidden(out, root + 3, slugs);
  if (used[4]) write_hidden(out, root + 4, references);
  if (used[5]) write_values(out, root + 5, draft.getFormer());
  SecretBytes content(out.bytes().size());
  std::copy(out.bytes().begin(), out.bytes().end(), content.writable().begin());
  out.wipe_words();
  return content;
}

} // namespace ledger
