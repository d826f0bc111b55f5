// pbay.store/1: documents and blobs of one instance, under the rights of whoever the ctx stands for.
#include <algorithm>
#include "core/base/text.hpp"

#include "core/host/instance.hpp"
#include "core/host/interfaces.hpp"
#include "core/host/switchboard.hpp"

namespace patchbay::host {
namespace {

constexpr std::size_t kMaxBatch =
    5u << 20;  // text of the operations; the store itself takes 4 MB of documents

std::string as_json(std::string_view text) {
  return to_text(json::value(json::string_view{text.data(), text.size()}));
}

std::string item_of(const store::Document& document) {
  std::string out;
  out.reserve(document.json.size() + document.id.size() + 48);
  out += "{\"id\":";
  out += as_json(document.id);
  out += ",\"rev\":";
  out += std::to_string(document.rev);
  out += ",\"doc\":";
  out += document.json;
  return out += '}';
}

std::string text_member(const json::object& operation, std::string_view key) {
  const json::value* member = operation.if_contains(key);
  if (member == nullptr || !member->is_string())
    throw Error{Code::invalid, "batch: an operation needs \"" + std::string{key} + "\""};
  return std::string{member->get_string()};
}

store::Operation operation_of(const json::value& value) {
  if (!value.is_object())
    throw Error{Code::invalid, "batch: an operation is an object {\"op\",\"coll\",\"id\",…}"};
  const json::object& given = value.get_object();
  store::Operation operation;
  const std::string kind = text_member(given, "op");
  if (kind != "put" && kind != "delete")
    throw Error{Code::invalid, "batch: \"op\" is \"" + kind + "\"; write \"put\" or \"delete\""};
  operation.kind = kind == "put" ? store::Operation::Kind::put : store::Operation::Kind::remove;
  operation.collection = text_member(given, "coll");
  operation.id = string_or(given, "id", "");
  operation.if_rev = integer_or(given, "if_rev", -1);
  if (operation.kind == store::Operation::Kind::put) {
    const json::value* document = given.if_contains("doc");
    if (document == nullptr || !document->is_object())
      throw Error{Code::invalid, "batch: a put needs \"doc\", an object"};
    operation.json = to_text(*document);
  }
  if (const json::value* blobs = given.if_contains("blobs"); blobs != nullptr && blobs->is_array())
    for (const json::value& key : blobs->get_array())
      if (key.is_string()) operation.blobs.emplace_back(key.get_string());
  return operation;
}

// Before the plugin answers its own request: whoever saw the change made sees it everywhere.
void drop_pages(const Generation& self, const std::vector<store::Operation>& operations,
                const std::vector<store::Written>& written) {
  if (self.board.front == nullptr) return;
  std::vector<std::string> tags;
  for (std::size_t i = 0; i < operations.size() && i < written.size(); ++i) {
    const std::string collection = self.instance.manifest.id + "/" + operations[i].collection;
    if (std::find(tags.begin(), tags.end(), collection) == tags.end()) tags.push_back(collection);
    tags.push_back(collection + "/" + written[i].id);
  }
  self.board.front->drop_cache(tags);
}

pbay_status collection(const pbay_host* host, pbay_str name, pbay_str schema, pbay_error* error) noexcept {
  return from_plugin(host, error, [&](Generation& self) {
    self.require_starting("collection()");
    self.board.services.documents.declare(self.instance.name, view(name), view(schema));
    self.collections.emplace_back(view(name));
  });
}

pbay_status get(const pbay_host* host, pbay_ctx ctx, pbay_str coll, pbay_str id, pbay_sink out,
                pbay_error* error) noexcept {
  return from_plugin(host, error, [&](Generation& self) {
    const Visibility reader = reader_of(scope_of(self, ctx));
    Sink sink{out};
    sink.put(item_of(self.board.services.documents.get(self.instance.name, view(coll), view(id), reader)));
    return sink.status();
  });
}

pbay_status find(const pbay_host* host, pbay_ctx ctx, pbay_str coll, pbay_str query, pbay_sink out,
                 pbay_error* error) noexcept {
  return from_plugin(host, error, [&](Generation& self) {
    const Visibility reader = reader_of(scope_of(self, ctx));
    const store::Found found =
        self.board.services.documents.find(self.instance.name, view(coll), view(query), reader);
    Sink sink{out};
    for (const store::Document& document : found.items)
      if (!sink.put(item_of(document))) return sink.status();
    sink.put("{\"next\":" + (found.next.empty() ? std::string{"null"} : as_json(found.next)) + "}");
    return sink.status();
  });
}

pbay_status batch(const pbay_host* host, pbay_ctx ctx, pbay_str ops, pbay_sink out,
                  pbay_error* error) noexcept {
  return from_plugin(host, error, [&](Generation& self) {
    static_cast<void>(scope_of(self, ctx));
    const json::value parsed = parse_json(view(ops), "batch", kMaxBatch);
    if (!parsed.is_array()) throw Error{Code::invalid, "batch: the operations are a list [{\"op\",…}]"};
    std::vector<store::Operation> operations;
    operations.reserve(parsed.get_array().size());
    for (const json::value& value : parsed.get_array()) operations.push_back(operation_of(value));
    const std::vector<store::Written> done =
        self.board.services.documents.batch(self.instance.name, operations);
    drop_pages(self, operations, done);
    json::array written;
    for (const store::Written& one : done) written.push_back(json::object{{"id", one.id}, {"rev", one.rev}});
    Sink sink{out};
    sink.put(to_text(written));
    return sink.status();
  });
}

pbay_status blob_put(const pbay_host* host, pbay_ctx ctx, pbay_str key, pbay_str type, std::uint64_t offset,
                     pbay_bytes bytes, std::uint32_t last, pbay_error* error) noexcept {
  return from_plugin(host, error, [&](Generation& self) {
    static_cast<void>(scope_of(self, ctx));
    self.board.services.blobs.put(self.instance.name, view(key), view(type), offset, view(bytes), last != 0);
  });
}

pbay_status blob_get(const pbay_host* host, pbay_ctx ctx, pbay_str key, std::uint64_t offset,
                     std::uint64_t max, pbay_sink out, pbay_error* error) noexcept {
  return from_plugin(host, error, [&](Generation& self) {
    static_cast<void>(scope_of(self, ctx));
    store::Blobs& blobs = self.board.services.blobs;
    const store::BlobInfo info = blobs.info(self.instance.name, view(key));
    Sink sink{out};
    if (!sink.put(to_text(json::object{{"type", info.type}, {"size", info.size}, {"sha256", info.sha256}})))
      return sink.status();
    blobs.get(self.instance.name, view(key), offset, max,
              [&sink](std::string_view piece) { return sink.put(piece); });
    return sink.status();
  });
}

constexpr pbay_store_1 kStore = {collection, get, find, batch, blob_put, blob_get};

}  // namespace

const pbay_store_1& store_interface() {
  return kStore;
}

}  // namespace patchbay::host
