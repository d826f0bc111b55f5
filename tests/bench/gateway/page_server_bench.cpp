// Serves one page until its input ends; tests/bench/gateway/run compares it with nginx.
// usage: bench_page_server FILE [plugin]     plugin: every request goes through the worker pool, nothing is cached
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>

#include "core/base/log.hpp"
#include "tests/bench/gateway/small_target.hpp"

int main(int count, char** arguments) {
  if (count < 2) {
    std::cerr << "usage: " << arguments[0] << " FILE [plugin]\n";
    return 2;
  }
  patchbay::log::set_level(patchbay::log::Level::warn);
  std::ifstream file{arguments[1], std::ios::binary};
  const std::string page{std::istreambuf_iterator<char>{file}, {}};
  patchbay::gateway::PageServer server{page, count < 3};
  std::cout << server.address() << std::endl;
  for (std::string line; std::getline(std::cin, line);) {
  }
  return 0;
}
