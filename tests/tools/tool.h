// What the programs that tests run have in common.
#pragma once

#include <exception>
#include <iostream>

namespace requant::test {

// The main of a tool that takes `least` to `most` arguments: ends with 0 where run(argv) returns;
// else one line on stderr, and 2.
template <typename Run>
int run_tool(int argc, char** argv, int least, int most, const char* usage, Run run) {
  try {
    if (argc - 1 < least || argc - 1 > most) {
      std::cerr << "usage: " << usage << '\n';
      return 2;
    }
    run(argv);
    return 0;
  } catch (const std::exception& error) {
    std::cerr << argv[0] << ": " << error.what() << '\n';
    return 2;
  }
}

}  // namespace requant::test
