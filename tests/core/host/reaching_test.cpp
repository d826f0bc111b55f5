#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <thread>

#include "core/base/net_address.hpp"
#include "core/host/egress.hpp"
#include "tests/core/host/host_test.hpp"

namespace patchbay::host {
namespace {

namespace fs = std::filesystem;

// A server on loopback that answers every connection with the same bytes, and counts them.
class Echo {
 public:
  explicit Echo(std::string answer)
      : answer_{std::move(answer)}, fd_{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)} {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    ::bind(fd_, reinterpret_cast<sockaddr*>(&address), size);
    ::listen(fd_, 16);
    ::getsockname(fd_, reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
    thread_ = std::thread{[this] { serve(); }};
  }
  ~Echo() {
    ::shutdown(fd_, SHUT_RDWR);
    thread_.join();
    ::close(fd_);
  }
  std::string port() const { return std::to_string(port_); }
  int connections() const { return connections_.load(); }

 private:
  void serve() {
    for (;;) {
      const int client = ::accept(fd_, nullptr, nullptr);
      if (client < 0) return;
      ++connections_;
      char buffer[4096];
      static_cast<void>(::recv(client, buffer, sizeof buffer, 0));
      static_cast<void>(::send(client, answer_.data(), answer_.size(), MSG_NOSIGNAL));
      ::close(client);
    }
  }
  std::string answer_;
  int fd_;
  int port_ = 0;
  std::atomic<int> connections_{0};
  std::thread thread_;
};

class Reaching : public HostTest {
 protected:
  // `allow`: what the operator typed, by which alpha may go to private addresses.
  void serve(const std::vector<std::string>& egress, const std::vector<std::string>& allow = {}) {
    install({.id = "alpha", .egress = egress, .network = {"imap", "inbound"}});
    config::PluginTable& alpha = table("alpha", "alpha");
    json::array list;
    for (const std::string& one : allow) list.emplace_back(one);
    alpha.settings["allow"] = std::move(list);
    alpha.files = grants;
    alpha.listen = listen;
    start();
    ASSERT_EQ(info("alpha").state, State::serving) << info("alpha").why;
  }
  std::vector<config::Grant> grants;
  std::map<std::string, std::string> listen;
};

TEST_F(Reaching, FetchesWhatTheOperatorNamed) {
  Echo echo{"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"};
  serve({"config:/allow"}, {"127.0.0.1:" + echo.port()});
  EXPECT_EQ(run("alpha", "fetch http://127.0.0.1:" + echo.port() + "/x"), "0:");
  EXPECT_EQ(wire.line_of("part"), "part 5 200 hello 0");
  EXPECT_EQ(wire.line_of("part"), "part 5 200  1");
}

TEST_F(Reaching, RefusesHostsNobodyNamed) {
  serve({"api.example.com"});
  EXPECT_EQ(run("alpha", "fetch https://other.example.com/"),
            "-4:plugin.json's \"egress\" does not allow other.example.com:443");
  EXPECT_EQ(run("alpha", "fetch https://api.example.com:8443/").substr(0, 2), "-4");
  EXPECT_EQ(run("alpha", "fetch gopher://api.example.com/").substr(0, 2), "-1");
  EXPECT_EQ(run("alpha", "fetch http://user:pass@api.example.com/").substr(0, 2), "-1");
  EXPECT_EQ(run("alpha", "fetch file:///etc/passwd").substr(0, 2), "-1");
}

TEST_F(Reaching, ConnectsToNoPrivateAddressForAPublicName) {
  Echo echo{"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"};
  serve({"*:" + echo.port(), "*"});
  const std::vector<std::string> disguises = {
      "127.0.0.1", "127.1", "0x7f.1", "2130706433", "localhost", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0"};
  for (const std::string& name : disguises) {
    EXPECT_EQ(run("alpha", "fetch http://" + name + ":" + echo.port() + "/"), "0:") << name;
    EXPECT_TRUE(wire.line_of("part").starts_with("part 5 -4 it resolves to ")) << name;
  }
  EXPECT_EQ(run("alpha", "connect imap 127.0.0.1 " + echo.port()).substr(0, 2), "-4");
  EXPECT_EQ(run("alpha", "connect imap localhost " + echo.port()).substr(0, 2), "-4");
  EXPECT_EQ(echo.connections(), 0);
}

TEST_F(Reaching, DoesNotFollowARedirect) {
  Echo echo{"HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/\r\nContent-Length: 0\r\n\r\n"};
  serve({"config:/allow"}, {"http://127.0.0.1:" + echo.port()});
  run("alpha", "fetch http://127.0.0.1:" + echo.port() + "/");
  EXPECT_EQ(wire.line_of("part"), "part 5 302  1");
}

TEST_F(Reaching, CallsACutBodyAnError) {
  Echo echo{"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhello"};
  serve({"config:/allow"}, {"127.0.0.1:" + echo.port()});
  run("alpha", "fetch http://127.0.0.1:" + echo.port() + "/");
  EXPECT_EQ(wire.line_of("part"), "part 5 200 hello 0");
  EXPECT_TRUE(wire.line_of("part").starts_with("part 5 -8 "));
}

TEST_F(Reaching, ConnectsForAPurposeThePluginNamed) {
  Echo echo{"* OK"};
  serve({"config:/allow"}, {"127.0.0.1:" + echo.port()});
  EXPECT_EQ(run("alpha", "connect imap 127.0.0.1 " + echo.port()), "0:connected");
  EXPECT_EQ(run("alpha", "connect smtp 127.0.0.1 " + echo.port()),
            "-4:plugin.json does not list \"smtp\" under \"network\"");
}

TEST(Egress, KnowsPrivateAddressesInEveryDress) {
  const auto is_private = [](const std::string& text) {
    sockaddr_storage storage{};
    auto* v4 = reinterpret_cast<sockaddr_in*>(&storage);
    auto* v6 = reinterpret_cast<sockaddr_in6*>(&storage);
    if (::inet_pton(AF_INET, text.c_str(), &v4->sin_addr) == 1)
      storage.ss_family = AF_INET;
    else if (::inet_pton(AF_INET6, text.c_str(), &v6->sin6_addr) == 1)
      storage.ss_family = AF_INET6;
    return is_private_address(reinterpret_cast<sockaddr*>(&storage));
  };
  for (const char* text : {"0.1.2.3",
                           "10.0.0.1",
                           "100.64.0.1",
                           "127.0.0.53",
                           "169.254.169.254",
                           "172.16.0.1",
                           "172.31.255.255",
                           "192.0.0.1",
                           "192.168.1.1",
                           "198.18.0.1",
                           "224.0.0.1",
                           "255.255.255.255",
                           "::",
                           "::1",
                           "::ffff:127.0.0.1",
                           "64:ff9b::7f00:1",
                           "64:ff9b:1::1",
                           "2002:7f00:1::",
                           "2001:0:1::",
                           "fc00::1",
                           "fe80::1",
                           "ff02::1",
                           "::127.0.0.1"})
    EXPECT_TRUE(is_private(text)) << text;
  for (const char* text : {"8.8.8.8", "172.32.0.1", "100.128.0.1", "192.0.1.1", "2606:4700::1111",
                           "64:ff9b::808:808", "2002:808:808::", "::ffff:8.8.8.8"})
    EXPECT_FALSE(is_private(text)) << text;
}

TEST(Egress, MatchesNamesAndPorts) {
  const Egress egress{
      {"api.example.com", "*.twilio.com", "files.example.com:8443", "config:/mail", "config:/hooks"},
      json::value(json::object{{"mail", "imap.lan:993"},
                               {"hooks", json::array{"https://10.0.0.5/hook", "[fd00::1]:8080"}}})};
  using enum Egress::Verdict;
  EXPECT_EQ(egress.judge("API.example.com", 443), public_only);
  EXPECT_EQ(egress.judge("api.example.com", 22), denied);
  EXPECT_EQ(egress.judge("eu.twilio.com", 443), public_only);
  EXPECT_EQ(egress.judge("twilio.com", 443), denied);
  EXPECT_EQ(egress.judge("eviltwilio.com", 443), denied);
  EXPECT_EQ(egress.judge("files.example.com", 8443), public_only);
  EXPECT_EQ(egress.judge("imap.lan", 993), anywhere);
  EXPECT_EQ(egress.judge("imap.lan", 25), denied);
  EXPECT_EQ(egress.judge("10.0.0.5", 443), anywhere);
  EXPECT_EQ(egress.judge("fd00::1", 8080), anywhere);
}

TEST_F(Reaching, ReadsWhatItWasGranted) {
  write_text(root / "help" / "a.md", "hello");
  fs::create_directories(root / "help" / "sub");
  grants = {{(root / "help").string(), "en", "0"}};
  serve({});
  EXPECT_EQ(run("alpha", "read 0 a.md"), "0:hello");
  const std::string list = run("alpha", "list 0");
  EXPECT_NE(list.find(R"({"name":"a.md","kind":"file","size":5,)"), std::string::npos) << list;
  EXPECT_NE(list.find(R"({"name":"sub","kind":"dir")"), std::string::npos) << list;
  EXPECT_EQ(run("alpha", "read 0 gone.md").substr(0, 2), "-2");
  EXPECT_EQ(run("alpha", "read 1 a.md").substr(0, 2), "-4");
}

TEST_F(Reaching, CannotLeaveAGrantedFolder) {
  write_text(root / "secret.txt", "secret");
  write_text(root / "help" / "a.md", "hello");
  fs::create_symlink("../secret.txt", root / "help" / "up");
  fs::create_symlink(root / "secret.txt", root / "help" / "absolute");
  fs::create_symlink("..", root / "help" / "parent");
  fs::create_symlink("loop", root / "help" / "loop");
  fs::create_symlink("a.md", root / "help" / "inside");
  ::mkfifo((root / "help" / "pipe").c_str(), 0600);
  grants = {{(root / "help").string(), "en", "0"}};
  serve({});
  for (const char* path : {"../secret.txt", "/etc/passwd", "up", "absolute", "parent/secret.txt",
                           "inside/../../secret.txt", "loop"})
    EXPECT_EQ(run("alpha", std::string{"read 0 "} + path)[0], '-') << path;
  for (const char* path : {"../secret.txt", "/etc/passwd", "up", "absolute", "parent/secret.txt"})
    EXPECT_EQ(run("alpha", std::string{"read 0 "} + path).substr(0, 3), "-4:") << path;
  EXPECT_EQ(run("alpha", "read 0 inside"), "0:hello");
  EXPECT_EQ(run("alpha", "read 0 pipe"), "-1:\"pipe\" is not a file");
  const std::string list = run("alpha", "list 0");
  EXPECT_NE(list.find(R"({"name":"up","kind":"refused","why":"leads out of the folder"})"), std::string::npos)
      << list;
  EXPECT_NE(list.find(R"({"name":"loop","kind":"refused")"), std::string::npos) << list;
  EXPECT_NE(list.find(R"({"name":"inside","kind":"file")"), std::string::npos) << list;
}

TEST_F(Reaching, ReadsWhatACommandWasGiven) {
  write_text(root / "file.mbox", "From ana");
  install({.id = "alpha", .provides = {"alpha.read@1"}});
  provide(table("alpha", "alpha", {{"read", "read mbox"}, {"escape", "read mbox ../x"}}), {"alpha.read@1"});
  start();
  const int fd = ::open((root / "file.mbox").c_str(), O_RDONLY | O_CLOEXEC);
  const auto answer = [&](const std::string& what) {
    return host->call(inbox::Principal::system(), "alpha.read@1", "{\"run\":\"" + what + "\"}", 5000, {},
                      {{"mbox", fd}});
  };
  EXPECT_EQ(answer("read"), R"("0:From ana")");
  EXPECT_EQ(answer("escape").substr(0, 4), "\"-1:");
  EXPECT_EQ(call("alpha.read@1", R"({"run":"read"})").substr(0, 4), "\"-4:")
      << "the next call was given nothing";
  ::close(fd);
}

}  // namespace
}  // namespace patchbay::host
