#pragma once
// The commands `kb import` and `kb export`, and the folders of the configuration that are kept in step.
#include <atomic>
#include <condition_variable>
#include <map>
#include <mutex>
#include <string>

#include "editing.hpp"
#include "import_run.hpp"
#include "patchbay/events.hpp"

namespace patchbay::kb {

class Importing {
 public:
  Importing(Library& library, Editing& editing) : library_{library}, editing_{editing} {}

  // {"dir":GRANT,"locale"?,"source"?,"watch"?,"link_base"?} → the report; with watch only when the caller
  // gives up.
  std::string import(const Call& call);
  // {"locale"?,"cursor"?} → {"files":[{"path","text"|"base64"}],"next":cursor|null}
  std::string export_files(const Call& call) const;
  // Looks once at every configured folder and imports those that changed. From a timer.
  void look_at_folders();
  void stop();  // ends what waits

 private:
  ImportReport run(const SourceFolder& folder, ImportOrder order, const std::string& link_base,
                   const ImportRun::Step& step);
  void watch(const Call& call, const SourceFolder& folder, const ImportOrder& order,
             const std::string& link_base);
  ImportDesk desk(const std::string& link_base) const;
  bool pause(std::int64_t ms);  // false: stop

  Library& library_;
  Editing& editing_;
  std::atomic<bool> busy_{false};
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;
  std::map<std::string, std::string>
      looks_;  // grant → signature when it was imported last; one timer at a time
};

// "kb/office-en/" → "office-en"; "." → "import"
std::string source_name(std::string_view grant);

}  // namespace patchbay::kb
