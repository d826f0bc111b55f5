#pragma once
// /api/v1/desk: what agents keep. JSON in, JSON out; openapi.json says it all.
#include "desk_store.hpp"
#include "patchbay/request.hpp"

namespace patchbay::desk {

class Api {
 public:
  explicit Api(const Host& host) : host_{host}, store_{host} {}

  void mine(const Request& request) const;  // everything the desk needs of its own, in one answer
  void list(const Request& request) const;    // canned, macros, filters
  void create(const Request& request) const;
  void change(const Request& request) const;  // If-Match
  void remove(const Request& request) const;
  void settings(const Request& request) const;  // GET, PUT
  void drafts(const Request& request) const;
  void draft(const Request& request) const;  // GET, PUT, DELETE
  void pages(const Request& request) const;
  void answers(const Request& request) const;
  void gaps(const Request& request) const;
  void operators(const Request& request) const;  // what the operator's file says and the desk shows

  const DeskStore& store() const { return store_; }

 private:
  Host host_;
  DeskStore store_;
};

}  // namespace patchbay::desk
