#pragma once
// Transport of announcements: the reader's page and the agents' REST.
#include "notice_board.hpp"
#include "routes.hpp"

namespace patchbay::portal {

void announcements_page(const Portal& portal, const NoticeBoard& board, const Request& request);
void mark_announcement(const Portal& portal, const NoticeBoard& board, const Request& request);

void list_announcements(const Portal& portal, const NoticeBoard& board, const Request& request);
void make_announcement(const Portal& portal, const NoticeBoard& board, const Request& request);
void change_announcement(const Portal& portal, const NoticeBoard& board, const Request& request);
void remove_announcement(const NoticeBoard& board, const Request& request);
void announcement_readers(const NoticeBoard& board, const Request& request);

std::int64_t now_ms();

}  // namespace patchbay::portal
