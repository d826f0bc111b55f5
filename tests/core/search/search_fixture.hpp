#pragma once
// An index over a store of its own, with documents that are easy to write down.
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "core/base/error.hpp"
#include "core/search/index.hpp"
#include "core/store/documents.hpp"
#include "tests/core/store/temporary_store.hpp"

namespace patchbay::search {

class SearchTest : public testing::Test {
 protected:
  static constexpr std::string_view kSchema =
      R"({"version":1,"search":{"kind":"article","title":"/title","body":"/body","headings":"/headings","locale":"/locale",)"
      R"("tags":"/tags","audience":"/audience","groups":"/groups","url":"/kb/{id}","status":"/status","published":"published",)"
      R"("weight":"/weight","group":"/group"}})";

  explicit SearchTest(Settings settings = site()) : settings_{std::move(settings)} { open(); }

  static Settings site() {
    Settings settings;
    settings.locales = {"en", "bg", "vi"};
    return settings;
  }

  void open() {
    index_ = std::make_unique<Index>(*store_.database, settings_);
    documents_ = std::make_unique<store::Documents>(*store_.database, index_.get());
    documents_->declare("kb", "articles", kSchema);
  }
  void reopen() {
    documents_.reset();
    index_.reset();
    store_.reopen();
    open();
  }

  // `more` is added to the document: {"audience", "employee"}.
  void put(const std::string& id, const std::string& title, const std::string& body,
           const std::string& locale = "en", json::object more = {}) {
    json::object document{{"title", title}, {"body", body}, {"locale", locale}, {"status", "published"}};
    for (const auto& member : more) document[member.key()] = member.value();
    put_json(id, document);
  }
  void put_json(const std::string& id, const json::object& document) {
    const store::Operation operation{store::Operation::Kind::put, "articles", id, -1, to_text(document), {}};
    documents_->batch("kb", std::span{&operation, 1});
  }
  void remove(const std::string& id) {
    const store::Operation operation{store::Operation::Kind::remove, "articles", id, -1, "", {}};
    documents_->batch("kb", std::span{&operation, 1});
  }

  Result ask(const std::string& text, const std::string& locale = "en", const Visibility& reader = {}) {
    Query query;
    query.text = text;
    query.locale = locale;
    return index_->query(query, reader);
  }
  static std::string ids(const Result& result) {
    std::string out;
    for (const Hit& hit : result.hits) out += (out.empty() ? "" : " ") + hit.id;
    return out;
  }
  std::string found(const std::string& text, const std::string& locale = "en",
                    const Visibility& reader = {}) {
    return ids(ask(text, locale, reader));
  }
  std::string suggested(const std::string& text, const std::string& locale = "en",
                        const Visibility& reader = {}) {
    Query query;
    query.text = text;
    query.locale = locale;
    query.mode = Query::Mode::suggest;
    return ids(index_->query(query, reader));
  }

  store::TemporaryStore store_;
  Settings settings_;
  std::unique_ptr<Index> index_;
  std::unique_ptr<store::Documents> documents_;
};

}  // namespace patchbay::search
