#include "core/base/error.hpp"
#include "core/base/text.hpp"
#include "core/inbox/labels.hpp"

namespace patchbay::inbox {
namespace {

constexpr std::size_t kLongestName = 100;

std::string clean_label(const std::string& name) {
  const std::string clean = std::string{trim(name)};
  if (clean.empty() || clean.size() > kLongestName || !is_utf8(clean))
    throw Error{Code::invalid, "a label has 1 to 100 bytes"};
  return clean;
}

std::string clean_colour(const std::string& colour) {
  const bool hex = colour.size() == 7 && colour[0] == '#' && colour.find_first_not_of("0123456789abcdefABCDEF", 1) == std::string::npos;
  if (!colour.empty() && !hex) throw Error{Code::invalid, "a colour is written #c0392b"};
  return lower_ascii(colour);
}

void require_agent(const Principal& by) {
  if (!by.is_agent()) throw Error{Code::denied, "labels are for agents"};
}

}  // namespace

std::vector<Label> Labels::list(const Principal& by) {
  require_agent(by);
  std::vector<Label> labels;
  database_.read([&](store::Session& db) {
    db.query(
        "select all_labels.name, coalesce(labels.colour, ''), (select count(*) from conversation_labels where label = all_labels.name) "
        "from (select name from labels union select label from conversation_labels) as all_labels "
        "left join labels on labels.name = all_labels.name order by all_labels.name",
        {}, [&](const store::Row& row) {
          labels.push_back({std::string{row.text(0)}, std::string{row.text(1)}, row.integer(2)});
          return true;
        });
  });
  return labels;
}

Label Labels::put(const Principal& by, const std::string& name, const std::string& colour) {
  require_agent(by);
  const Label label{clean_label(name), clean_colour(colour), 0};
  database_.write("inbox.put_label", [&](store::Write& db) {
    db.run("insert into labels (name, colour) values ($1, $2) on conflict (name) do update set colour = excluded.colour",
           {label.name, label.colour});
  });
  return label;
}

void Labels::remove(const Principal& by, const std::string& name) {
  if (by.kind != Kind::admin && by.kind != Kind::system) throw Error{Code::denied, "only an admin may remove labels"};
  database_.write("inbox.remove_label", [&](store::Write& db) {
    const std::int64_t gone = db.run("delete from labels where name = $1", {name}) +
                              db.run("delete from conversation_labels where label = $1", {name});
    if (gone == 0) throw Error{Code::not_found, "there is no such label"};
  });
}

}  // namespace patchbay::inbox
