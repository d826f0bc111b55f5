#include "importing.hpp"

#include "exporting.hpp"
#include "granted_folder.hpp"
#include "moment.hpp"
#include "source_path.hpp"
#include "text.hpp"

namespace patchbay::kb {
namespace {

class Busy {
 public:
  explicit Busy(std::atomic<bool>& flag) : flag_{flag} {
    if (flag_.exchange(true))
      throw Failure{PBAY_E_UNAVAILABLE, "another import is running: wait for its end"};
  }
  ~Busy() { flag_ = false; }
  Busy(const Busy&) = delete;
  Busy& operator=(const Busy&) = delete;

 private:
  std::atomic<bool>& flag_;
};

std::string summary(const ImportReport& report) {
  return std::to_string(report.added) + " added, " + std::to_string(report.updated) + " updated, " +
         std::to_string(report.unchanged) + " unchanged, " + std::to_string(report.archived) + " archived";
}

}  // namespace

std::string source_name(std::string_view grant) {
  while (grant.ends_with('/')) grant.remove_suffix(1);
  const std::string_view name = name_of(grant);
  std::string out;
  for (const char c : name)
    if (c != '@' && c != '~') out += c;
  return out.empty() || out == "." || out == ".." ? "import" : out;
}

ImportDesk Importing::desk(const std::string& link_base) const {
  const auto settings = library_.settings();
  ImportDesk desk{library_.store(),
                  library_.catalogue(),
                  *library_.site(),
                  settings->site_paths,
                  link_base.empty() ? settings->link_base : link_base,
                  [](std::string_view locale) { return Library::body_texts(locale); },
                  [this](const Article& article) { editing_.schedule(article); },
                  settings->import_threads};
  return desk;
}

ImportReport Importing::run(const SourceFolder& folder, ImportOrder order, const std::string& link_base,
                            const ImportRun::Step& step) {
  const Busy busy{busy_};
  const std::shared_ptr<const Site> site = library_.site();  // held while the desk refers to it
  const ImportDesk desk = this->desk(link_base);
  order.now = now_ms();
  return ImportRun{folder, std::move(order), desk}.run(step);
}

std::string Importing::import(const Call& call) {
  const json::object args = parse_object(call.json());
  const std::string grant = text_of(args, "dir");
  if (grant.empty()) throw Failure{PBAY_E_INVALID, "dir: write the folder to import"};
  ImportOrder order;
  order.locale = text_of(args, "locale");
  order.source = text_of(args, "source");
  if (order.source.empty()) order.source = source_name(grant);
  if (order.source.find_first_of("@~/") != std::string::npos)
    throw Failure{PBAY_E_INVALID, "source: a name without @, ~ and /"};
  std::string link_base = text_of(args, "link_base");
  while (link_base.ends_with('/')) link_base.pop_back();
  const GrantedFolder folder{library_.host(), call.ctx(), grant};
  const ImportRun::Step step = [&call](std::size_t done, std::size_t total, const std::string& text) {
    call.progress(done, total, text);
  };
  const ImportReport report = run(folder, order, link_base, step);
  if (flag_of(args, "watch")) {
    call.progress(report.articles, report.articles, summary(report) + "; watching");
    watch(call, folder, order, link_base);
  }
  return to_text(to_json(report));
}

void Importing::watch(const Call& call, const SourceFolder& folder, const ImportOrder& order,
                      const std::string& link_base) {
  Problems ignored;
  std::string look = signature_of(all_files(folder, ignored));
  const std::int64_t period = std::max<std::int64_t>(1, library_.settings()->watch_seconds);
  for (std::int64_t second = 1; pause(1000); ++second) {
    if (second % 10 == 0) call.progress(0, 0, "watching");
    if (second % period != 0) continue;
    const std::string now = signature_of(all_files(folder, ignored));
    if (now == look) continue;
    look = now;
    const ImportReport report =
        run(folder, order, link_base, [](std::size_t, std::size_t, const std::string&) {});
    std::string text = summary(report);
    for (const Problem& problem : report.problems)
      if (problem.severity == Severity::error) text += "\n" + told(problem);
    call.progress(report.articles, report.articles, text);
  }
}

bool Importing::pause(std::int64_t ms) {
  std::unique_lock lock{mutex_};
  return !wake_.wait_for(lock, std::chrono::milliseconds{ms}, [this] { return stopping_; });
}

void Importing::stop() {
  const std::lock_guard lock{mutex_};
  stopping_ = true;
  wake_.notify_all();
}

void Importing::look_at_folders() {
  const auto reply = library_.host().try_call(kSelf, "files.grants@1");
  if (!reply) return;
  const json::object told = read_object(*reply);
  const json::array* grants = array_of(told, "grants");
  if (!grants) return;
  for (const json::value& item : *grants) {
    const json::object* grant = item.if_object();
    if (!grant) continue;
    const std::string name = text_of(*grant, "name");
    const GrantedFolder folder{library_.host(), kSelf, name};
    Problems problems;
    const std::string look = signature_of(all_files(folder, problems));
    if (looks_[name] == look) continue;
    ImportOrder order{"folder-" + name, text_of(*grant, "locale"), "folder", 0};
    const ImportReport report = run(folder, order, "", [](std::size_t, std::size_t, const std::string&) {});
    looks_[name] = look;
    library_.host().log(PBAY_LOG_INFO, "a configured folder was read",
                        {{"folder", name}, {"result", summary(report)}});
    for (const Problem& problem : report.problems)
      if (problem.severity == Severity::error) library_.host().log(PBAY_LOG_WARN, kb::told(problem));
  }
}

std::string Importing::export_files(const Call& call) const {
  const json::object args = parse_object(call.json());
  return to_text(
      export_page(library_, text_of(args, "locale"), text_of(args, "source"), text_of(args, "cursor")));
}

}  // namespace patchbay::kb
