// A graph prepared to run: prepare once, run many.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "requant/graph/graph.h"
#include "requant/target/arithmetic.h"

namespace requant::exec {

// Told of every tensor that a run has computed, in order.
using Observer = std::function<void(TensorId, const Array&)>;

class Program {
 public:
  virtual ~Program() = default;
  // Inputs in the order of graph.inputs, in the storage type and shape of their tensors (throws
  // Error otherwise). Returns the outputs in the order of graph.outputs; the output of a node that
  // cannot run (Opaque) is an Array without bytes. May be called from several threads at once.
  virtual std::vector<Array> run(std::span<const Array> inputs,
                                 const Observer& observer = {}) const = 0;

  // Runs once and adds the seconds that each node took to seconds[node] (one for each node of the
  // graph). False, and nothing is run, where the executor cannot tell.
  virtual bool profile(std::span<const Array> /*inputs*/, std::span<double> /*seconds*/) const {
    return false;
  }
  // The memory that each run works on, where it is planned at preparation; else 0.
  virtual std::size_t arena_bytes() const { return 0; }
};

// One node, prepared.
class Kernel {
 public:
  virtual ~Kernel() = default;
  // `inputs` as in the node, null where left out or constant (constants are taken at preparation).
  // May be called from several threads at once.
  virtual std::vector<Array> run(std::span<const Array* const> inputs) const = 0;
};

}  // namespace requant::exec
