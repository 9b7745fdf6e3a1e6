// Publishing a policy: the text first, durable, then the record that names it.
#include "ledger/base/limits.hpp"
#include "ledger/facade/ledger_impl.hpp"
#include "ledger/policy/document.hpp"

#include <capnp/message.h>

namespace ledger {
namespace {

capnp::Data::Reader blob(ByteView bytes) {
  return {bytes.data(), bytes.size()};
}

void fill(capnp::List<wire::DocumentRef>::Builder documents, const PolicyRequest& request,
          const Policy& policy) {
  documents[0].setKind(wire::DocumentKind::POLICY);
  documents[0].setHash(blob(policy.id().view()));
  for (unsigned i = 1; i < documents.size(); ++i) {
    const auto& [kind, hash] = request.texts[i - 1];
    documents[i].setKind(kind);
    documents[i].setHash(blob(hash.view()));
  }
  for (auto document : documents)
    document.setMaterial(request.material);
}

Status check_texts(const Store& store, const PolicyRequest& request) {
  if (request.texts.size() >= limits::kSlugsPerList)
    return fail(Errc::kTooLarge, "too many texts", "texts", "name those that changed");
  for (const auto& [kind, hash] : request.texts) {
    if (kind != wire::DocumentKind::STATEMENT && kind != wire::DocumentKind::NOTICE_TEXT)
      return fail(Errc::kInvalidField, "a text of this kind does not go with a policy", "texts",
                  "name statements and notices");
    LEDGER_ASSIGN(const auto kept, store.document(hash));
    if (!kept || kept->kind != static_cast<std::uint16_t>(kind))
      return fail(Errc::kNotFound, "a text that goes with the policy is not kept as such",
                  "document " + to_hex(hash.view()), "auditledger document put");
  }
  return {};
}

Result<Validated> published_event(const PolicyRequest& request, const Policy& policy,
                                  Timestamp now) {
  const auto message = std::make_shared<capnp::MallocMessageBuilder>();
  auto draft = message->initRoot<wire::Draft>();
  draft.setType(wire::EventType::POLICY_PUBLISHED);
  draft.setEventId(blob(request.event_id.view()));
  auto clear = draft.initClear();
  clear.setOccurredAt(now.get());
  clear.setActorRole(wire::ActorRole::OFFICER);
  const bool stated = request.effective_from != Timestamp();
  clear.setEffectiveFrom((stated ? request.effective_from : policy.effective_from()).get());
  if (policy.effective_to()) clear.setEffectiveTo(policy.effective_to()->get());
  fill(clear.initDocuments(static_cast<unsigned>(1 + request.texts.size())), request, policy);
  const auto& languages = policy.contents().languages;
  auto list = clear.initLanguages(static_cast<unsigned>(languages.size()));
  for (unsigned i = 0; i < list.size(); ++i)
    list.set(i, languages[i].c_str());
  return validate(Draft(message, message->getRoot<wire::Draft>().asReader()), PostedBy::kRequest);
}

Status publish_on_worker(Ledger::Impl& impl, const PolicyRequest& request, const AppendDone& done) {
  auto policy = parse_new_policy(request.toml);
  if (!policy) {
    const std::size_t others = policy.error().size() - 1;
    Error first = policy.error().front().within("policy");
    if (others == 0) return fail(first);
    return fail(first.code(), first.what() + " (and " + std::to_string(others) + " more errors)",
                first.where(), first.next());
  }
  LEDGER_TRY(check_texts(*impl.store, request));
  LEDGER_TRY(impl.written(impl.store->put_document(
      policy->id(), static_cast<std::uint16_t>(wire::DocumentKind::POLICY), request.toml)));
  LEDGER_ASSIGN(Validated event, published_event(request, *policy, impl.clock.now()));
  impl.intake->append_own(
      std::move(event), request.source,
      [&impl, policy = *policy](Sequence sequence) { impl.shelf->add(sequence, policy); }, done);
  return {};
}

} // namespace

void Ledger::publish_policy(PolicyRequest request, AppendDone done) {
  impl_->worker->post([impl = impl_.get(), request = std::move(request), done = std::move(done)] {
    const Status published = publish_on_worker(*impl, request, done);
    if (published) return;
    std::vector<std::function<void()>> one;
    one.emplace_back([done, error = published.error()] { done(fail(error)); });
    impl->options.deliver(std::move(one));
  });
}

} // namespace ledger
