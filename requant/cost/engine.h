// How long an engine computes a part of a layer, and in which steps it takes operands.
#pragma once

#include <cstdint>

#include "requant/cost/work.h"
#include "requant/target/cost_model.h"

namespace requant::cost {

// A part of one group of a layer: images, output pixels, channels.
struct Tile {
  std::int64_t batch = 1;
  std::int64_t height = 1;
  std::int64_t width = 1;
  std::int64_t inputs = 1;
  std::int64_t outputs = 1;

  friend bool operator==(const Tile&, const Tile&) = default;
};

// The cycles of the tile on the engine; `work` has multiply-adds. docs/cost.md has the formulas.
double compute_cycles(const CostModel& model, const Work& work, const Tile& tile);

// Weights of one output are stored in multiples of `sum`, sums of one pixel in multiples of
// `outputs`.
struct Step {
  std::int64_t sum = 1;
  std::int64_t outputs = 1;
};
Step step_of(const Engine& engine, const Work& work);

// Whether the layer's inputs lie in DRAM as patches.
bool patches_in_dram(const MemoryModel& memory, const Work& work);

inline std::int64_t ceil_div(std::int64_t a, std::int64_t b) { return (a + b - 1) / b; }
inline std::int64_t round_up(std::int64_t a, std::int64_t b) { return ceil_div(a, b) * b; }

}  // namespace requant::cost
