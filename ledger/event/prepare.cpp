#include "ledger/event/prepare.hpp"

#include "ledger/event/box_content.hpp"
#include "ledger/event/canonical.hpp"
#include "ledger/event/views.hpp"

#include <capnp/any.h>
#include <kj/exception.h>

#include <cstring>

namespace ledger {
namespace {

// Asked for every id of every event: by ordinal, not by name.
SlugKind slug_kind_of(const ClearField& field) {
  static const std::vector<SlugKind> kinds = [] {
    std::vector<SlugKind> all;
    for (const ClearField& each : clear_layout().fields)
      all.push_back(slug_kind_of_field(each.name));
    return all;
  }();
  return kinds[field.ordinal];
}

using Words = boost::container::small_vector<std::uint64_t, 64>;

// Writes the clear part in canonical form and notes what it had to hide.
class ClearWriter {
 public:
  ClearWriter(wire::Draft::Reader draft, const PrepareContext& context)
      : draft_(draft), context_(context), clear_(draft.getClear()),
        section_(clear_.getPointerSection()) {}

  void write() {
    Words data(clear_layout().data_words);
    const ByteView raw = view(clear_.getDataSection());
    std::memcpy(data.data(), raw.data(), std::min(raw.size(), data.size() * 8));
    while (!data.empty() && data.back() == 0)
      data.pop_back();

    boost::container::small_vector<const ClearField*, 64> pointers(clear_layout().pointers);
    for (const ClearField& field : clear_layout().fields)
      if (field.is_pointer && (present(field) || reference_text(field) != nullptr))
        pointers[field.index] = &field;
    while (!pointers.empty() && pointers.back() == nullptr)
      pointers.pop_back();

    const auto root = out_.add_struct(CanonicalWriter::kRoot, data.size(), pointers.size());
    for (std::size_t i = 0; i < data.size(); ++i)
      out_.set(root + i, data[i]);
    for (std::size_t i = 0; i < pointers.size(); ++i)
      if (pointers[i] != nullptr) write_pointer(root + data.size() + i, *pointers[i]);
  }

  [[nodiscard]] std::vector<std::uint64_t> message() const {
    return {out_.words().begin(), out_.words().end()};
  }
  std::vector<Hidden> slugs;
  std::vector<Hidden> references;

 private:
  // Absent and empty are the same; only what holds something is written.
  bool present(const ClearField& field) const {
    if (field.index >= section_.size() || section_[field.index].isNull()) return false;
    const auto pointer = section_[field.index];
    switch (field.kind) {
    case FieldKind::kSlugList:
    case FieldKind::kLanguages:
      return pointer.getAs<capnp::List<capnp::Text>>().size() > 0;
    case FieldKind::kCauses:
      return pointer.getAs<capnp::List<std::uint64_t>>().size() > 0;
    case FieldKind::kDocuments:
      return pointer.getAs<capnp::List<wire::DocumentRef>>().size() > 0;
    case FieldKind::kReference:
    case FieldKind::kReferences:
      return pointer.getAs<capnp::Data>().size() > 0;
    default:
      return true;
    }
  }

  const std::string_view* reference_text(const ClearField& field) {
    if (field.kind != FieldKind::kReference) return nullptr;
    for (const auto reference : draft_.getReferences())
      if (reference.getField() == field.ordinal) {
        text_ = view(reference.getText());
        return &text_;
      }
    return nullptr;
  }

  std::string_view declared(const ClearField& field, std::uint16_t index, std::string_view slug) {
    const SlugBook& book = context_.policy.slugs;
    // What an erasure covers must be readable when a crash interrupted it.
    const bool known = field.name == "keyClasses" ? book.knows_key_class(slug)
                                                  : book.knows(slug_kind_of(field), slug);
    if (slug == kUndeclared || known) return slug;
    slugs.emplace_back(field, index, slug);
    return kUndeclared;
  }

  void write_pointer(CanonicalWriter::Place place, const ClearField& field) {
    if (const std::string_view* text = reference_text(field)) {
      references.emplace_back(field, std::uint16_t{0}, *text);
      out_.add_data(place, context_.hash_reference(*text).view());
      return;
    }
    const auto pointer = section_[field.index];
    switch (field.kind) {
    case FieldKind::kSlug:
      out_.add_text(place, declared(field, 0, view(pointer.getAs<capnp::Text>())));
      return;
    case FieldKind::kCountry:
    case FieldKind::kLanguage:
      out_.add_text(place, view(pointer.getAs<capnp::Text>()));
      return;
    case FieldKind::kSlugList:
    case FieldKind::kLanguages:
      write_texts(place, field, pointer.getAs<capnp::List<capnp::Text>>());
      return;
    case FieldKind::kCauses: {
      const auto causes = pointer.getAs<capnp::List<std::uint64_t>>();
      const auto first = out_.add_u64s(place, causes.size());
      for (unsigned i = 0; i < causes.size(); ++i)
        out_.set(first + i, causes[i]);
      return;
    }
    case FieldKind::kDocuments: {
      const auto documents = pointer.getAs<capnp::List<wire::DocumentRef>>();
      const auto first = out_.add_structs(place, documents.size(), 1, 1);
      for (unsigned i = 0; i < documents.size(); ++i) {
        out_.set(first + 2 * i, static_cast<std::uint64_t>(documents[i].getKind()) |
                                    static_cast<std::uint64_t>(documents[i].getMaterial()) << 16);
        out_.add_data(first + 2 * i + 1, view(documents[i].getHash()));
      }
      return;
    }
    default:
      out_.add_data(place, view(pointer.getAs<capnp::Data>()));
    }
  }

  void write_texts(CanonicalWriter::Place place, const ClearField& field,
                   capnp::List<capnp::Text>::Reader texts) {
    const auto first = out_.add_pointers(place, texts.size());
    for (unsigned i = 0; i < texts.size(); ++i) {
      const std::string_view text = view(texts[i]);
      out_.add_text(first + i, field.kind == FieldKind::kSlugList
                                   ? declared(field, static_cast<std::uint16_t>(i), text)
                                   : text);
    }
  }

  wire::Draft::Reader draft_;
  const PrepareContext& context_;
  capnp::AnyStruct::Reader clear_;
  capnp::List<capnp::AnyPointer>::Reader section_;
  std::string_view text_;
  CanonicalWriter out_;
};

SubjectMention mention(wire::DraftSubject::Reader draft, std::string_view source) {
  SubjectMention subject;
  if (draft.getSubjectId().size() > 0) {
    subject.id = SubjectId(view(draft.getSubjectId()).first<SubjectId::kSize>());
    return subject;
  }
  const std::string_view given = view(draft.getNamespace());
  subject.name_space = given.empty() ? source : given;
  subject.reference = view(draft.getReference());
  return subject;
}

std::string_view resolve_class(wire::Clear::Reader clear, const SlugBook& slugs,
                               std::string_view otherwise) {
  if (clear.hasRetentionClass()) {
    const std::string_view stated = view(clear.getRetentionClass());
    return slugs.knows(SlugKind::kClass, stated) ? stated : otherwise;
  }
  if (clear.getActivities().size() > 0)
    if (const std::string* found = slugs.class_of_activity(view(clear.getActivities()[0])))
      return *found;
  return otherwise;
}

// An event about nobody that has something to hide is sealed under a key of its own: an id that is
// no person's, found again by a retry of the event and by nothing else.
void add_own_file(Prepared& prepared, const Validated& event, const ClearWriter& writer) {
  SubjectMention& file = prepared.subjects.emplace_back();
  file.name_space = kEventNamespace;
  file.reference = event.event_id().view();
  prepared.contents.push_back(
      write_box_content(file, wire::DraftSubject::Reader(), writer.slugs, writer.references));
}

Prepared prepare_or_throw(const Validated& event, const PrepareContext& context) {
  const wire::Draft::Reader& draft = event.reader();
  ClearWriter writer(draft, context);
  writer.write();

  Prepared prepared;
  prepared.clear = writer.message();
  prepared.key_class = resolve_class(draft.getClear(), context.policy.slugs, "unclassified");
  const bool batch = event.type().type == wire::EventType::USE_BATCH;
  // Fetched once: each fetch counts the whole list against the limit of visited words.
  const auto subjects = draft.getSubjects();
  for (unsigned i = 0; i < subjects.size(); ++i) {
    const auto subject = subjects[i];
    prepared.subjects.push_back(mention(subject, context.source));
    // What belongs to the event as a whole goes into the first person's box. A batch use has no
    // other box: it says nothing personal about each.
    static const std::vector<Hidden> kNone;
    if (batch && i > 0) continue;
    prepared.contents.push_back(
        write_box_content(batch ? SubjectMention() : prepared.subjects.back(), subject,
                          i == 0 ? writer.slugs : kNone, i == 0 ? writer.references : kNone));
  }
  if (prepared.subjects.empty() && !(writer.slugs.empty() && writer.references.empty()))
    add_own_file(prepared, event, writer);
  return prepared;
}

// A hold on everybody's data that has something to hide would get an id of its own, by which nobody
// finds it any more: it would hold nothing, in silence.
bool is_hold_on_nobody(const Validated& event, const Prepared& prepared) {
  const wire::EventType type = event.type().type;
  if (type != wire::EventType::HOLD_PLACED && type != wire::EventType::HOLD_RELEASED) return false;
  return !prepared.subjects.empty() && prepared.subjects.front().name_space == kEventNamespace;
}

} // namespace

Result<Prepared> prepare(const Validated& event, const PrepareContext& context) {
  try {
    Prepared prepared = prepare_or_throw(event, context);
    if (is_hold_on_nobody(event, prepared))
      return fail(Errc::kInvalidField, "a hold on everybody's data that names what is hidden",
                  "event hold",
                  "name it by a UUID, and categories and activities as the policy has them");
    return prepared;
  } catch (const kj::Exception&) {
    return fail(Errc::kMalformed, "not a well-formed message", "event",
                "check the client's Cap'n Proto library and schema version");
  }
}

} // namespace ledger
