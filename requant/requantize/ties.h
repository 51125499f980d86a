// Which scales depend on each other on a target whose multipliers are powers of two.
#pragma once

#include <optional>
#include <vector>

#include "requant/requantize/draft.h"
#include "requant/target/target.h"

namespace requant::requantize {

// Tensors that share one grid: joined by ops that keep it.
struct GridClass {
  std::vector<TensorId> tensors;
  int group = 0;  // index into Ties::groups
};

// Grid classes whose steps may differ by powers of two only: joined by ops without weights.
struct ScaleGroup {
  std::vector<int> classes;
  // log2 of the step (source real units) modulo 1, where a pinned end or a nonlinear op demands it.
  std::optional<double> mantissa;
};

struct Ties {
  std::vector<GridClass> classes;
  std::vector<ScaleGroup> groups;
  std::map<TensorId, int> class_of;

  int group_of(TensorId id) const {
    return classes[static_cast<std::size_t>(class_of.at(id))].group;
  }
};

Ties find_ties(const Draft& draft, const Target& target);

}  // namespace requant::requantize
