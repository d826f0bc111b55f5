// `plugin check FILE.so` alone, for tests that need no program around it.
#include <iostream>

#include "core/check/plugin_check.hpp"

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  patchbay::check::Options options;
  options.library = argv[1];
  return patchbay::check::run(options, std::cout);
}
