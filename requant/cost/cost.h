// Cycles, energy and bytes of layers and graphs on a target, by its cost model (docs/cost.md).
#pragma once

#include <utility>
#include <vector>

#include "requant/cost/work.h"
#include "requant/target/target.h"

namespace requant::cost {

struct Cost {
  double cycles = 0;  // with the memory's, as far as computing does not hide them
  double compute_cycles = 0;
  double memory_cycles = 0;  // of the DRAM port
  double energy_pj = 0;
  double bytes = 0;       // of weights, packed to their bits, 32-bit biases and scales
  double dram_bytes = 0;  // moved
  double macs = 0;
  double bit_operations = 0;  // sum of weight bits times activation bits times multiply-adds

  Cost& operator+=(const Cost& other);
  friend bool operator==(const Cost&, const Cost&) = default;
};

// One row of a table.
struct LayerCost {
  Work work;
  Cost cost;
};

// Throws Error that names the layer where the target's buffers are too small for it.
Cost cost(const CostModel& model, const Work& work);
// Node by node, in their order. Throws Error as work_of.
std::vector<LayerCost> layer_costs(const CostModel& model, const Graph& graph);
// The sum, in the order of the nodes.
Cost cost(const CostModel& model, const Graph& graph);

// At the model's clock.
double seconds(const CostModel& model, const Cost& cost);

// The target's cost model. Throws Error that names targets with one where it has none.
const CostModel& cost_model(const Target& target);

}  // namespace requant::cost
