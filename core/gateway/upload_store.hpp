#pragma once
// Uploads in the store: a row each, the bytes as a blob of the owner "uploads". Whoever names one holds its blob
// (store::hold_blobs) in the transaction that names it.
#include <memory>

#include "core/gateway/uploads.hpp"
#include "core/inbox/attachments.hpp"
#include "core/store/blobs.hpp"
#include "core/store/database.hpp"

namespace patchbay::gateway {

class UploadStore final : public Uploads, public inbox::Attachments {
 public:
  UploadStore(store::Database& database, store::Blobs& blobs);

  void write(const std::string& id, const std::string& type, std::uint64_t offset, std::string_view bytes, bool last) override;
  void add(const UploadInfo& info) override;
  UploadInfo get(const std::string& id) override;
  std::string path(const std::string& id) override;
  void discard(const std::string& id) override;
  std::int64_t sweep(std::int64_t older_than_ms) override;
  std::string signing_key() override;  // DIR/keys/files, made on first use

  std::optional<inbox::Upload> find(const std::string& id) override;
  std::string adopt(const std::string& instance, const std::string& key, const std::string& name) override;
  void forget(store::Write& write, const std::vector<std::string>& ids) override;
  std::string keep(const std::string& name, const std::string& mime, std::string_view bytes) override;

 private:
  bool has_blob(const std::string& id);

  store::Database& database_;
  store::Blobs& blobs_;
};

}  // namespace patchbay::gateway
