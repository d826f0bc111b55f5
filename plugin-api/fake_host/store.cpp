// pbay.store/1 of the fake host.
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include "state.hpp"

namespace patchbay {

using State = FakeHost::State;

namespace fake {
namespace {

pbay_status collection(const pbay_host* host, pbay_str name, pbay_str schema, pbay_error* error) noexcept {
  return enter(
      host, "store.collection", error,
      [&](State& state) {
        const std::string own = state.text(name, "collection"), text = state.text(schema, "schema");
        const auto lock = state.locked();
        state.documents.declare(own, text);
      },
      true);
}

pbay_status get(const pbay_host* host, pbay_ctx ctx, pbay_str coll, pbay_str id, pbay_sink out,
                pbay_error* error) noexcept {
  return enter(host, "store.get", error, [&](State& state) {
    const Reader reader = state.reader(ctx);
    const std::string from = state.text(coll, "collection"), own = state.text(id, "id");
    auto lock = state.locked();
    const std::string item = state.documents.get(from, own, reader);
    lock.unlock();
    state.put(out, item);
  });
}

pbay_status find(const pbay_host* host, pbay_ctx ctx, pbay_str coll, pbay_str query, pbay_sink out,
                 pbay_error* error) noexcept {
  return enter(host, "store.find", error, [&](State& state) {
    const Reader reader = state.reader(ctx);
    const std::string from = state.text(coll, "collection"), text = state.text(query, "query");
    auto lock = state.locked();
    const auto items = state.documents.find(from, text, reader);
    lock.unlock();
    for (const std::string& item : items) state.put(out, item);
  });
}

pbay_status batch(const pbay_host* host, pbay_ctx ctx, pbay_str ops, pbay_sink out,
                  pbay_error* error) noexcept {
  return enter(host, "store.batch", error, [&](State& state) {
    state.actor(ctx);
    const std::string text = state.text(ops, "batch");
    auto lock = state.locked();
    const std::string written = state.documents.batch(text);
    lock.unlock();
    state.put(out, written);
  });
}

pbay_status blob_put(const pbay_host* host, pbay_ctx ctx, pbay_str key, pbay_str type, std::uint64_t off,
                     pbay_bytes data, std::uint32_t last, pbay_error* error) noexcept {
  return enter(host, "store.blob_put", error, [&](State& state) {
    state.actor(ctx);
    const std::string own = state.text(key, "key"), kind = state.text(type, "type");
    const auto lock = state.locked();
    State::Blob& blob = state.blobs[own];
    if (off == 0) blob = {kind, "", false};
    if (blob.complete || off != blob.bytes.size())
      throw Failure{PBAY_E_INVALID, "blob_put: pieces come in order"};
    blob.bytes += detail::view(data);
    blob.complete = last != 0;
  });
}

pbay_status blob_get(const pbay_host* host, pbay_ctx ctx, pbay_str key, std::uint64_t off, std::uint64_t max,
                     pbay_sink out, pbay_error* error) noexcept {
  return enter(host, "store.blob_get", error, [&](State& state) {
    state.actor(ctx);
    const std::string own = state.text(key, "key");
    auto lock = state.locked();
    const auto found = state.blobs.find(own);
    if (found == state.blobs.end() || !found->second.complete)
      throw Failure{PBAY_E_NOT_FOUND, "no blob " + own};
    const State::Blob blob = found->second;
    lock.unlock();
    state.put(out, json::serialize(json::object{
                       {"type", blob.type}, {"size", blob.bytes.size()}, {"sha256", std::string(64, '0')}}));
    const std::string part = off < blob.bytes.size() ? blob.bytes.substr(off, max) : std::string{};
    for (std::size_t at = 0; at < part.size(); at += 64u << 10)
      state.put(out, std::string_view{part}.substr(at, 64u << 10));
  });
}

}  // namespace
}  // namespace fake

const pbay_store_1 State::kStore = {fake::collection, fake::get,      fake::find,
                                    fake::batch,      fake::blob_put, fake::blob_get};

void FakeHost::put(const std::string& collection, const std::string& id, const std::string& doc_json) {
  const auto lock = state_->locked();
  state_->documents.put(collection, id, doc_json);
}
std::string FakeHost::doc(const std::string& collection, const std::string& id) const {
  const auto lock = state_->locked();
  return state_->documents.raw(collection, id);
}
std::vector<std::string> FakeHost::ids(const std::string& collection) const {
  const auto lock = state_->locked();
  return state_->documents.ids(collection);
}
std::string FakeHost::blob(const std::string& key) const {
  const auto lock = state_->locked();
  const auto found = state_->blobs.find(key);
  return found == state_->blobs.end() ? std::string{} : found->second.bytes;
}
std::map<std::string, std::string> FakeHost::collections() const {
  const auto lock = state_->locked();
  return state_->documents.schemas();
}

}  // namespace patchbay
