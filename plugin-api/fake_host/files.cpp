// pbay.files/1 over real folders, and pbay.net/1 over descriptors the test brought.
#include <unistd.h>

#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <filesystem>
#include <fstream>

#include "state.hpp"

namespace patchbay {

using State = FakeHost::State;
namespace fs = std::filesystem;

namespace fake {
namespace {

bool is_within(const fs::path& root, const fs::path& path) {
  const fs::path whole = fs::weakly_canonical(path);
  const auto [end, rest] = std::mismatch(root.begin(), root.end(), whole.begin(), whole.end());
  return end == root.end();
}

// The path inside the grant, every link resolved; Failure for one that leaves it.
fs::path resolve(State& state, const std::string& grant, const std::string& path) {
  const auto found = state.grants.find(grant);
  if (found == state.grants.end()) throw Failure{PBAY_E_DENIED, "no grant \"" + grant + "\""};
  const fs::path root = fs::weakly_canonical(found->second), whole = path.empty() ? root : root / path;
  if (path.starts_with('/') || !is_within(root, whole))
    throw Failure{PBAY_E_DENIED, path + " is outside the grant"};
  return whole;
}

std::string entry_of(const fs::path& root, const fs::path& path) {
  std::error_code error;
  const std::string name = path.filename().string();
  if (!is_within(root, path))
    return json::serialize(
        json::object{{"name", name}, {"kind", "refused"}, {"why", "a link out of the folder"}});
  const fs::file_status status = fs::status(path, error);
  if (error || (!fs::is_regular_file(status) && !fs::is_directory(status)))
    return json::serialize(json::object{
        {"name", name}, {"kind", "refused"}, {"why", error ? error.message() : "no file and no folder"}});
  const bool dir = fs::is_directory(status);
  const auto mtime = std::chrono::time_point_cast<std::chrono::milliseconds>(
      std::chrono::file_clock::to_sys(fs::last_write_time(path, error)));
  return json::serialize(json::object{{"name", name},
                                      {"kind", dir ? "dir" : "file"},
                                      {"size", dir ? 0 : fs::file_size(path, error)},
                                      {"mtime", mtime.time_since_epoch().count()}});
}

pbay_status list(const pbay_host* host, pbay_ctx ctx, pbay_str grant, pbay_str dir, pbay_sink out,
                 pbay_error* error) noexcept {
  return enter(host, "files.list", error, [&](State& state) {
    state.actor(ctx);
    const std::string name = state.text(grant, "grant");
    const fs::path folder = resolve(state, name, state.text(dir, "dir"));
    if (!fs::is_directory(folder))
      throw Failure{PBAY_E_NOT_FOUND, folder.filename().string() + " is no folder"};
    const fs::path root = fs::weakly_canonical(state.grants[name]);
    std::map<std::string, fs::path> sorted;
    for (const auto& entry : fs::directory_iterator{folder})
      sorted[entry.path().filename().string()] = entry.path();
    for (const auto& [file, path] : sorted) state.put(out, entry_of(root, path));
  });
}

pbay_status read(const pbay_host* host, pbay_ctx ctx, pbay_str grant, pbay_str path, std::uint64_t off,
                 std::uint64_t max, pbay_sink out, pbay_error* error) noexcept {
  return enter(host, "files.read", error, [&](State& state) {
    state.actor(ctx);
    const fs::path file = resolve(state, state.text(grant, "grant"), state.text(path, "path"));
    if (!fs::is_regular_file(file)) throw Failure{PBAY_E_NOT_FOUND, "no file " + file.filename().string()};
    std::ifstream in{file, std::ios::binary};
    in.seekg(static_cast<std::streamoff>(off));
    std::string piece(64u << 10, '\0');
    while (in && max > 0) {
      in.read(piece.data(), static_cast<std::streamsize>(std::min<std::uint64_t>(piece.size(), max)));
      const auto got = static_cast<std::size_t>(in.gcount());
      if (got == 0) break;
      max -= got;
      state.put(out, std::string_view{piece}.substr(0, got));
    }
  });
}

std::int32_t duplicate(State& state, const std::string& name) {
  const auto found = state.sockets_out.find(name);
  if (found == state.sockets_out.end())
    throw Failure{PBAY_E_DENIED, "no network purpose \"" + name + "\" in this test"};
  return ::dup(found->second);
}

pbay_status connect(const pbay_host* host, pbay_ctx ctx, pbay_str purpose, pbay_str, std::uint32_t,
                    std::int32_t* fd, pbay_error* error) noexcept {
  return enter(host, "net.connect", error, [&](State& state) {
    state.actor(ctx);
    *fd = duplicate(state, state.text(purpose, "purpose"));
  });
}

pbay_status listen(const pbay_host* host, pbay_str name, std::int32_t* fd, pbay_error* error) noexcept {
  return enter(host, "net.listen", error,
               [&](State& state) { *fd = duplicate(state, state.text(name, "name")); });
}

}  // namespace
}  // namespace fake

const pbay_files_1 State::kFiles = {fake::list, fake::read};
const pbay_net_1 State::kNet = {fake::connect, fake::listen};

}  // namespace patchbay
