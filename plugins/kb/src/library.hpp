#pragma once
// What every part of the plugin works with: the store, the catalogue, the site and the settings.
#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "article_store.hpp"
#include "catalogue.hpp"
#include "patchbay/messages.hpp"
#include "site.hpp"

namespace patchbay::kb {

struct Settings {
  std::vector<std::string> site_paths{"/contact", "/search", "/account", "/kb", "/signin"};
  std::string link_base;
  std::int64_t watch_seconds = 5;
  int import_threads = 2;
};
Settings read_settings(std::string_view config_json);  // checked by the host against plugin.json's schema

class Library {
 public:
  explicit Library(Host host) : host_{host}, store_{host} {}

  void open();  // reads settings, site and cards; in start()
  void reconfigure();

  const Host& host() const { return host_; }
  const ArticleStore& store() const { return store_; }
  Catalogue& catalogue() { return catalogue_; }
  const Catalogue& catalogue() const { return catalogue_; }
  std::shared_ptr<const Site> site() const;
  std::shared_ptr<const Settings> settings() const;

  // Who is behind this ctx; the public when nobody can say.
  Reader reader(Ctx ctx) const;
  // Its id and name for the history: "agent Ana", "system".
  std::string name_of(Ctx ctx) const;

  // The original a translation was made from: in the site's own language, of the same article. Null = it is
  // one itself.
  EntryPtr original_of(const Entry& entry) const;
  bool is_stale(const Entry& entry) const;
  // Published and readable by everybody who may read `page`.
  bool may_name(const Entry& page, const Entry& other) const;
  std::string url_of(const Entry& entry) const { return site()->article_url(entry.locale, entry.slug); }
  static BodyTexts body_texts(std::string_view locale);

 private:
  Host host_;
  ArticleStore store_;
  Catalogue catalogue_;
  mutable std::mutex mutex_;
  std::shared_ptr<const Site> site_ = std::make_shared<const Site>();
  std::shared_ptr<const Settings> settings_ = std::make_shared<const Settings>();
};

}  // namespace patchbay::kb
