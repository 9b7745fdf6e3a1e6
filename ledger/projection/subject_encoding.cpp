// One list of fields for both directions, so that writing and reading cannot drift apart.
#include "ledger/projection/subject_state.hpp"

#include <limits>

namespace ledger {
namespace {

constexpr std::uint8_t kFormat = 2;
constexpr std::int64_t kNoTime = std::numeric_limits<std::int64_t>::min();

class Writer {
 public:
  template <class T>
  void number(const T& value) {
    put_be(grow(sizeof(T)), static_cast<std::uint64_t>(value), sizeof(T));
  }
  void text(const std::string& value) {
    number(static_cast<std::uint16_t>(value.size())); // a body holds no longer text
    raw(as_bytes(value));
  }
  template <class Fixed>
  void fixed(const Fixed& value) {
    raw(value.view());
  }
  template <class Tag, class T>
  void strong(const Strong<Tag, T>& value) {
    number(value.get());
  }
  template <class T, class Each>
  void list(const std::vector<T>& items, std::size_t /*cap*/, Each each) {
    number(static_cast<std::uint16_t>(items.size()));
    for (const T& item : items)
      each(*this, item);
  }
  void maybe(const MaybeRecord& record) { number(record ? record->get() : std::uint64_t{0}); }
  void maybe(const std::optional<Timestamp>& time) { number(time ? time->get() : kNoTime); }
  void maybe(const MaybeAct& act) {
    maybe(act ? MaybeRecord(act->by) : std::nullopt);
    maybe(act ? std::optional(act->at) : std::nullopt);
  }
  Bytes take() {
    bytes_.resize(used_);
    return std::move(bytes_);
  }

 private:
  // Room for `size` more bytes. By halves again, not field by field: states are written often.
  std::uint8_t* grow(std::size_t size) {
    if (used_ + size > bytes_.size()) bytes_.resize((used_ + size) * 3 / 2);
    used_ += size;
    return bytes_.data() + used_ - size;
  }
  void raw(ByteView bytes) { std::copy(bytes.begin(), bytes.end(), grow(bytes.size())); }

  static constexpr std::size_t kUsualBytes = 512;
  Bytes bytes_ = Bytes(kUsualBytes);
  std::size_t used_ = 0;
};

class Reader {
 public:
  explicit Reader(ByteView bytes) : in_(bytes) {}
  template <class T>
  void number(T& value) {
    value = static_cast<T>(in_.be(sizeof(T)));
  }
  void text(std::string& value) {
    const std::size_t size = in_.be(2);
    value = as_text(in_.take(size));
  }
  template <class Fixed>
  void fixed(Fixed& value) {
    value = in_.fixed<Fixed>();
  }
  template <class Tag, class T>
  void strong(Strong<Tag, T>& value) {
    T raw{};
    number(raw);
    value = Strong<Tag, T>(raw);
  }
  template <class T, class Each>
  void list(std::vector<T>& items, std::size_t cap, Each each) {
    const std::size_t count = in_.be(2);
    // Every entry has at least one byte: a count cannot make us reserve what the input does not
    // hold.
    good_ = good_ && count <= cap && count <= in_.left();
    if (!good()) return;
    items.reserve(count);
    for (std::size_t i = 0; i < count && good(); ++i) {
      each(*this, items.emplace_back());
      if constexpr (requires(const T& item) { item.key(); })
        good_ = good_ && (i == 0 || items[i - 1].key() < items[i].key());
    }
  }
  void maybe(MaybeRecord& record) {
    Sequence value;
    strong(value);
    if (value.get() != 0) record = value;
  }
  void maybe(std::optional<Timestamp>& time) {
    Timestamp value;
    strong(value);
    if (value.get() != kNoTime) time = value;
  }
  void maybe(MaybeAct& act) {
    MaybeRecord by;
    std::optional<Timestamp> at;
    maybe(by);
    maybe(at);
    good_ = good_ && by.has_value() == at.has_value();
    if (by && at) act = Act{*by, *at};
  }
  [[nodiscard]] bool good() const { return good_ && in_.ok(); }
  [[nodiscard]] bool done() const { return good() && in_.at_end(); }

 private:
  ByteReader in_;
  bool good_ = true;
};

template <class A, class S>
void seen(A& a, S& s) {
  a.strong(s.first);
  a.strong(s.last);
  a.number(s.times);
}

template <class A, class S>
void act(A& a, S& s) {
  a.strong(s.by);
  a.strong(s.at);
}

template <class A, class S>
void people_facts(A& a, S& s) {
  constexpr std::size_t kCap = SubjectState::kMaxEntries;
  a.list(s.relations, kCap, [](A& in, auto& item) {
    in.text(item.relation);
    in.maybe(item.started);
    in.maybe(item.ended);
  });
  a.list(s.holdings, kCap, [](A& in, auto& item) {
    in.text(item.category);
    in.text(item.activity);
    seen(in, item.seen);
  });
  a.list(s.uses, kCap, [](A& in, auto& item) {
    in.text(item.activity);
    seen(in, item.seen);
    in.number(item.in_batches);
  });
  a.list(s.notices, kCap, [](A& in, auto& item) {
    in.number(item.kind);
    seen(in, item.seen);
  });
}

template <class A, class S>
void people_wishes(A& a, S& s) {
  constexpr std::size_t kCap = SubjectState::kMaxEntries;
  a.list(s.consents, kCap, [](A& in, auto& item) {
    in.text(item.activity);
    in.number(item.state);
    act(in, item.act);
    in.maybe(item.valid_until);
  });
  a.list(s.objections, kCap, [](A& in, auto& item) {
    in.number(item.scope);
    in.text(item.activity);
    act(in, item.act);
  });
  a.list(s.recipients, kCap, [](A& in, auto& item) {
    in.text(item.recipient);
    in.text(item.country);
    seen(in, item.seen);
  });
  a.list(s.requests, SubjectState::kMaxRequests, [](A& in, auto& item) {
    in.number(item.right);
    in.fixed(item.correlation);
    in.maybe(item.received);
    in.maybe(item.answered);
    in.number(item.outcome);
  });
}

template <class A, class S>
void all_fields(A& a, S& s) {
  people_facts(a, s);
  people_wishes(a, s);
  a.list(s.erased_classes, SubjectState::kMaxEntries, [](A& in, auto& item) {
    in.text(item.key_class);
    in.strong(item.incarnation);
    in.maybe(item.started);
    in.maybe(item.destroyed);
  });
  seen(a, s.erasure_requested);
  seen(a, s.erasure_started);
  seen(a, s.erasure_executed);
  a.maybe(s.erased_by);
  seen(a, s.events);
  a.number(s.unlisted);
}

} // namespace

Bytes SubjectState::encode() const {
  Writer out;
  out.number(kFormat);
  all_fields(out, *this);
  return out.take();
}

Result<SubjectState> SubjectState::decode(ByteView bytes) {
  Reader in(bytes);
  std::uint8_t format = 0;
  in.number(format);
  SubjectState state;
  if (format == kFormat) all_fields(in, state);
  if (format == kFormat && in.done()) return state;
  return fail(Errc::kDamaged, "the state of a person cannot be read", "projection subjects",
              "rebuild the projection");
}

} // namespace ledger
