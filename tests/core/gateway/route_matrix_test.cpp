// Every route of the host × who asks × whose it is, against the table that is checked in. A cell is a status; what is not
// expected to succeed must not.
//
// In a route {id} is a conversation's or a contact's, as its path says: the asker's own, or somebody else's. For agents "own" is
// of their team, "other" of another team. A cell "404|410" takes either. A row that differs is printed as it is now, to be read before it is copied.
#include <fstream>
#include <set>
#include <sstream>

#include "core/inbox/labels.hpp"
#include "talk_fixture.hpp"

namespace patchbay::gateway {
namespace {

constexpr const char* kRoles[] = {"anonymous", "visitor", "customer", "employee", "agent", "admin"};

struct MatrixRow {
  std::string method, path, body;
  std::vector<std::string> cells;  // anonymous, then own and other of each role
};

std::vector<std::string> fields_of(const std::string& line) {
  std::vector<std::string> fields;
  std::stringstream in{line};
  for (std::string field; std::getline(in, field, '\t');) fields.push_back(field);
  return fields;
}

std::vector<MatrixRow> read_table() {
  std::vector<MatrixRow> rows;
  std::ifstream file{std::string{PATCHBAY_SOURCE_DIR} + "/tests/core/gateway/route_matrix.tsv"};
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line[0] == '#') continue;
    std::vector<std::string> fields = fields_of(line);
    if (fields.size() < 3) ADD_FAILURE() << "not a row: " << line;
    MatrixRow row{fields[0], fields[1], fields[2] == "-" ? "" : fields[2], {fields.begin() + 3, fields.end()}};
    rows.push_back(std::move(row));
  }
  return rows;
}

std::string shape_of(std::string path) {
  for (std::size_t at = 0; (at = path.find('{', at)) != std::string::npos; ++at) path.erase(at + 1, path.find('}', at) - at - 1);
  return path;
}

class RouteMatrix : public TalkTest {
 protected:
  RouteMatrix() {
    config.server.public_url = "http://help.example.com";
    for (const auto& [name, rate] : {std::pair{"visits", 0}, {"uploads", 0}, {"reset_address", 0}, {"login_address", 0}, {"api", 0}, {"search", 0},
                                     {"suggest", 0}, {"journeys", 0}, {"reset", 0}})
      config.limits.rates[name].off = true;
    config.teams["own"].members = {"agent@example.com"};
    config.teams["other"].members = {"nobody@example.com"};
    config.inboxes["own"].team = "own";
    config.inboxes["other"].team = "other";
    target->on_call = [this](const inbox::Principal& by, const std::string& method, const std::string& text) {
      if (method != "handoff.request@1") return std::string{"{}"};
      inbox::HandoffRequest request;
      request.conversation = required_string(parse_object(text), "conversation");
      return to_text(handoffs->request(by, request));
    };
  }

  // A token of this role, with a contact of its own where it has one.
  std::string token_of(const std::string& role) {
    if (role == "anonymous") return {};
    const std::string visit_token = visit("own");
    if (role == "visitor") return visit_token;
    if (role == "agent" || role == "admin") {
      if (!agents_.contains(role)) {
        agent(role, role == "admin" ? inbox::Kind::admin : inbox::Kind::agent);
        agents_[role] = who(role);
      }
      accounts.sessions[role] = agents_[role];  // whatever became of the session before
      return role;
    }
    const std::string token = role + std::to_string(++made_);
    accounts.sign_in(token, role == "customer" ? inbox::Kind::customer : inbox::Kind::employee, token);
    accounts.sessions[token].contact = who(visit_token).contact;
    return token;
  }

  std::string filled(std::string text, const std::string& token, bool own) {
    const bool mine = own && !token.empty() && !who(token).is_agent();
    const std::string writer = mine ? token : visit(own ? "own" : "other");
    const std::string conversation = write(writer, "hello").conversation, contact = who(writer).contact;
    const std::string another = visit(own ? "own" : "other");
    const auto fill = [&](const std::string& name, const std::string& value) {
      for (std::size_t at; (at = text.find(name)) != std::string::npos;) text.replace(at, name.size(), value);
    };
    fill("conversations/{id}", "conversations/" + conversation);
    fill("contacts/{id}", "contacts/" + contact);
    if (text.find("/handoff/") != std::string::npos) handoffs->request(inbox::Principal::system(), {conversation, "", "", "", "", "", {}});
    if (text.find("/labels/{name}") != std::string::npos) inbox::Labels{*database}.put(inbox::Principal::system(), "x", "");
    for (const char* name : {"{name}", "{upload}", "{plugin}", "{hash}", "{file}", "{method}"}) fill(name, "x");
    fill("{seq}", "1");
    fill("{new}", "cmid" + std::to_string(++made_));
    fill("{contact}", contact);
    if (text.find("{another_contact}") != std::string::npos) fill("{another_contact}", who(another).contact);
    if (text.find("{another}") != std::string::npos) fill("{another}", write(another, "hello").conversation);
    return text;
  }

  std::string ask_cell(const MatrixRow& row, const std::string& role, bool own) {
    const std::string token = token_of(role);
    const std::string both = filled(row.path + "\n" + row.body, token, own);
    const std::string path = both.substr(0, both.find('\n')), body = both.substr(both.find('\n') + 1);
    std::string headers = "Content-Type: " + std::string{row.path == "/signin" ? "application/x-www-form-urlencoded" : "application/json"} + "\r\n";
    if (!token.empty()) headers += "Authorization: Bearer " + token + "\r\n";
    return std::to_string(client().request(row.method, path, headers, body).status);
  }

  std::map<std::string, inbox::Principal> agents_;
  int made_ = 0;
};

TEST_F(RouteMatrix, NobodyGetsMoreThanTheTableSays) {
  start();
  for (const MatrixRow& row : read_table()) {
    std::vector<std::string> seen;
    for (const char* role : kRoles)
      for (const bool own : {true, false})
        if (own || std::string_view{role} != "anonymous") seen.push_back(ask_cell(row, role, own));
    std::string now = row.method + "\t" + row.path + "\t" + (row.body.empty() ? "-" : row.body);
    for (const std::string& cell : seen) now += "\t" + cell;
    bool same = seen.size() == row.cells.size();
    for (std::size_t i = 0; same && i < seen.size(); ++i) same = ("|" + row.cells[i] + "|").find("|" + seen[i] + "|") != std::string::npos;
    EXPECT_TRUE(same) << "now:\n" << now;
  }
}

TEST_F(RouteMatrix, TheTableHasEveryRouteAndEveryRouteIsThere) {
  start();
  std::set<std::string> served, listed;
  const json::object document = parse_object(client().get("/api/v1/openapi.json").body);
  for (const auto& path : document.at("paths").as_object())
    for (const auto& operation : path.value().as_object()) {
      std::string method{operation.key()};
      for (char& c : method) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
      served.insert(method + " " + shape_of(path.key()));
    }
  for (const MatrixRow& row : read_table()) listed.insert(row.method + " " + shape_of(row.path));
  for (const std::string& route : served) EXPECT_TRUE(listed.contains(route)) << route << " is not in the table";
  for (const std::string& route : listed) EXPECT_TRUE(served.contains(route)) << route << " is not served";
  EXPECT_EQ(to_text(document.at("x-patchbay-undescribed")), "[]");
}

}  // namespace
}  // namespace patchbay::gateway
