#include "launcher_script.hpp"

#include "launcher_js.hpp"
#include "patchbay/html.hpp"
#include "patchbay/json_text.hpp"
#include "patchbay/messages.hpp"

namespace patchbay::widget {
namespace {

using json_text::member;
using json_text::quote;

constexpr std::string_view kOwn = "launcher.";

// {"en":{"open":"…"},…}: the launcher's few texts in every language of the site.
std::string texts_json(const Site& site) {
  std::string out;
  for (const std::string& locale : site.locales) {
    const Messages text{locale};
    std::string rows;
    for (const MessageTable& table : message_tables()) {
      if (table.locale != text.locale()) continue;
      for (const Message& message : table.messages)
        if (message.key.starts_with(kOwn))
          rows += (rows.empty() ? "" : ",") + quote(message.key.substr(kOwn.size())) + ":" + quote(message.text);
    }
    out += (out.empty() ? "" : ",") + quote(locale) + ":{" + rows + "}";
  }
  return "{" + out + "}";
}

}  // namespace

std::string launcher_script(const Site& site, std::string_view settings) {
  const std::string eager = member(settings, "eager") == "true" ? "true" : "false";
  const std::string config = "{\"accent\":" + quote(site.accent) + ",\"default_locale\":" + quote(site.default_locale) +
                             ",\"position\":" + quote(json_text::string_or(settings, "position", "right")) +
                             ",\"eager\":" + eager + ",\"texts\":" + texts_json(site) + "}";
  return "(function(patchbayConfig){" + std::string{kLauncherJs} + "})(" + config + ");\n";
}

std::string demo_document(std::string_view locale, std::string_view inbox) {
  return "<!doctype html>\n<html lang=\"" + escape_html(locale) +
         "\">\n<head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"><title>Widget</title>\n"
         "<script src=\"/widget.js\" data-inbox=\"" + escape_html(inbox) +
         "\" async></script></head>\n<body><main><h1>Widget</h1><p>This page carries the widget and nothing else.</p></main></body>\n</html>\n";
}

}  // namespace patchbay::widget
