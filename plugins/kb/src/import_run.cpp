#include "import_run.hpp"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <set>
#include <thread>

#include "import_surroundings.hpp"
#include "moment.hpp"
#include "source_path.hpp"
#include "text.hpp"

namespace patchbay::kb {
namespace {

constexpr std::size_t kRelated = 5;
constexpr std::size_t kMaxWarnings = 2000;  // told one by one
constexpr std::size_t kMaxWarningsOfFile = 20;

std::string hex(std::uint64_t number) {
  static constexpr std::string_view kHex = "0123456789abcdef";
  std::string out(16, '0');
  for (std::size_t i = 16; i-- > 0; number >>= 4) out[i] = kHex[number & 15];
  return out;
}

// By file and line; a file that complains of everything is cut short.
void settle(Problems& problems) {
  std::stable_sort(problems.begin(), problems.end(), [](const Problem& a, const Problem& b) {
    return std::tie(a.file, a.line) < std::tie(b.file, b.line);
  });
  Problems kept;
  std::size_t of_file = 0, left_out = 0;
  for (Problem& problem : problems) {
    if (kept.empty() || kept.back().file != problem.file) of_file = 0;
    if (problem.severity == Severity::warning && of_file++ >= kMaxWarningsOfFile)
      ++left_out;
    else
      kept.push_back(std::move(problem));
  }
  if (left_out > 0)
    kept.push_back(
        {Severity::warning, "", 0, std::to_string(left_out) + " more warnings in files that have over 20"});
  problems = std::move(kept);
}

}  // namespace

struct ImportRun::Worker {
  explicit Worker(const ImportDesk& desk) : writer{desk.store, desk.catalogue} {}
  ArticleWriter writer;
  Problems problems;
  std::size_t added = 0, updated = 0, unchanged = 0;
  std::vector<Article> scheduled;
  std::exception_ptr failed;
};

ImportReport ImportRun::run(const Step& step) {
  const auto start = std::chrono::steady_clock::now();
  plan_ = ImportPlanner{folder_, desk_.site, desk_.catalogue, order_, report_.problems}.make(
      [&](std::size_t done, std::size_t total) { step(done, total, "reading"); });
  report_.files = plan_.files.size();
  report_.articles = plan_.drafts.size();
  for (const Draft& draft : plan_.drafts) by_id_.emplace(draft.id, &draft);
  write_categories();
  prepare_related();
  render_all(step);
  archive_vanished();
  drop_empty_categories();
  tell_left_out();
  settle(report_.problems);
  report_.media = media_.added();
  report_.milliseconds =
      std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - start).count();
  return std::move(report_);
}

void ImportRun::write_categories() {
  ArticleWriter writer{desk_.store, desk_.catalogue};
  for (const Category& category : plan_.categories) {
    const CategoryPtr held = desk_.catalogue.category(category.id);
    if (held && *held == category) continue;
    writer.put(category);
    ++report_.categories;
  }
  writer.flush();
}

void ImportRun::prepare_related() {
  for (const Draft& draft : plan_.drafts) {
    std::string more = draft.meta.description;
    for (const std::string& tag : draft.meta.tags) more += " " + tag;
    related_[draft.locale].add(draft.id, draft.meta.title, more, draft.category);
  }
  for (const EntryPtr& entry : desk_.catalogue.all())
    if (!by_id_.contains(entry->id))
      related_[std::string{entry->locale}].add(entry->id, entry->title, "", entry->category);
}

std::vector<std::string> ImportRun::related_of(const Draft& draft, const Article& article) const {
  const Readers now = readers_now(article);
  const auto allowed = [&](std::string_view id) {
    if (const auto planned = by_id_.find(id); planned != by_id_.end())
      return planned->second->meta.status == Status::published && covers(now, planned->second->readers_now());
    const EntryPtr entry = desk_.catalogue.find(id);
    return entry && entry->status == Status::published && covers(now, entry->readers);
  };
  std::vector<std::string> out;
  for (const std::string& wanted : draft.meta.related) {
    const auto path = resolve_path(draft.file, split_reference(wanted).path);
    const Draft* found = path ? plan_.find(*path) : nullptr;
    const EntryPtr held = found ? nullptr : desk_.catalogue.find(draft.locale, wanted);
    const std::string id = found ? found->id : held ? held->id : wanted;
    if (id != draft.id && out.size() < kRelated && std::find(out.begin(), out.end(), id) == out.end() &&
        (found || held))
      out.push_back(id);
  }
  if (const auto finder = related_.find(draft.locale); finder != related_.end() && out.size() < kRelated)
    for (std::string& id : finder->second.find(draft.id, kRelated, allowed))
      if (out.size() < kRelated && std::find(out.begin(), out.end(), id) == out.end())
        out.push_back(std::move(id));
  return out;
}

// What the original says now, so that a later change of it can be seen.
std::string ImportRun::original_digest(const Draft& draft) const {
  const std::string id = draft.translation_of.empty() ? desk_.site.default_locale + "/" + draft.translation
                                                      : draft.translation_of;
  if (id == draft.id) return {};
  if (const auto planned = by_id_.find(id); planned != by_id_.end())
    return digest_of({planned->second->meta.title, planned->second->content}).substr(0, 16);
  const EntryPtr held = desk_.catalogue.find(id);
  return held ? hex(held->content_digest) : std::string{};
}

Article ImportRun::article_of(const Draft& draft, Worker& worker) {
  Article article;
  article.id = draft.id;
  article.locale = draft.locale;
  article.slug = draft.slug;
  article.title = draft.meta.title;
  article.description = draft.meta.description;
  article.category = draft.category;
  article.tags = draft.meta.tags;
  article.readers = draft.meta.readers;
  article.status = draft.meta.status;
  article.publish_at = draft.meta.publish_at;
  article.order = draft.meta.order;
  article.translation = draft.translation;
  article.translation_of = draft.translation_of;
  article.attributes = draft.meta.attributes;
  article.format = draft.format;
  article.content = draft.content;
  article.wanted_related = draft.meta.related;
  article.is_dated = draft.meta.updated > 0;
  article.updated = article.is_dated ? draft.meta.updated : draft.meta.other_date;
  article.origin = {order_.kind, order_.source, draft.file, {}};
  article.url = desk_.site.article_path(draft.locale, draft.slug);
  article.original_digest = original_digest(draft);
  ImportSurroundings around{plan_, draft, desk_, media_, folder_, worker.writer, worker.problems};
  article.body = make_body({article.format, article.content, draft.file, article.title, draft.body_line},
                           around, desk_.texts(draft.locale), worker.problems);
  article.includes = std::move(around.included);
  if (article.description.empty())
    article.description = cut(squeeze(std::string_view{article.body.text}.substr(0, 1000)), 160);
  article.related = related_of(draft, article);
  return article;
}

void ImportRun::keep(Article article, Worker& worker) {
  const EntryPtr held = desk_.catalogue.find(article.id);
  article.origin.digest = import_digest(article);
  const std::uint64_t digest = digest_number(article.origin.digest);
  if (held && (held->import_digest == digest || held->digest == digest)) {
    ++worker.unchanged;
    return;
  }
  const std::optional<Article> previous = held ? desk_.store.get(kSelf, article.id) : std::nullopt;
  if (previous && previous->digest != previous->origin.digest && previous->origin.kind != "store" &&
      !previous->origin.digest.empty())
    worker.problems.push_back({Severity::warning, article.origin.path, 0,
                               "was edited here and has changed in its folder as well: the folder's is "
                               "taken, the edited one is in its history"});
  article.created = previous ? previous->created : order_.now;
  if (article.updated == 0) article.updated = order_.now;
  if (previous) article.weight = previous->weight;
  if (previous && previous->origin.kind == "store") article.origin = previous->origin;
  (previous ? worker.updated : worker.added)++;
  if (article.status == Status::scheduled) worker.scheduled.push_back(article);
  worker.writer.put(std::move(article), previous ? &*previous : nullptr, "import " + order_.source);
}

void ImportRun::one(const Draft& draft, Worker& worker) {
  const std::size_t before = worker.problems.size();
  try {
    keep(article_of(draft, worker), worker);
  } catch (const SourceError& error) {
    worker.problems.push_back({Severity::error, draft.file, error.line(), error.what()});
  }
  for (std::size_t i = before; i < worker.problems.size(); ++i)
    if (worker.problems[i].file.empty()) worker.problems[i].file = draft.file;
}

void ImportRun::work(Worker& worker) {
  try {
    for (std::size_t i = next_++; i < plan_.drafts.size() && !stop_; i = next_++) {
      one(plan_.drafts[i], worker);
      ++done_;
    }
    worker.writer.flush();
  } catch (...) {
    worker.failed = std::current_exception();
    stop_ = true;
  }
}

void ImportRun::render_all(const Step& step) {
  std::vector<std::unique_ptr<Worker>> workers;
  const int count = std::max(1, desk_.threads);
  for (int i = 0; i < count; ++i) workers.push_back(std::make_unique<Worker>(desk_));
  std::exception_ptr given_up;
  if (desk_.threads == 0) {
    work(*workers[0]);
  } else {
    std::mutex mutex;
    std::condition_variable finished;
    int running = count;
    std::vector<std::thread> threads;
    for (const auto& worker : workers)
      threads.emplace_back([&, own = worker.get()] {
        work(*own);
        const std::lock_guard lock{mutex};
        if (--running == 0) finished.notify_one();
      });
    std::unique_lock lock{mutex};
    while (!finished.wait_for(lock, std::chrono::milliseconds{200}, [&] { return running == 0; })) {
      lock.unlock();
      try {
        step(done_, plan_.drafts.size(), "importing");
      } catch (...) {
        given_up = std::current_exception();
        stop_ = true;
      }
      lock.lock();
    }
    lock.unlock();
    for (std::thread& thread : threads) thread.join();
  }
  for (const auto& worker : workers) {
    report_.added += worker->added;
    report_.updated += worker->updated;
    report_.unchanged += worker->unchanged;
    for (Problem& problem : worker->problems) report_.problems.push_back(std::move(problem));
    for (const Article& article : worker->scheduled) desk_.schedule(article);
  }
  for (const auto& worker : workers)
    if (worker->failed) std::rethrow_exception(worker->failed);
  if (given_up) std::rethrow_exception(given_up);
  step(plan_.drafts.size(), plan_.drafts.size(), "importing");
}

// What the folder no longer has is kept and no longer shown.
void ImportRun::archive_vanished() {
  std::set<std::string, std::less<>> locales;
  for (const Draft& draft : plan_.drafts) locales.insert(draft.locale);
  if (!order_.locale.empty()) locales.insert(order_.locale);
  ArticleWriter writer{desk_.store, desk_.catalogue};
  for (const EntryPtr& entry : desk_.catalogue.of_source(order_.source)) {
    const bool ours = entry->kind != Entry::Kind::store && entry->status != Status::archived &&
                      locales.contains(entry->locale);
    const bool there = by_id_.contains(entry->id) ||
                       std::find(plan_.broken.begin(), plan_.broken.end(), entry->id) != plan_.broken.end();
    if (!ours || there) continue;
    std::optional<Article> article = desk_.store.get(kSelf, entry->id);
    if (!article) continue;
    const Article previous = *article;
    article->status = Status::archived;
    article->origin.digest.clear();  // so that it comes back with its file
    writer.put(std::move(*article), &previous, "import " + order_.source);
    report_.archived_ids.push_back(entry->id);
  }
  writer.flush();
  report_.archived = report_.archived_ids.size();
}

void ImportRun::drop_empty_categories() {
  std::set<std::string_view> planned;
  for (const Category& category : plan_.categories) planned.insert(category.id);
  std::set<std::string, std::less<>> used;
  for (const EntryPtr& entry : desk_.catalogue.all())
    for (const CategoryPtr& category : desk_.catalogue.path_of(entry->category)) used.insert(category->id);
  ArticleWriter writer{desk_.store, desk_.catalogue};
  for (const CategoryPtr& category : desk_.catalogue.categories())
    if (!category->source.empty() && category->source == order_.source && !planned.contains(category->id) &&
        !used.contains(category->id))
      writer.remove_category(category->id);
  writer.flush();
}

void ImportRun::tell_left_out() {
  std::set<std::string> locales;
  for (const Draft& draft : plan_.drafts)
    if (!desk_.site.has(draft.locale)) locales.insert(draft.locale);
  for (const std::string& locale : locales)
    report_.problems.push_back(
        {Severity::warning, "", 0,
         "articles in \"" + locale + "\" came in, which [site] locales does not name: add it there"});
  if (order_.kind == "zendesk") return;
  for (const SourceFile& file : plan_.files) {
    const std::string ending = lower_ascii(ending_of(file.path));
    const bool text = ending == "md" || ending == "markdown" || ending == "html" || ending == "htm" ||
                      ending == "yml" || ending == "yaml";
    if (text || media_kind(file.path) != MediaKind::file || media_.is_used(file.path)) continue;
    report_.problems.push_back({Severity::warning, file.path, 0,
                                "is no article (.md, .html) and no article refers to it: left out"});
  }
}

json::object to_json(const ImportReport& report) {
  std::size_t errors = 0, warnings = 0;
  json::array problems;
  for (const Problem& problem : report.problems) {
    const bool error = problem.severity == Severity::error;
    (error ? errors : warnings)++;
    if (!error && warnings > kMaxWarnings) continue;
    problems.push_back(json::object{{"severity", error ? "error" : "warning"},
                                    {"file", problem.file},
                                    {"line", problem.line},
                                    {"text", problem.text}});
  }
  return {{"files", report.files},
          {"articles", report.articles},
          {"added", report.added},
          {"updated", report.updated},
          {"unchanged", report.unchanged},
          {"archived", report.archived},
          {"archived_ids", to_array(report.archived_ids)},
          {"categories", report.categories},
          {"media", report.media},
          {"errors", errors},
          {"warnings", warnings},
          {"problems", std::move(problems)},
          {"milliseconds", report.milliseconds}};
}

}  // namespace patchbay::kb
