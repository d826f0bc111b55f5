#pragma once
// Documents and blobs. An instance sees its own collections only. With a request's or call's ctx the answers
// are what that person may see (collections whose schema names an audience); with kSelf everything.
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "patchbay/json_text.hpp"
#include "patchbay/runtime.hpp"

namespace patchbay::inline v1 {

struct Stored {
  std::string id;
  std::int64_t rev = 0;
  std::string doc;  // JSON
};

struct Page {
  std::vector<Stored> items;
  std::string next;  // for {"cursor":…}; empty = the end
};

struct Written {
  std::string id;
  std::int64_t rev = 0;
};

struct BlobInfo {
  std::string type;
  std::uint64_t size = 0;
  std::string sha256;
};

struct Blob : BlobInfo {
  std::string bytes;
};

constexpr std::int64_t kAnyRev = -1;
constexpr std::int64_t kMustBeNew = 0;

// Changes that happen together or not at all; at most 256 and 4 MB.
class Batch {
 public:
  // Empty id: the host makes one. `blobs` are keys the document keeps alive.
  Batch& put(std::string_view collection, std::string_view id, std::string_view doc_json,
             std::int64_t if_rev = kAnyRev, const std::vector<std::string>& blobs = {}) {
    open("put", collection, id, if_rev);
    if (!blobs.empty()) {
      json_ += ",\"blobs\":[";
      for (const auto& key : blobs) json_ += (&key == &blobs.front() ? "" : ",") + json_text::quote(key);
      json_ += ']';
    }
    json_.append(",\"doc\":").append(doc_json) += '}';
    return *this;
  }
  Batch& remove(std::string_view collection, std::string_view id, std::int64_t if_rev = kAnyRev) {
    open("delete", collection, id, if_rev);
    json_ += '}';
    return *this;
  }
  std::size_t size() const noexcept { return size_; }
  std::size_t bytes() const noexcept { return json_.size(); }
  bool empty() const noexcept { return size_ == 0; }
  std::string json() const { return '[' + json_ + ']'; }

 private:
  void open(std::string_view op, std::string_view collection, std::string_view id, std::int64_t if_rev) {
    if (size_++ > 0) json_ += ',';
    json_.append("{\"op\":\"").append(op).append("\",\"coll\":") += json_text::quote(collection);
    if (!id.empty()) json_ += ",\"id\":" + json_text::quote(id);
    if (if_rev != kAnyRev) json_ += ",\"if_rev\":" + std::to_string(if_rev);
  }
  std::string json_;
  std::size_t size_ = 0;
};

class Store {
 public:
  explicit Store(detail::Runtime* runtime) : runtime_{runtime} {}

  // nullopt when there is none, or none this ctx may see.
  std::optional<Stored> get(Ctx ctx, std::string_view collection, std::string_view id) const;
  // Query: {"where":[["/lang","eq","en"]],"order":[["/updated","desc"]],"limit":20,"cursor":null}; operators
  // eq ne in lt le gt ge prefix, on declared fields, "id" and "rev".
  Page find(Ctx ctx, std::string_view collection, std::string_view query_json = "{}") const;
  // Every hit of every page, in pages of 500; `query_json` has no limit and no cursor. visit(Stored) may not
  // throw late.
  template <class Visit>
  void each(Ctx ctx, std::string_view collection, std::string_view query_json, Visit&& visit) const;

  // Durable when it returns. Failure{conflict} when an if_rev did not match or a unique field is taken.
  std::vector<Written> batch(Ctx ctx, const Batch& changes) const;
  Written put(Ctx ctx, std::string_view collection, std::string_view id, std::string_view doc_json,
              std::int64_t if_rev = kAnyRev) const {
    return batch(ctx, Batch{}.put(collection, id, doc_json, if_rev)).at(0);
  }
  void remove(Ctx ctx, std::string_view collection, std::string_view id,
              std::int64_t if_rev = kAnyRev) const {
    batch(ctx, Batch{}.remove(collection, id, if_rev));
  }

  // Visible when it returns; dropped after a while unless a document names the key.
  void blob_put(Ctx ctx, std::string_view key, std::string_view type, std::string_view bytes) const;
  std::optional<BlobInfo> blob_info(Ctx ctx, std::string_view key) const;
  std::optional<Blob> blob_get(Ctx ctx, std::string_view key, std::uint64_t off = 0,
                               std::uint64_t max = ~0ull) const;

 private:
  const pbay_store_1& table() const { return detail::need(runtime_->ifaces.store, PBAY_STORE); }
  static Stored stored(std::string_view item) {
    Stored out{json_text::string_or(item, "id", ""), json_text::integer_or(item, "rev", 0), {}};
    out.doc = json_text::member(item, "doc").value_or("null");
    return out;
  }
  template <class Ask>
  static bool found(std::string_view what, Ask&& ask, const std::function<void(std::string_view)>& take);

  detail::Runtime* runtime_;
};

// ---------------------------------------------------------------------------------------------------------------------

template <class Ask>
bool Store::found(std::string_view what, Ask&& ask, const std::function<void(std::string_view)>& take) {
  try {
    detail::stream(what, std::forward<Ask>(ask), take);
    return true;
  } catch (const Failure& failure) {
    if (failure.status() == PBAY_E_NOT_FOUND) return false;
    throw;
  }
}

inline std::optional<Stored> Store::get(Ctx ctx, std::string_view collection, std::string_view id) const {
  std::optional<Stored> out;
  const auto ask = [&](pbay_sink sink, pbay_error* error) {
    return table().get(runtime_->host, ctx, detail::str(collection), detail::str(id), sink, error);
  };
  if (!found("get", ask, [&out](std::string_view item) { out = stored(item); })) return std::nullopt;
  return out;
}

inline Page Store::find(Ctx ctx, std::string_view collection, std::string_view query_json) const {
  Page page;
  const auto ask = [&](pbay_sink sink, pbay_error* error) {
    return table().find(runtime_->host, ctx, detail::str(collection), detail::str(query_json), sink, error);
  };
  detail::stream("find", ask, [&page](std::string_view item) {
    if (json_text::member(item, "id")) {
      page.items.push_back(stored(item));
    } else {
      page.next = json_text::string_or(item, "next", "");
    }
  });
  return page;
}

template <class Visit>
void Store::each(Ctx ctx, std::string_view collection, std::string_view query_json, Visit&& visit) const {
  const std::size_t brace = query_json.find('{');
  const bool bare = query_json.find('"') == std::string_view::npos;
  const std::string rest{query_json.substr(brace == std::string_view::npos ? query_json.size() : brace + 1)};
  std::string cursor;
  do {
    std::string query = "{\"limit\":500";
    if (!cursor.empty()) query += ",\"cursor\":" + json_text::quote(cursor);
    query += bare ? "}" : "," + rest;
    Page page = find(ctx, collection, query);
    for (Stored& item : page.items) visit(item);
    cursor = std::move(page.next);
  } while (!cursor.empty());
}

inline std::vector<Written> Store::batch(Ctx ctx, const Batch& changes) const {
  std::vector<Written> out;
  if (changes.empty()) return out;
  const std::string ops = changes.json();
  const std::string reply = detail::collect("batch", [&](pbay_sink sink, pbay_error* error) {
    return table().batch(runtime_->host, ctx, detail::str(ops), sink, error);
  });
  json_text::each_element(reply, [&out](std::string_view item) {
    out.push_back({json_text::string_or(item, "id", ""), json_text::integer_or(item, "rev", 0)});
  });
  return out;
}

inline void Store::blob_put(Ctx ctx, std::string_view key, std::string_view type,
                            std::string_view bytes) const {
  constexpr std::size_t kPiece = 256u << 10;
  std::size_t off = 0;
  do {
    const std::string_view piece = bytes.substr(off, kPiece);
    const bool last = off + piece.size() == bytes.size();
    detail::Outcome outcome;
    outcome.check(table().blob_put(runtime_->host, ctx, detail::str(key), detail::str(type), off,
                                   detail::bytes(piece), last ? 1u : 0u, outcome.slot()),
                  "blob_put");
    off += piece.size();
  } while (off < bytes.size());
}

inline std::optional<Blob> Store::blob_get(Ctx ctx, std::string_view key, std::uint64_t off,
                                           std::uint64_t max) const {
  Blob blob;
  bool first = true;
  const auto ask = [&](pbay_sink sink, pbay_error* error) {
    return table().blob_get(runtime_->host, ctx, detail::str(key), off, max, sink, error);
  };
  const auto take = [&](std::string_view item) {
    if (!std::exchange(first, false)) {
      blob.bytes += item;
      return;
    }
    blob.type = json_text::string_or(item, "type", "");
    blob.size = static_cast<std::uint64_t>(json_text::integer_or(item, "size", 0));
    blob.sha256 = json_text::string_or(item, "sha256", "");
  };
  if (!found("blob_get", ask, take)) return std::nullopt;
  return blob;
}

inline std::optional<BlobInfo> Store::blob_info(Ctx ctx, std::string_view key) const {
  return blob_get(ctx, key, 0, 0);
}

}  // namespace patchbay::inline v1
