// Opening the library, its entry and its instances.
#include <dlfcn.h>

#include <chrono>

#include "core/check/process_state.hpp"
#include "core/check/subject.hpp"

namespace patchbay::check {
namespace {

const pbay_entry_t& entry_of(const Subject& subject) {
  void* library = ::dlopen(subject.library().c_str(), RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) throw std::runtime_error{::dlerror()};
  const void* entry = ::dlsym(library, "pbay_entry");
  if (entry == nullptr) throw std::runtime_error{"no symbol pbay_entry"};
  return *static_cast<const pbay_entry_t*>(entry);
}

Finding load_opens(const Subject& subject) {
  const ProcessState before = ProcessState::now();
  const auto began = std::chrono::steady_clock::now();
  entry_of(subject);
  const auto took = std::chrono::steady_clock::now() - began;
  const ProcessState after = ProcessState::now();
  if (after.threads != before.threads)
    return failed("starts a thread when it is loaded; start it in start()");
  if (const auto changed = differences(before, after); !changed.empty())
    return failed("when it is loaded, " + some_of(changed));
  if (took > std::chrono::milliseconds{100})
    return warning("takes over 100 ms to load; do the work in start()");
  return ok();
}

Finding load_entry(const Subject& subject) {
  const pbay_entry_t& entry = entry_of(subject);
  if (entry.magic != PBAY_MAGIC)
    return failed("pbay_entry.magic is not PBAY_MAGIC: this is no Patchbay plugin");
  if (entry.abi_major != PBAY_ABI_MAJOR)
    return failed("was built for ABI major " + std::to_string(entry.abi_major) + "; this host speaks " +
                  std::to_string(PBAY_ABI_MAJOR));
  if (entry.reserved != 0) return failed("pbay_entry.reserved is not 0");
  if (entry.desc == nullptr) return failed("pbay_entry.desc is null");
  if (entry.create == nullptr) return failed("pbay_entry.create is null");
  return ok();
}

std::string view(pbay_str text) {
  return std::string{detail::view(text)};
}

std::vector<std::string> list_of(const char* const* ids) {
  std::vector<std::string> out;
  for (; ids != nullptr && *ids != nullptr; ++ids) out.emplace_back(*ids);
  return out;
}

Finding load_descriptor(const Subject& subject) {
  const pbay_desc& desc = *entry_of(subject).desc;
  const std::pair<const char*, std::string> texts[] = {{"id", view(desc.id)},
                                                       {"name", view(desc.name)},
                                                       {"version", view(desc.version)},
                                                       {"vendor", view(desc.vendor)}};
  for (const auto& [key, value] : texts)
    if (const std::string wanted = string_or(subject.manifest(), key, ""); wanted != value)
      return failed(std::string{key} + " is \"" + value + "\" in the library and \"" + wanted +
                    "\" in plugin.json");
  if (list_of(desc.needs) != subject.list("needs"))
    return failed("`needs` differ between library and plugin.json");
  if (list_of(desc.wants) != subject.list("wants"))
    return failed("`wants` differ between library and plugin.json");
  if ((desc.flags & ~static_cast<std::uint32_t>(PBAY_CONCURRENT | PBAY_CLOSABLE)) != 0)
    return failed("flags that do not exist");
  return desc.reserved == 0 ? ok() : failed("pbay_desc.reserved is not 0");
}

Finding load_needs(const Subject& subject) {
  static const char* const kOffered[] = {PBAY_HTTP,  PBAY_WS,  PBAY_BUS,   PBAY_STORE,  PBAY_JOBS,
                                         PBAY_FETCH, PBAY_NET, PBAY_FILES, PBAY_WORKER, PBAY_METRICS};
  std::vector<std::string> unknown;
  for (const std::string& need : list_of(entry_of(subject).desc->needs)) {
    bool known = false;
    for (const char* id : kOffered) known = known || need == id;
    if (!known) unknown.push_back(need);
  }
  return unknown.empty()
             ? ok()
             : failed("needs " + some_of(unknown) + ", which this host does not offer; it needs a newer one");
}

Finding create_concurrency(const Subject& subject) {
  const bool calls = !subject.list("uses").empty(), provides = !subject.list("provides").empty();
  if (!calls || !provides) return skipped("does not both provide and call methods");
  if ((entry_of(subject).desc->flags & PBAY_CONCURRENT) != 0) return ok();
  return failed("provides a method and calls others', so it must be PBAY_CONCURRENT");
}

class Created {
 public:
  explicit Created(const Subject& subject, const char* instance) : host_{subject.open(instance)} {
    host_->create();
  }
  ~Created() { host_->stop(); }
  Created(const Created&) = delete;
  Created& operator=(const Created&) = delete;
  FakeHost& host() { return *host_; }

 private:
  std::unique_ptr<FakeHost> host_;
};

Finding create_table(const Subject& subject) {
  Created created{subject, ""};
  const pbay_plugin* plugin = created.host().plugin();
  if (plugin->start == nullptr || plugin->drain == nullptr || plugin->stop == nullptr ||
      plugin->destroy == nullptr || plugin->get_iface == nullptr)
    return failed("a function of pbay_plugin is null");
  return unless_violated(created.host());
}

Finding create_instances(const Subject& subject) {
  Created one{subject, "one"}, two{subject, "two"};
  if (one.host().plugin() == two.host().plugin())
    return failed("two instances are the same pbay_plugin; keep no instance in a global");
  Created odd{subject, "a-very-long-name-of-an-instance"};
  return unless_violated(one.host(), unless_violated(two.host(), unless_violated(odd.host())));
}

Finding create_interfaces(const Subject& subject) {
  Created created{subject, ""};
  pbay_plugin* plugin = created.host().plugin();
  for (const char* id :
       {"", "pbay.on-http/2", "pbay.on-nothing/1", "pbay.on-http", "PBAY.ON-HTTP/1", "\xff\xfe"})
    if (plugin->get_iface(plugin, id) != nullptr)
      return failed("get_iface(\"" + std::string{id} +
                    "\") gives a table; answer NULL to what you do not know");
  return unless_violated(created.host());
}

}  // namespace

std::vector<Check> load_checks() {
  return {{"load.opens", "loads at once and without side effects", load_opens},
          {"load.entry", "pbay_entry is whole and of this ABI", load_entry},
          {"load.descriptor", "says the same as plugin.json", load_descriptor},
          {"load.needs", "needs only interfaces there are", load_needs},
          {"create.concurrency", "may be called while it calls", create_concurrency},
          {"create.table", "create() gives a whole instance", create_table},
          {"create.instances", "several instances live side by side", create_instances},
          {"create.interfaces", "get_iface() is steady and honest", create_interfaces}};
}

}  // namespace patchbay::check
