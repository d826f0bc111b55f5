#include "frame_page.hpp"

#include "patchbay/html.hpp"
#include "patchbay/json_text.hpp"

namespace patchbay::widget {
namespace {

using json_text::quote;

std::string list(const std::vector<std::string>& texts) {
  std::string out;
  for (const std::string& text : texts) out += (out.empty() ? "" : ",") + quote(text);
  return "[" + out + "]";
}

// Every text but the launcher's, which carries its own.
std::string texts_json(const Messages& text) {
  std::string out;
  for (const MessageTable& table : message_tables()) {
    if (table.locale != text.locale()) continue;
    for (const Message& message : table.messages)
      if (!message.key.starts_with("launcher."))
        out += (out.empty() ? "" : ",") + quote(message.key) + ":" + quote(message.text);
  }
  return "{" + out + "}";
}

// "wss://help.example.com" of "https://help.example.com"; some browsers do not count it as 'self'.
std::string socket_origin(const Site& site) {
  const std::size_t scheme = site.public_url.find("://");
  if (scheme == std::string::npos) return {};
  const std::string host = site.public_url.substr(scheme + 3);
  return (site.public_url.starts_with("https") ? " wss://" : " ws://") + host.substr(0, host.find('/'));
}

}  // namespace

std::string frame_document(const Site& site, const FrameAsk& ask, const Messages& text) {
  const std::string config = "{\"site\":{\"name\":" + quote(site.name) + ",\"logo\":" + quote(site.logo) + ",\"accent\":" + quote(site.accent) +
                             ",\"time_zone\":" + quote(site.time_zone) + ",\"locales\":" + list(site.locales) +
                             ",\"default_locale\":" + quote(site.default_locale) + "},\"inbox\":" + quote(ask.inbox) +
                             ",\"locale\":" + quote(ask.locale) + ",\"allowed\":" + list(sites_of(site, ask.inbox)) +
                             ",\"signed_in\":" + (ask.signed_in ? "true" : "false") + ",\"settings\":" + ask.settings +
                             ",\"texts\":" + texts_json(text) + "}";
  const std::string assets = escape_html(ask.assets);
  return "<!doctype html>\n<html lang=\"" + escape_html(ask.locale) +
         "\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n"
         "<meta name=\"robots\" content=\"noindex\">\n<title>" + escape_html(text("title", {{"site", site.name}})) +
         "</title>\n<link rel=\"stylesheet\" href=\"" + assets + "frame.css\">\n<script type=\"application/json\" id=\"pb-config\">" +
         for_script(config) + "</script>\n<script type=\"module\" src=\"" + assets + "frame.js\"></script>\n</head>\n<body></body>\n</html>\n";
}

std::string frame_policy(const Site& site, const std::vector<std::string>& sites) {
  std::string ancestors = "'self'";
  for (const std::string& origin : sites) ancestors += " " + origin;
  return "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; media-src 'self' blob:; connect-src 'self'" +
         socket_origin(site) +
         "; font-src 'self'; form-action 'none'; base-uri 'none'; require-trusted-types-for 'script'; trusted-types patchbay; "
         "frame-ancestors " + ancestors;
}

}  // namespace patchbay::widget
