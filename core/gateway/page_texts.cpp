#include "core/gateway/page_texts.hpp"

#include <array>

namespace patchbay::gateway {
namespace {

struct Row {
  Text text;
  std::array<std::string_view, 3> in;  // en, bg, vi
};

constexpr Row kRows[] = {
    {Text::not_found, {"Page not found", "Страницата не е намерена", "Không tìm thấy trang"}},
    {Text::not_found_more,
     {"The page may have moved. Try the search, or start from the help centre's first page.",
      "Може би страницата е преместена. Опитайте търсенето или започнете от началната страница.",
      "Trang có thể đã được chuyển đi. Hãy thử tìm kiếm hoặc bắt đầu từ trang đầu."}},
    {Text::sign_in_first, {"Please sign in", "Моля, влезте", "Vui lòng đăng nhập"}},
    {Text::sign_in_first_more,
     {"This page is for people who are signed in.", "Тази страница е за хора, които са влезли в профила си.",
      "Trang này dành cho người đã đăng nhập."}},
    {Text::denied, {"Not allowed", "Нямате достъп", "Không được phép"}},
    {Text::denied_more,
     {"Your account may not see this page.", "Вашият профил няма достъп до тази страница.",
      "Tài khoản của bạn không được xem trang này."}},
    {Text::busy, {"Too busy right now", "В момента има твърде много заявки", "Hệ thống đang bận"}},
    {Text::busy_more,
     {"Please try again in a moment.", "Моля, опитайте отново след малко.", "Vui lòng thử lại sau giây lát."}},
    {Text::failed, {"Something went wrong", "Възникна грешка", "Đã xảy ra lỗi"}},
    {Text::failed_more,
     {"The fault is on our side. Please try again; if it stays, tell us the reference below.",
      "Грешката е при нас. Моля, опитайте отново; ако се повтори, съобщете ни номера по-долу.",
      "Lỗi từ phía chúng tôi. Vui lòng thử lại; nếu vẫn lỗi, hãy gửi cho chúng tôi mã bên dưới."}},
    {Text::too_many, {"Too many requests", "Твърде много заявки", "Quá nhiều yêu cầu"}},
    {Text::too_many_more,
     {"Please wait a little and try again.", "Моля, изчакайте малко и опитайте отново.",
      "Vui lòng đợi một lát rồi thử lại."}},
    {Text::bad_request, {"This request cannot be understood", "Заявката не може да бъде разбрана", "Không hiểu được yêu cầu"}},
    {Text::bad_request_more,
     {"Please go back and try again.", "Моля, върнете се назад и опитайте отново.", "Vui lòng quay lại và thử lại."}},
    {Text::home, {"Go to the first page", "Към началната страница", "Về trang đầu"}},
    {Text::reference, {"Reference", "Номер", "Mã tham chiếu"}},
    {Text::sign_in, {"Sign in", "Вход", "Đăng nhập"}},
    {Text::email, {"E-mail", "Имейл", "Email"}},
    {Text::password, {"Password", "Парола", "Mật khẩu"}},
    {Text::sign_in_button, {"Sign in", "Вход", "Đăng nhập"}},
    {Text::wrong_password,
     {"E-mail and password do not match.", "Имейлът и паролата не съвпадат.", "Email và mật khẩu không khớp."}},
    {Text::confirm_email, {"Confirm your address", "Потвърдете адреса си", "Xác nhận địa chỉ của bạn"}},
    {Text::confirm_email_for, {"You gave us this address:", "Дадохте ни този адрес:", "Bạn đã cho chúng tôi địa chỉ này:"}},
    {Text::confirm_email_button, {"Yes, it is mine", "Да, мой е", "Đúng, đó là của tôi"}},
    {Text::email_confirmed, {"Thank you", "Благодарим ви", "Cảm ơn bạn"}},
    {Text::email_confirmed_more,
     {"Your address is confirmed. You can close this page.", "Адресът ви е потвърден. Можете да затворите тази страница.",
      "Địa chỉ của bạn đã được xác nhận. Bạn có thể đóng trang này."}},
    {Text::second_step,
     {"Now the code of your device, or one of your recovery codes.", "Сега въведете кода от устройството си или един от кодовете за възстановяване.",
      "Bây giờ hãy nhập mã trên thiết bị của bạn, hoặc một mã khôi phục."}},
    {Text::code, {"Code", "Код", "Mã"}},
    {Text::wrong_code,
     {"The code is wrong or was used already.", "Кодът е грешен или вече е използван.", "Mã không đúng hoặc đã được dùng."}},
    {Text::try_later,
     {"Too many attempts. Please wait a minute and try again.", "Твърде много опити. Моля, изчакайте минута и опитайте отново.",
      "Quá nhiều lần thử. Vui lòng đợi một phút rồi thử lại."}},
    {Text::link_for, {"This link signs you in as", "С тази връзка влизате като", "Liên kết này đăng nhập cho"}},
    {Text::link_button, {"Sign me in", "Влизане", "Đăng nhập ngay"}},
    {Text::link_gone, {"This link no longer works", "Тази връзка вече не работи", "Liên kết này không còn dùng được"}},
    {Text::link_gone_more,
     {"A sign-in link works once and for a limited time. Ask for a new one.",
      "Връзката за вход работи веднъж и за ограничено време. Поискайте нова.",
      "Liên kết đăng nhập chỉ dùng được một lần và trong thời gian có hạn. Hãy yêu cầu liên kết mới."}},
    {Text::set_password, {"Choose a password", "Изберете парола", "Chọn mật khẩu"}},
    {Text::set_password_for, {"For the account", "За профила", "Cho tài khoản"}},
    {Text::new_password, {"New password", "Нова парола", "Mật khẩu mới"}},
    {Text::set_password_button, {"Save password", "Запазване", "Lưu mật khẩu"}},
    {Text::password_hint,
     {"At least 12 characters; not your name or e-mail.", "Поне 12 знака; не името или имейла ви.",
      "Ít nhất 12 ký tự; không dùng tên hoặc email của bạn."}},
    {Text::password_set,
     {"The password is saved. You can sign in now.", "Паролата е запазена. Вече можете да влезете.",
      "Đã lưu mật khẩu. Bạn có thể đăng nhập."}},
    {Text::signed_in_as, {"You are signed in as", "Влезли сте като", "Bạn đang đăng nhập với tên"}},
    {Text::sign_out, {"Sign out", "Изход", "Đăng xuất"}},
    {Text::insecure, {"Signing in needs https", "Входът изисква https", "Đăng nhập cần https"}},
    {Text::insecure_more,
     {"This site is reached over plain http, where secure cookies cannot work. The operator sets [server] public_url to an "
      "https address and [server] tls, or puts a proxy with a certificate in front.",
      "Сайтът се отваря през http, където защитените бисквитки не работят. Операторът трябва да зададе https адрес в "
      "[server] public_url и [server] tls или да постави прокси със сертификат отпред.",
      "Trang này được mở qua http, nơi cookie an toàn không hoạt động. Người vận hành cần đặt [server] public_url thành địa "
      "chỉ https và [server] tls, hoặc đặt một proxy có chứng chỉ phía trước."}},
    {Text::first_admin, {"Make the first administrator", "Създайте първия администратор", "Tạo quản trị viên đầu tiên"}},
    {Text::first_admin_more,
     {"This account may do everything: settings, people, plugins.",
      "Този профил може всичко: настройки, хора, разширения.", "Tài khoản này được làm mọi việc: cài đặt, người dùng, phần mở rộng."}},
    {Text::first_admin_button, {"Make the account", "Създаване на профила", "Tạo tài khoản"}},
    {Text::name, {"Name", "Име", "Tên"}},
    {Text::sign_in_hint,
     {"Customers sign in with the link from their e-mail.", "Клиентите влизат с връзката от имейла си.",
      "Khách hàng đăng nhập bằng liên kết trong email."}},
    {Text::setup,
     {"Set up this site", "Настройка на сайта",
      "Thiết lập trang này"}},
    {Text::setup_more,
     {"Nothing is changed until the command in your terminal has shown you the file and written it.", "Нищо не се променя, докато командата в терминала не ви покаже файла и не го запише.",
      "Chưa có gì thay đổi cho đến khi lệnh trong terminal cho bạn xem tệp và ghi nó."}},
    {Text::setup_name,
     {"Name of the business", "Име на бизнеса",
      "Tên doanh nghiệp"}},
    {Text::setup_address,
     {"Address customers use", "Адрес, който ползват клиентите",
      "Địa chỉ khách hàng dùng"}},
    {Text::setup_languages,
     {"Languages", "Езици",
      "Ngôn ngữ"}},
    {Text::setup_default,
     {"First language (its code, as en)", "Първи език (код, например bg)",
      "Ngôn ngữ đầu tiên (mã, ví dụ vi)"}},
    {Text::setup_zone,
     {"Time zone", "Часова зона",
      "Múi giờ"}},
    {Text::setup_colour,
     {"Colour", "Цвят",
      "Màu"}},
    {Text::setup_plugins,
     {"What is on", "Какво е включено",
      "Những gì đang bật"}},
    {Text::setup_button,
     {"Send to the terminal", "Изпрати към терминала",
      "Gửi tới terminal"}},
    {Text::setup_done,
     {"Sent", "Изпратено",
      "Đã gửi"}},
    {Text::setup_done_more,
     {"Go back to the terminal: it shows what it is about to write.", "Върнете се в терминала: той показва какво ще запише.",
      "Quay lại terminal: lệnh cho biết sắp ghi gì."}},
    {Text::setup_gone,
     {"This link no longer works", "Тази връзка вече не работи",
      "Liên kết này không còn dùng được"}},
    {Text::setup_gone_more,
     {"It works once, for half an hour. Run patchbay setup again.", "Работи веднъж, за половин час. Пуснете patchbay setup отново.",
      "Liên kết dùng một lần trong nửa giờ. Hãy chạy lại patchbay setup."}},
};

std::size_t column_of(std::string_view locale) {
  if (locale.starts_with("bg")) return 1;
  return locale.starts_with("vi") ? 2 : 0;
}

}  // namespace

std::string_view page_text(Text text, std::string_view locale) {
  for (const Row& row : kRows)
    if (row.text == text) return row.in[column_of(locale)];
  return "?";
}

std::string language_name(std::string_view locale) {
  static constexpr std::pair<std::string_view, std::string_view> kNames[] = {
      {"en", "English"}, {"bg", "Български"}, {"vi", "Tiếng Việt"}, {"de", "Deutsch"}, {"fr", "Français"}, {"es", "Español"},
      {"it", "Italiano"}, {"pt", "Português"}, {"nl", "Nederlands"}, {"pl", "Polski"}, {"ro", "Română"}, {"el", "Ελληνικά"},
      {"sr", "Српски"}, {"mk", "Македонски"}, {"ru", "Русский"}, {"uk", "Українська"}, {"cs", "Čeština"}, {"sv", "Svenska"},
      {"da", "Dansk"}, {"nb", "Norsk"}, {"fi", "Suomi"}, {"tr", "Türkçe"}, {"ja", "日本語"}, {"zh", "中文"}, {"ko", "한국어"}};
  for (const auto& [code, name] : kNames)
    if (locale == code) return std::string{name};
  return std::string{locale};
}

}  // namespace patchbay::gateway
