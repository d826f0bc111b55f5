#include "tests/ledger/host_process.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <thread>

#include "tests/core/gateway/raw_client.hpp"

extern char** environ;

namespace patchbay::ledger {
namespace {

using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;
constexpr milliseconds kStartsWithin{60'000}, kStopsWithin{30'000};

std::string read_file(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream{path, std::ios::binary}.rdbuf();
  return text.str();
}

int free_port() {
  const int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in name{};
  name.sin_family = AF_INET;
  name.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof name;
  ::bind(listener, reinterpret_cast<const sockaddr*>(&name), size);
  ::getsockname(listener, reinterpret_cast<sockaddr*>(&name), &size);
  ::close(listener);
  return ntohs(name.sin_port);
}

[[noreturn]] void become(const std::vector<std::string>& arguments, const std::vector<std::string>& environment, int in, int out, int err) {
  std::vector<std::string> whole = environment;
  for (char** one = environ; *one != nullptr; ++one) whole.emplace_back(*one);
  std::vector<char*> argv, envp;
  for (const std::string& text : arguments) argv.push_back(const_cast<char*>(text.c_str()));
  for (std::string& text : whole) envp.push_back(text.data());
  argv.push_back(nullptr);
  envp.push_back(nullptr);
  ::dup2(in, STDIN_FILENO);
  ::dup2(out, STDOUT_FILENO);
  ::dup2(err, STDERR_FILENO);
  ::execve(argv[0], argv.data(), envp.data());
  ::_exit(127);
}

}  // namespace

HostProcess::HostProcess(std::string folder, const std::string& config, std::string network_namespace, const std::string& listen)
    : folder_{std::move(folder)},
      data_{folder_ + "/data"},
      namespace_{std::move(network_namespace)},
      address_{listen.empty() ? "127.0.0.1:" + std::to_string(free_port()) : listen} {
  std::filesystem::create_directory(data_);
  std::filesystem::permissions(data_, std::filesystem::perms::owner_all);
  std::ofstream{folder_ + "/patchbay.toml"} << "[server]\nlisten = \"" << address_ << "\"\n[log]\nlevel = \"warn\"\nformat = \"text\"\n"
                                            << config;
}

HostProcess::~HostProcess() {
  if (child_ > 0) kill();
}

std::vector<std::string> HostProcess::arguments(std::vector<std::string> words) const {
  words.insert(words.begin(), PATCHBAY_PROGRAM);
  words.insert(words.end(), {"--config", folder_ + "/patchbay.toml", "--data", data_});
  return words;
}

void HostProcess::fail(const std::string& what) const { throw std::runtime_error{what + ":\n" + read_file(folder_ + "/log")}; }

std::string HostProcess::command(std::vector<std::string> words, const std::string& input) const {
  words.push_back("--json");
  const std::vector<std::string> all = arguments(std::move(words));
  const std::string in_file = folder_ + "/in", out_file = folder_ + "/out";
  std::ofstream{in_file} << input;
  const pid_t child = ::fork();
  if (child == 0) {
    const int in = ::open(in_file.c_str(), O_RDONLY), out = ::open(out_file.c_str(), O_CREAT | O_TRUNC | O_WRONLY, 0600),
              err = ::open((folder_ + "/log").c_str(), O_CREAT | O_APPEND | O_WRONLY, 0600);
    become(all, {}, in, out, err);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) fail("patchbay " + all[1] + " " + all[2] + " failed");
  return read_file(out_file);
}

void HostProcess::start(const std::vector<std::string>& environment) {
  std::vector<std::string> all = arguments({"serve"});
  if (!namespace_.empty()) all.insert(all.begin(), {"/usr/bin/env", "ip", "netns", "exec", namespace_});
  child_ = ::fork();
  if (child_ == 0) {
    const int in = ::open("/dev/null", O_RDONLY), log = ::open((folder_ + "/log").c_str(), O_CREAT | O_TRUNC | O_WRONLY, 0600);
    become(all, environment, in, log, log);
  }
  for (const auto began = Clock::now(); Clock::now() - began < kStartsWithin; std::this_thread::sleep_for(milliseconds{5})) {
    int status = 0;
    if (::waitpid(child_, &status, WNOHANG) != 0) {
      child_ = -1;
      fail("the host ended by itself");
    }
    try {
      if (request("GET", "/readyz", {}).status == 200) return;
    } catch (const std::runtime_error&) {  // it does not listen yet
    }
  }
  fail("the host did not become ready");
}

void HostProcess::kill() {
  ::kill(child_, SIGKILL);
  int status = 0;
  ::waitpid(child_, &status, 0);
  child_ = -1;
  if (!WIFSIGNALED(status)) fail("the host had ended by itself");
}

void HostProcess::stop() {
  ::kill(child_, SIGTERM);
  int status = 0;
  for (const auto began = Clock::now(); ::waitpid(child_, &status, WNOHANG) == 0; std::this_thread::sleep_for(milliseconds{5}))
    if (Clock::now() - began > kStopsWithin) {
      kill();
      fail("the host did not stop");
    }
  child_ = -1;
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) fail("the host stopped with status " + std::to_string(status));
}

HostProcess::Answer HostProcess::request(const std::string& method, const std::string& target, const std::string& token,
                                         const json::value& body) const {
  gateway::RawClient client{address_};
  std::string headers;
  if (!token.empty()) headers += "Authorization: Bearer " + token + "\r\n";
  if (!body.is_null()) headers += "Content-Type: application/json\r\n";
  const gateway::RawAnswer answer = client.request(method, target, headers, body.is_null() ? "" : to_text(body));
  const bool is_json = answer.headers.contains("content-type") && answer.headers.at("content-type").find("json") != std::string::npos;
  return {answer.status, is_json ? parse_json(answer.body, "an answer", 16u << 20) : nullptr};
}

}  // namespace patchbay::ledger
