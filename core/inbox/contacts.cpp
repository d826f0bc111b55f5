#include "core/inbox/contacts.hpp"

#include "core/base/error.hpp"

namespace patchbay::inbox {
namespace {

[[noreturn]] void not_yet() {
  throw Error{Code::unsupported, "this comes later"};
}

}  // namespace

struct Contacts::State {};
Contacts::Contacts(store::Database&, const Clock&, Directory&) : state_{std::make_unique<State>()} {}
Contacts::~Contacts() = default;
json::object Contacts::get(const Principal&, const std::string&) {
  not_yet();
}
Page Contacts::list(const Principal&, const std::string&, const std::string&, int) {
  not_yet();
}
json::object Contacts::upsert(const Principal&, const std::string&, const std::vector<Identity>&,
                              const json::object&) {
  not_yet();
}
json::object Contacts::merge(const Principal&, const std::string&, const std::string&) {
  not_yet();
}
json::object Contacts::unmerge(const Principal&, const std::string&) {
  not_yet();
}
void Contacts::set_blocked(const Principal&, const std::string&, bool, const std::string&) {
  not_yet();
}
std::string Contacts::identify(const Principal&, const std::vector<Identity>&, const json::object&) {
  not_yet();
}
void Contacts::put_orders(const Principal&, const std::string&, const json::array&) {
  not_yet();
}
json::array Contacts::orders(const Principal&, const std::string&, int) {
  not_yet();
}

}  // namespace patchbay::inbox
