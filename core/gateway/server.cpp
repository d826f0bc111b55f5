#include "core/gateway/server.hpp"

#include "core/gateway/gateway.hpp"
#include "core/gateway/inbox_accounts.hpp"
#include "core/gateway/upload_store.hpp"

namespace patchbay::gateway {
namespace {

class PluginTarget final : public RequestTarget {
 public:
  explicit PluginTarget(host::PluginHost& plugins) : plugins_{plugins} {}
  bool dispatch(const host::Route& route, host::HttpRequest request) override {
    return plugins_.dispatch(route, std::move(request));
  }
  void cancel(pbay_id request) override { plugins_.cancel(request); }
  bool post(std::function<void()> work) override { return plugins_.post(std::move(work)); }
  void ws_open(const host::Route& route, pbay_id conn, host::HttpRequest request) override {
    plugins_.ws_open(route, conn, std::move(request), {}, false);
  }
  void ws_message(const std::string& instance, pbay_id conn, bool binary, std::string data) override {
    plugins_.ws_message(instance, conn, binary, std::move(data));
  }
  void ws_closed(const std::string& instance, pbay_id conn, int code) override { plugins_.ws_closed(instance, conn, code); }
  std::string call(const inbox::Principal& by, const std::string& method, const std::string& json_text,
                   std::int64_t deadline_ms) override {
    return plugins_.call(by, method, json_text, deadline_ms);
  }
  std::vector<host::PathwayStep> pathways(const inbox::Principal& by, const std::string& locale, host::Said said) override {
    return plugins_.pathways(by, locale, said);
  }
  std::vector<host::PluginInfo> plugins() const override { return plugins_.plugins(); }
  json::object readiness() const override { return plugins_.readiness(); }

 private:
  host::PluginHost& plugins_;
};

class IndexSearch final : public ContentSearch {
 public:
  explicit IndexSearch(search::Index& index) : index_{index} {}
  search::Result query(const search::Query& query, const Visibility& reader) override { return index_.query(query, reader); }
  void record(std::string_view text, std::string_view locale, std::int64_t hits) override { index_.record(text, locale, hits); }

 private:
  search::Index& index_;
};

}  // namespace

struct Server::Seams {
  PluginTarget target;
  InboxAccounts accounts;
  IndexSearch search;
  std::unique_ptr<UploadStore> uploads;
  std::optional<ConversationRooms> rooms;
  std::unique_ptr<Gateway> gateway;
};

Server::Server(const config::Config& config, host::PluginHost& plugins, inbox::Inbox& inbox, search::Index& index,
               Metrics& metrics, store::Database* database, store::Blobs* blobs, std::optional<ConversationRooms> rooms)
    : seams_{std::make_unique<Seams>(
          Seams{PluginTarget{plugins}, InboxAccounts{inbox, database}, IndexSearch{index}, nullptr, rooms, nullptr})} {
  if (database && blobs) seams_->uploads = std::make_unique<UploadStore>(*database, *blobs);
  seams_->gateway = std::make_unique<Gateway>(
      config, Gateway::Parts{seams_->target, seams_->accounts, seams_->search, seams_->uploads.get(), metrics,
                             seams_->rooms ? &*seams_->rooms : nullptr});
}

Server::~Server() = default;

host::HttpFront& Server::front() { return seams_->gateway->front(); }
std::string Server::address() const { return seams_->gateway->address(); }
SetupLink& Server::setup() { return seams_->gateway->setup(); }
void Server::ready() { seams_->gateway->ready(); }
void Server::reload(const config::Config& config) { seams_->gateway->reload(config); }
void Server::stop_accepting() { seams_->gateway->stop_accepting(); }
void Server::close() { seams_->gateway->close(); }

}  // namespace patchbay::gateway
