// What every executor knows of a graph before its kernels: who runs, when, on what.
#pragma once

#include <span>
#include <string>
#include <utility>
#include <vector>

#include "requant/exec/program.h"

namespace requant::exec {

// A node that runs.
struct ScheduledNode {
  NodeId node;
  std::vector<TensorId> inputs;  // kNoTensor where left out or constant
  std::vector<TensorId> outputs;
  std::vector<TensorId> last_uses;  // tensors that no later node reads, and that are no outputs
};

struct Schedule {
  struct Signature {
    TensorId id;
    std::string name;
    DataType type;
    Shape shape;
  };

  // `runs`: one entry a node; nodes that do not run are left out, and what is computed from their
  // outputs as well.
  Schedule(const Graph& graph, const std::vector<bool>& runs);

  // Throws Error unless these are arrays of the types and shapes of the graph's inputs.
  void check_inputs(std::span<const Array> arrays) const;

  std::vector<Signature> inputs;
  std::vector<Signature> outputs;
  std::vector<std::pair<TensorId, Array>> constant_outputs;
  std::vector<ScheduledNode> nodes;
};

}  // namespace requant::exec
