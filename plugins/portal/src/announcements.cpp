#include "announcements.hpp"

#include <chrono>
#include <stdexcept>

#include "announcement_pages.hpp"
#include "patchbay/html.hpp"
#include "patchbay/json_text.hpp"
#include "talk.hpp"

namespace patchbay::portal {
namespace {

std::string locale_of(const Portal& portal, const Request& request) {
  const std::string_view locale = request.locale();
  return locale.empty() ? portal.site.default_locale : std::string{locale};
}

// A new one, or another text for one there is.
void keep(const Portal& portal, const NoticeBoard& board, const Request& request, std::string_view id) {
  try {
    Announcement one = read_announcement(request.body(), portal.site.locales, now_ms());
    one.id = board.put(request.ctx(), id, one);
    request.json(id.empty() ? 201 : 200, json_of(one));
  } catch (const std::invalid_argument& wrong) {
    request.problem(400, "invalid", wrong.what());
  }
}

}  // namespace

std::int64_t now_ms() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch()).count();
}

void announcements_page(const Portal& portal, const NoticeBoard& board, const Request& request) {
  const std::string locale = locale_of(portal, request);
  const Messages text{locale};
  const Reader reader = ask_reader(portal.host, request.ctx());
  const auto notices = board.due(request.ctx(), reader.has_account() ? reader.id : "", locale, now_ms());
  const std::string page = "{\"title\":" + json_text::quote(text("news.title")) + ",\"locale\":" + json_text::quote(locale) + ",\"noindex\":true,\"breadcrumb\":[{\"title\":" +
                           json_text::quote(text("home")) + ",\"url\":" + json_text::quote(prefix(portal.site, locale) + "/") + "},{\"title\":" +
                           json_text::quote(text("news.title")) + "}]}";
  request.html(200, render_notices(notices, reader.has_account(), portal.site, text), {{"patchbay-page", page}, {"cache-control", "no-store"}});
}

void mark_announcement(const Portal& portal, const NoticeBoard& board, const Request& request) {
  const Reader reader = ask_reader(portal.host, request.ctx());
  if (!reader.has_account() || !board.mark_read(request.ctx(), request.param("id"), reader.id, reader.name, now_ms()))
    return request.problem(404, "not_found", "There is no such announcement for you.");
  request.redirect(303, prefix(portal.site, locale_of(portal, request)) + "/account/announcements#" + percent_encode(request.param("id")),
                   {{"cache-control", "no-store"}});
}

void list_announcements(const Portal&, const NoticeBoard& board, const Request& request) {
  std::string out;
  for (const Announcement& one : board.all(request.ctx()))
    out += (out.empty() ? "" : ",") + json_of(one, ",\"readers\":" + std::to_string(board.count_readers(one.id)));
  request.json(200, "{\"items\":[" + out + "],\"next\":null}");
}

void make_announcement(const Portal& portal, const NoticeBoard& board, const Request& request) { keep(portal, board, request, {}); }

void change_announcement(const Portal& portal, const NoticeBoard& board, const Request& request) {
  for (const Announcement& one : board.all(request.ctx()))
    if (one.id == request.param("id")) return keep(portal, board, request, one.id);
  request.problem(404, "not_found", "There is no such announcement.");
}

void remove_announcement(const NoticeBoard& board, const Request& request) {
  if (!board.remove(request.ctx(), request.param("id"))) return request.problem(404, "not_found", "There is no such announcement.");
  request.respond(204, {}, {});
}

void announcement_readers(const NoticeBoard& board, const Request& request) {
  request.json(200, "{\"items\":" + board.readers_json(request.param("id")) + ",\"next\":null}");
}

}  // namespace patchbay::portal
