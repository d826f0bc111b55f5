#include "core/runner/routine.hpp"

#include <dlfcn.h>

#include <algorithm>
#include <cstring>
#include <new>

#include "core/base/error.hpp"
#include "core/runner/frames.hpp"

namespace patchbay::runner {
namespace {

std::string text_of(const pbay_error& error) {
  return {error.msg, std::min<std::size_t>(error.n, sizeof error.msg)};
}

std::string end_of(pbay_status status, std::string_view text) {
  return to_text(json::object{{"status", status}, {"error", json::string_view{text.data(), text.size()}}});
}

}  // namespace

const void* Routine::no_interface(const pbay_host*, const char*) {
  return nullptr;
}

void Routine::write_log(const pbay_host* host, pbay_ctx, std::int32_t level, pbay_str message, pbay_kvs) {
  const auto* self = static_cast<const Routine*>(host->impl);
  write_frame(self->stream_, 'L', std::to_string(std::clamp(level, 0, 3)).append(" "),
              {message.p, message.n});
}

pbay_status Routine::read_config(const pbay_host* host, pbay_str pointer, pbay_sink out, pbay_error*) {
  const auto* self = static_cast<const Routine*>(host->impl);
  const json::value* found = at_pointer(self->config_, {pointer.p, pointer.n});
  if (found == nullptr) return PBAY_E_NOT_FOUND;
  const std::string text = to_text(*found);
  return out.put(out.self, {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
}

void Routine::report_failure(const pbay_host*, pbay_str) {}

pbay_status Routine::put(void* self, pbay_bytes item) {
  write_frame(static_cast<Routine*>(self)->stream_, 'O', {reinterpret_cast<const char*>(item.p), item.n});
  return PBAY_OK;
}

Routine::Routine(const json::object& hello, int stream)
    : stream_{stream},
      instance_{required_string(hello, "instance")},
      config_(hello.at("config")),
      host_{PBAY_ABI_MAJOR, PBAY_ABI_MINOR, this, no_interface, write_log, read_config, report_failure} {
  const std::string file = required_string(hello, "file");
  void* library = ::dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL);  // for the process's life
  if (library == nullptr) throw Error{Code::unavailable, ::dlerror()};
  const auto* entry = static_cast<const pbay_entry_t*>(::dlsym(library, "pbay_entry"));
  if (entry == nullptr || entry->magic != PBAY_MAGIC || entry->abi_major != PBAY_ABI_MAJOR ||
      entry->create == nullptr)
    throw Error{Code::invalid, file + " has no usable pbay_entry"};
  pbay_error error{};
  plugin_ = entry->create(&host_, {instance_.data(), instance_.size()}, &error);
  if (plugin_ == nullptr) throw Error{Code::unavailable, "create() failed: " + text_of(error)};
  worker_ = static_cast<const pbay_on_worker_1*>(plugin_->get_iface(plugin_, PBAY_ON_WORKER));
  if (worker_ == nullptr || worker_->run == nullptr)
    throw Error{Code::unsupported, "the plugin has no pbay.on-worker/1"};
}

void Routine::run(std::string_view name, std::string_view input) {
  pbay_error error{};
  pbay_status status = PBAY_OK;
  try {
    status = worker_->run(plugin_, {name.data(), name.size()},
                          {reinterpret_cast<const std::uint8_t*>(input.data()), input.size()}, {this, put},
                          &error);
  } catch (const std::bad_alloc&) {
    write_frame(stream_, 'D', end_of(PBAY_E_LIMIT, "it used more memory than it may"));
    return;
  } catch (...) {
    write_frame(stream_, 'D', end_of(PBAY_E_INTERNAL, "the routine let an exception out"));
    return;
  }
  write_frame(stream_, 'D', end_of(status, status == PBAY_OK ? std::string{} : text_of(error)));
}

}  // namespace patchbay::runner
