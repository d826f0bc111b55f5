#pragma once
// What the gateway itself says to customers: error pages and signing in, in the languages it knows; others read English.
#include <string>
#include <string_view>

namespace patchbay::gateway {

enum class Text {
  not_found, not_found_more, sign_in_first, sign_in_first_more, denied, denied_more, busy, busy_more, failed, failed_more,
  too_many, too_many_more, bad_request, bad_request_more, home, reference,
  sign_in, email, password, sign_in_button, wrong_password, try_later, link_for, link_button, link_gone, link_gone_more,
  set_password, set_password_for, new_password, set_password_button, password_hint, password_set, signed_in_as, sign_out,
  insecure, insecure_more, sign_in_hint, first_admin, first_admin_more, first_admin_button, name,
  setup, setup_more, setup_name, setup_address, setup_languages, setup_default, setup_zone, setup_colour, setup_plugins, setup_button,
  setup_done, setup_done_more, setup_gone, setup_gone_more,
  second_step, code, wrong_code, confirm_email, confirm_email_for, confirm_email_button, email_confirmed, email_confirmed_more
};

// "bg", "en-GB" and so on; never empty.
std::string_view page_text(Text text, std::string_view locale);
// "Български" for "bg"; the code itself for a language not known here.
std::string language_name(std::string_view locale);

}  // namespace patchbay::gateway
