#include "notice_board.hpp"

#include <algorithm>

#include "patchbay/json_text.hpp"

namespace patchbay::portal {
namespace {

constexpr std::string_view kBoard = "announcements", kReads = "reads";

std::string mark_of(std::string_view id, std::string_view reader) { return std::string{id} + "~" + std::string{reader}; }

}  // namespace

std::vector<Announcement> NoticeBoard::all(Ctx ctx) const {
  std::vector<Announcement> out;
  host_.store().each(ctx, kBoard, R"({"order":[["/from","desc"]]})", [&](const Stored& item) { out.push_back(announcement_of(item.id, item.doc)); });
  return out;
}

std::vector<Notice> NoticeBoard::due(Ctx ctx, std::string_view reader, std::string_view locale, std::int64_t now) const {
  std::vector<Notice> out;
  for (Announcement& one : all(ctx))
    if (one.is_due(now) && one.speaks(locale)) out.push_back({std::move(one), false});
  if (!reader.empty())
    for (Notice& notice : out) notice.read = host_.store().get(kSelf, kReads, mark_of(notice.what.id, reader)).has_value();
  std::ranges::stable_sort(out, [](const Notice& a, const Notice& b) { return a.what.pinned > b.what.pinned; });
  return out;
}

std::string NoticeBoard::put(Ctx, std::string_view id, const Announcement& one) const {
  return host_.store().put(kSelf, kBoard, id, document_of(one)).id;
}

bool NoticeBoard::remove(Ctx ctx, std::string_view id) const {
  if (!host_.store().get(ctx, kBoard, id)) return false;
  host_.store().remove(kSelf, kBoard, id);
  host_.store().each(kSelf, kReads, "{\"where\":[[\"/announcement\",\"eq\"," + json_text::quote(id) + "]]}",
                     [&](const Stored& mark) { host_.store().remove(kSelf, kReads, mark.id); });
  return true;
}

bool NoticeBoard::mark_read(Ctx ctx, std::string_view id, std::string_view reader, std::string_view name, std::int64_t now) const {
  if (reader.empty() || !host_.store().get(ctx, kBoard, id)) return false;
  const std::string mark = mark_of(id, reader);
  if (host_.store().get(kSelf, kReads, mark)) return true;  // the first time counts
  host_.store().put(kSelf, kReads, mark,
                    "{\"announcement\":" + json_text::quote(id) + ",\"reader\":" + json_text::quote(reader) + ",\"name\":" +
                        json_text::quote(name) + ",\"at\":" + std::to_string(now) + "}");
  return true;
}

std::string NoticeBoard::readers_json(std::string_view id) const {
  std::string out;
  host_.store().each(kSelf, kReads, "{\"where\":[[\"/announcement\",\"eq\"," + json_text::quote(id) + "]]}", [&](const Stored& mark) {
    out += (out.empty() ? "" : ",") + ("{\"reader\":" + json_text::quote(json_text::string_or(mark.doc, "reader", "")) + ",\"name\":" +
                                       json_text::quote(json_text::string_or(mark.doc, "name", "")) + ",\"at\":\"" +
                                       iso_moment(json_text::integer_or(mark.doc, "at", 0)) + "\"}");
  });
  return "[" + out + "]";
}

std::int64_t NoticeBoard::count_readers(std::string_view id) const {
  std::int64_t count = 0;
  host_.store().each(kSelf, kReads, "{\"where\":[[\"/announcement\",\"eq\"," + json_text::quote(id) + "]]}", [&](const Stored&) { ++count; });
  return count;
}

bool NoticeBoard::has_turned(std::int64_t now) {
  std::int64_t since = 0;
  {
    const std::lock_guard lock{mutex_};
    since = std::exchange(looked_, now);
  }
  if (since == 0) return false;
  for (const Announcement& one : all(kSelf))
    if ((one.from > since && one.from <= now) || (one.until > since && one.until <= now)) return true;
  return false;
}

}  // namespace patchbay::portal
