#pragma once
// /api/v1/kb: articles, categories, votes, history, uploads. JSON in, JSON out; openapi.json says it all.
#include "editing.hpp"
#include "feedback.hpp"
#include "patchbay/request.hpp"

namespace patchbay::kb {

class Api {
 public:
  Api(Library& library, Editing& editing, Feedback& feedback)
      : library_{library}, editing_{editing}, feedback_{feedback} {}

  void list(const Request& request) const;
  void create(const Request& request);
  // The id of an article holds slashes, so what follows it is told apart here: …/ID, …/ID/history[/REV],
  // …/ID/votes.
  void get(const Request& request) const;
  void change(const Request& request);  // PUT, PATCH
  void remove(const Request& request);
  void post(const Request& request);  // …/ID/votes (everybody), …/ID/restore (agents)
  void categories(const Request& request) const;
  void create_category(const Request& request);
  void change_category(const Request& request);
  void remove_category(const Request& request);
  void upload(const Request& request);  // POST /kb/media
  void preview(const Request& request) const;

 private:
  json::object article_json(const Article& article, bool for_agent) const;
  void history(const Request& request, const std::string& id) const;
  void revision(const Request& request, const std::string& id, const std::string& rev) const;
  void votes(const Request& request, const std::string& id) const;
  void answer(const Request& request, int status, const Article& article, const Problems& problems) const;
  bool is_agent(const Request& request) const;
  void require_agent(const Request& request) const;

  Library& library_;
  Editing& editing_;
  Feedback& feedback_;
};

}  // namespace patchbay::kb
