// How fast a program runs.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "requant/exec/program.h"

namespace requant::measure {

// One input after the other, each on `threads` threads.
struct Latency {
  int threads = 1;
  double min_seconds = 0;
  double median_seconds = 0;
};

// All nodes of one op, in one run on one thread.
struct OpTime {
  std::string op;
  int nodes = 0;
  double macs = 0;
  double seconds = 0;  // the least of all runs, node by node
};

struct Speed {
  std::vector<Latency> latencies;       // for 1, 2, 4, ... and all threads
  double images_per_second = 0;         // many inputs, shared between all threads
  double single_images_per_second = 0;  // the same on one thread
  double macs = 0;                      // of one run
  std::vector<OpTime> ops;              // slowest first; empty where the executor cannot tell
};

// Runs the program on random inputs, at least `runs` times and half a second for each figure.
// Restores the number of threads.
Speed measure_speed(const Graph& graph, const exec::Program& program, std::size_t runs);

}  // namespace requant::measure
