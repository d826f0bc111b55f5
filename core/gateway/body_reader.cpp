#include "core/gateway/body_reader.hpp"

#include <boost/beast/http/buffer_body.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/parser.hpp>

namespace patchbay::gateway {
namespace {

namespace http = boost::beast::http;
constexpr std::size_t kPiece = 64 << 10;

}  // namespace

struct BodyReader::Parser : http::request_parser<http::buffer_body> {};

BodyReader::BodyReader(std::string_view raw_head, const RequestHead& head, std::int64_t limit)
    : parser_{std::make_unique<Parser>()}, limit_{limit}, announced_{head.chunked ? -1 : std::max<std::int64_t>(head.content_length, 0)} {
  parser_->header_limit(64 << 10);
  parser_->body_limit(static_cast<std::uint64_t>(limit));
  boost::system::error_code error;
  const std::size_t used = parser_->put(boost::asio::const_buffer{raw_head.data(), raw_head.size()}, error);
  if (error == http::error::body_limit) {
    state_ = State::too_large;
  } else if (error || used != raw_head.size() || !parser_->is_header_done() || parser_->chunked() != head.chunked ||
             (!head.chunked && announced_ > 0 && parser_->content_length() != static_cast<std::uint64_t>(announced_))) {
    state_ = State::broken;
  } else if (parser_->is_done()) {
    state_ = State::done;
  }
  parser_->eager(true);
}

BodyReader::~BodyReader() = default;

std::size_t BodyReader::feed(std::string_view in, std::string& out) {
  std::size_t used = 0;
  const std::size_t before = out.size();
  while (state_ == State::more && used < in.size() && out.size() - before < kPiece) {
    const std::size_t at = out.size();
    const std::size_t room = std::min(kPiece - (at - before), in.size() - used);
    out.resize(at + room);
    auto& body = parser_->get().body();
    body.data = out.data() + at;
    body.size = room;
    boost::system::error_code error;
    const std::size_t step = parser_->put(boost::asio::const_buffer{in.data() + used, in.size() - used}, error);
    used += step;
    const std::size_t filled = room - body.size;
    out.resize(at + filled);
    taken_ += static_cast<std::int64_t>(filled);
    if (error == http::error::need_buffer) error = {};
    if (error == http::error::need_more) break;
    if (error == http::error::body_limit) state_ = State::too_large;
    else if (error) state_ = State::broken;
    else if (parser_->is_done()) state_ = State::done;
    else if (step == 0 && filled == 0) break;
  }
  return used;
}

}  // namespace patchbay::gateway
