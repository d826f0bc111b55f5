// GET and POST /signin, inside the frame: a one-time link with one button, choosing a password, the first administrator, and
// e-mail with password. Works without JavaScript; looking at a link does not use it up, because mail scanners look too.
#include "core/base/error.hpp"
#include "core/base/text.hpp"
#include "core/gateway/builtin_routes.hpp"
#include "core/gateway/identity.hpp"
#include "core/gateway/origin_check.hpp"
#include "core/gateway/page_texts.hpp"
#include "core/gateway/session_cookie.hpp"
#include "core/gateway/target.hpp"

namespace patchbay::gateway {
namespace {

// Where to go afterwards: a path of this site, never another host ("//evil", "/\evil").
std::string safe_next(const std::string& next) {
  const bool local = next.starts_with('/') && !next.starts_with("//") && next.find('\\') == std::string::npos &&
                     next.find_first_of("\r\n\t") == std::string::npos && next.size() <= 2000;
  return local ? next : std::string{};
}

class SignInPage {
 public:
  SignInPage(const BuiltIn& parts, const ExchangePtr& exchange) : parts_{parts}, exchange_{exchange} {}

  void show(std::string_view main, int status = 200, std::vector<host::Header> headers = {}) const {
    PageInfo info;
    info.title = text(Text::sign_in);
    info.locale = exchange_->locale;
    info.noindex = true;
    // The address may hold a token, which no other site gets. "no-referrer" would do that too, but then browsers send the
    // form with "Origin: null", which is nobody's.
    headers.emplace_back("Referrer-Policy", "same-origin");
    headers.emplace_back("Cache-Control", "no-store");
    parts_.answers.page(exchange_, status, std::move(info), std::string{main}, std::move(headers));
  }

  std::string text(Text which) const { return std::string{page_text(which, exchange_->locale)}; }
  std::string html(Text which) const { return escape_html(text(which)); }

  std::string heading(Text which) const { return "<h1>" + html(which) + "</h1>"; }
  std::string paragraph(Text which, std::string_view attributes = {}) const {
    return "<p" + std::string{attributes} + ">" + html(which) + "</p>";
  }
  std::string alert(const std::string& words) const { return "<p role=\"alert\">" + escape_html(words) + "</p>"; }

  std::string form(std::string_view action, std::string_view fields, Text button) const {
    const std::string& locale = exchange_->locale;
    const std::string prefix = locale == exchange_->settings->config.site.default_locale ? "" : "/" + escape_html(locale);
    return "<form method=\"post\" action=\"" + prefix + "/signin\">" + hidden("action", action) + std::string{fields} +
           "<p><button type=\"submit\">" + html(button) + "</button></p></form>";
  }
  static std::string hidden(std::string_view name, std::string_view value) {
    return "<input type=\"hidden\" name=\"" + std::string{name} + "\" value=\"" + escape_html(value) + "\">";
  }
  std::string field(Text label, std::string_view name, std::string_view type, std::string_view autocomplete,
                    std::string_view extra = {}) const {
    const std::string id = "signin-" + std::string{name};
    return "<p><label for=\"" + id + "\">" + html(label) + "</label> <input id=\"" + id + "\" name=\"" + std::string{name} +
           "\" type=\"" + std::string{type} + "\" autocomplete=\"" + std::string{autocomplete} + "\" required" +
           std::string{extra} + "></p>";
  }

  void password_form(const std::string& next, const std::string& before = {}, int status = 200) const {
    show(heading(Text::sign_in) + before +
             form("login",
                  hidden("next", next) + field(Text::email, "email", "email", "username") +
                      field(Text::password, "password", "password", "current-password", " maxlength=\"256\""),
                  Text::sign_in_button) +
             paragraph(Text::sign_in_hint),
         status);
  }

  void code_form(const std::string& ticket, const std::string& next, const std::string& before = {}, int status = 200) const {
    show(heading(Text::sign_in) + before + paragraph(Text::second_step) +
             form("code",
                  hidden("ticket", ticket) + hidden("next", next) +
                      field(Text::code, "code", "text", "one-time-code", " maxlength=\"24\" autofocus"),
                  Text::sign_in_button),
         status);
  }

  void link_form(const std::string& token, const inbox::Link& link, const std::string& next, const std::string& before = {},
                 int status = 200) const {
    const std::string kept = hidden("token", token) + hidden("next", next);
    const std::string whom = " <strong>" + escape_html(link.name.empty() ? link.email : link.name) + "</strong>";
    const std::string new_password =
        field(Text::new_password, "password", "password", "new-password",
              " minlength=\"12\" maxlength=\"256\" aria-describedby=\"signin-hint\"") +
        paragraph(Text::password_hint, " id=\"signin-hint\"");
    if (link.purpose == inbox::Purpose::sign_in)
      return show(heading(Text::sign_in) + before + "<p>" + html(Text::link_for) + whom + "</p>" + form("link", kept, Text::link_button), status);
    if (link.purpose == inbox::Purpose::confirm_email)
      return show(heading(Text::confirm_email) + before + "<p>" + html(Text::confirm_email_for) + whom + "</p>" +
                      form("confirm", kept, Text::confirm_email_button),
                  status);
    if (link.purpose == inbox::Purpose::set_password)
      return show(heading(Text::set_password) + before + "<p>" + html(Text::set_password_for) + whom + "</p>" +
                      form("password", kept + hidden("email", link.email) + new_password, Text::set_password_button),
                  status);
    show(heading(Text::first_admin) + before + paragraph(Text::first_admin_more) +
             form("admin",
                  kept + field(Text::email, "email", "email", "username") + field(Text::name, "name", "text", "name") + new_password,
                  Text::first_admin_button),
         status);
  }

  void gone() const { show(heading(Text::link_gone) + paragraph(Text::link_gone_more), 404); }

  void finish(const inbox::SignedIn& signed_in, const std::string& next) const {
    if (exchange_->signed_in && exchange_->token_is_cookie && exchange_->token != signed_in.token) {
      parts_.accounts.logout(exchange_->token);
      parts_.sessions.forget(exchange_->token);
    }
    std::string to = safe_next(next);
    if (to.empty()) to = signed_in.principal.is_agent() && has_desk() ? "/desk/" : "/";
    parts_.answers.redirect(exchange_, 303, to, {session_cookie(*exchange_, signed_in), {"Cache-Control", "no-store"}});
  }

 private:
  bool has_desk() const { return exchange_->table->find("GET", {"desk", ""}).endpoint != nullptr; }

  const BuiltIn& parts_;
  const ExchangePtr& exchange_;
};

void show_sign_in(const BuiltIn& parts, const ExchangePtr& exchange) {
  const SignInPage page{parts, exchange};
  const Query query{exchange->request.query};
  const std::string token = query.get("token"), next = safe_next(query.get("next"));
  if (!may_set_cookie(*exchange)) return page.show(page.heading(Text::insecure) + page.paragraph(Text::insecure_more), 403);
  if (!token.empty()) {
    const auto link = parts.accounts.link(token);
    return link ? page.link_form(token, *link, next) : page.gone();
  }
  const inbox::Principal& who = exchange->principal;
  if (!exchange->signed_in || who.kind == inbox::Kind::visitor) return page.password_form(next);
  page.show(page.heading(Text::sign_in) + "<p>" + page.html(Text::signed_in_as) + " <strong>" +
            escape_html(who.name.empty() ? who.email : who.name) + "</strong></p>" + page.form("out", "", Text::sign_out));
}

void sign_out(const BuiltIn& parts, const ExchangePtr& exchange) {
  if (!exchange->token.empty()) parts.accounts.logout(exchange->token);
  parts.sessions.forget(exchange->token);
  parts.sockets.close_session(exchange->principal.session);
  parts.answers.redirect(exchange, 303, "/", {cleared_cookie(*exchange), {"Cache-Control", "no-store"}});
}

// The visitor's address is proven: what it wrote becomes part of whoever holds that address.
void confirm_email(const BuiltIn& parts, const SignInPage& page, const std::string& token) {
  const inbox::Confirmed confirmed = parts.accounts.confirm_email(token);
  if (parts.rooms) {
    inbox::Principal visitor;
    visitor.contact = confirmed.contact;
    parts.rooms->contacts.identify(visitor, {{"email", confirmed.email, true}}, {});
  }
  page.show(page.heading(Text::email_confirmed) + page.paragraph(Text::email_confirmed_more));
}

// What a form of a link asks for. The link is looked at again first: a refused password must not use it up.
void use_link(const BuiltIn& parts, const SignInPage& page, const Query& form, const std::string& action) {
  const std::string token = form.get("token"), password = form.get("password"), next = form.get("next");
  const auto link = parts.accounts.link(token);
  if (!link) return page.gone();
  try {
    if (link->purpose == inbox::Purpose::confirm_email) return confirm_email(parts, page, token);
    if (action == "link") return page.finish(parts.accounts.redeem(token), next);
    if (action == "admin") return page.finish(parts.accounts.make_first_admin(token, form.get("email"), form.get("name"), password), next);
    parts.accounts.set_password(token, password);
    page.password_form(safe_next(next), "<p role=\"status\">" + page.html(Text::password_set) + "</p>");
  } catch (const Error& error) {
    if (error.code() == Code::not_found) return page.gone();
    if (error.code() != Code::invalid && error.code() != Code::conflict) throw;
    page.link_form(token, *link, safe_next(next), page.alert(error.what()), 422);
  }
}

void take_code(const BuiltIn& parts, const SignInPage& page, const Query& form) {
  const std::string ticket = form.get("ticket"), next = safe_next(form.get("next"));
  try {
    page.finish(parts.accounts.finish_login(ticket, form.get("code")), next);
  } catch (const Error& error) {
    if (error.code() == Code::not_found) return page.password_form(next, page.alert(page.text(Text::link_gone)), 403);
    if (error.code() != Code::denied && error.code() != Code::limit) throw;
    const bool limited = error.code() == Code::limit;
    page.code_form(ticket, next, page.alert(page.text(limited ? Text::try_later : Text::wrong_code)), limited ? 429 : 403);
  }
}

// The business's page sends its customer here with a signed token.
void take_identity(const BuiltIn& parts, const ExchangePtr& exchange, const SignInPage& page, const Query& form) {
  const std::string inbox = form.has("inbox") ? form.get("inbox") : "default";
  if (exchange->cross_site && !is_site_of(*exchange->settings, inbox, exchange->origin)) {
    parts.answers.problem(exchange, 403, "This request comes from another site: add it to [inbox." + inbox + "] sites.", "origin");
    return;
  }
  page.finish(identified_person(parts, identity_of(*exchange->settings, inbox, form.get("identity"))), form.get("next"));
}

void take_sign_in(const BuiltIn& parts, const ExchangePtr& exchange) {
  const SignInPage page{parts, exchange};
  const Query form{exchange->request.body};
  const bool identity = form.has("identity");
  if (exchange->cross_site && !identity) {
    parts.answers.problem(exchange, 403, "This request comes from another site.", "cross_site");
    return;
  }
  if (!may_set_cookie(*exchange)) return page.show(page.heading(Text::insecure) + page.paragraph(Text::insecure_more), 403);
  if (identity) return take_identity(parts, exchange, page, form);
  const std::string action = form.get("action");
  if (action == "out") return sign_out(parts, exchange);
  if (action == "code") return take_code(parts, page, form);
  if (action == "link" || action == "password" || action == "admin" || action == "confirm") return use_link(parts, page, form, action);
  try {
    const inbox::SignedIn signed_in =
        parts.accounts.login(form.get("email"), form.get("password"), exchange->remote, form.get("code"));
    if (signed_in.needs_code) return page.code_form(signed_in.ticket, safe_next(form.get("next")));
    page.finish(signed_in, form.get("next"));
  } catch (const Error& error) {
    if (error.code() != Code::denied && error.code() != Code::limit && error.code() != Code::invalid) throw;
    const bool limited = error.code() == Code::limit;
    page.password_form(safe_next(form.get("next")), page.alert(page.text(limited ? Text::try_later : Text::wrong_password)),
                       limited ? 429 : 403);
  }
}

}  // namespace

void add_sign_in_routes(const BuiltIn& parts, std::vector<Endpoint>& routes) {
  routes.push_back(own_route(parts, "GET", "/signin", PBAY_FOR_PUBLIC, show_sign_in));
  Endpoint post = own_route(parts, "POST", "/signin", PBAY_FOR_PUBLIC, take_sign_in);
  post.body_bytes = 64 << 10;  // an identity token may carry orders
  routes.push_back(std::move(post));
}

}  // namespace patchbay::gateway
