// search …, call …, event …
#include <fcntl.h>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "core/app/command.hpp"
#include "core/app/failure.hpp"

namespace patchbay::app {
namespace {

Descriptor open_to_read(const std::string& path) {
  Descriptor file{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
  if (!file) throw UsageError{"cannot open " + path + ": " + system_reason()};
  return file;
}

int search(const Invocation& invocation) {
  std::string text;
  for (const std::string& word : invocation.typed.positional) text += (text.empty() ? "" : " ") + word;
  json::object args = {{"q", text}, {"limit", std::atoi(invocation.typed.value("limit", "10").c_str())}};
  for (const char* name : {"locale", "kind"})
    if (invocation.typed.has(name)) args[name] = invocation.typed.value(name);
  const json::value reply = invocation.run({.op = "search.query", .args = args, .files = {}, .plugins = {}});
  if (invocation.terminal.as_json()) {
    invocation.terminal.result(reply);
    return kDone;
  }
  if (const auto& corrected = reply.at("corrected"); corrected.is_string())
    invocation.terminal.note("Did you mean: " + std::string{corrected.as_string()});
  const auto& hits = reply.at("hits").as_array();
  invocation.terminal.lines(hits.empty() ? "Nothing found.\n" : for_people(reply.at("hits")));
  return kDone;
}

int evaluate(const Invocation& invocation) {
  const Typed& typed = invocation.typed;
  if (!typed.has("queries") || !typed.has("qrels"))
    throw UsageError{"write both --queries FILE and --qrels FILE"};
  const Descriptor queries = open_to_read(typed.value("queries")), qrels = open_to_read(typed.value("qrels"));
  const json::value figures = invocation.run({.op = "search.evaluate",
                                              .args = {},
                                              .files = {{"queries", queries.get()}, {"qrels", qrels.get()}},
                                              .plugins = {}});
  invocation.terminal.lines(to_text(figures) + "\n");
  return kDone;
}

int reindex(const Invocation& invocation) {
  invocation.terminal.result(
      invocation.run({.op = "search.reindex", .args = {}, .files = {}, .plugins = {}}));
  return kDone;
}

int simple(const Invocation& invocation, const std::string& op) {
  json::object args;
  if (!invocation.typed.positional.empty()) args["id"] = invocation.typed.positional[0];
  const json::value reply = invocation.run({.op = op, .args = args, .files = {}, .plugins = {}});
  if (reply.is_array() && reply.get_array().empty() && !invocation.terminal.as_json())
    invocation.terminal.note("Nothing is parked.");
  else
    invocation.terminal.result(reply);
  return kDone;
}

}  // namespace

std::vector<Command> search_commands() {
  return {
      {{"search evaluate",
        {},
        "measures ranking against judgements and prints JSON",
        {{"queries", "FILE", "lines qid<TAB>text"}, {"qrels", "FILE", "lines qid<TAB>docid<TAB>grade"}}},
       evaluate},
      {{"search reindex", {}, "builds the search index anew from the documents", {}}, reindex},
      {{"search",
        {"QUERY…"},
        "searches as a visitor who may see everything",
        {{"locale", "L", "the language that ranks first"},
         {"kind", "K", "only hits of this kind"},
         {"limit", "N", "10 where it is left out"}}},
       search},
      {{"event list", {}, "lists the events that failed 20 times", {{"parked", "", "what is listed anyway"}}},
       [](const Invocation& i) { return simple(i, "event.list"); }},
      {{"event retry", {"ID"}, "tries a parked event again", {}},
       [](const Invocation& i) { return simple(i, "event.retry"); }},
      {{"event drop", {"ID"}, "gives a parked event up", {}},
       [](const Invocation& i) { return simple(i, "event.drop"); }},
  };
}

}  // namespace patchbay::app
