// Many integer graphs that are run on the same inputs, what they have in common only once.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "requant/exec/program.h"

namespace requant::search {

// Told of an output (the first of its graph) for an input. Called from several threads at once, of
// every graph and input exactly once.
using OutputSink = std::function<void(std::size_t graph, std::size_t input, const Array& output)>;

// Nodes of different graphs are the same where their ops, the grids and constants they see and the
// results they read are the same; of each such set one is prepared and run. Graphs that share long
// beginnings are best given one behind the other (assignments in lexicographic order): what is
// shared is kept in memory until its last reader.
class SharedProgram {
 public:
  // Graphs of one input and at least one output each, by value. Throws Error as exec::prepare.
  SharedProgram(std::span<const Graph> graphs, const Arithmetic& arithmetic);
  ~SharedProgram();

  // Runs all graphs on all inputs, in storage type and shape of the graphs' input, on all threads.
  void run(std::span<const Array> inputs, const OutputSink& sink) const;

  // Nodes that are run for an input, and those that the graphs have.
  std::size_t run_nodes() const { return steps_.size(); }
  std::size_t graph_nodes() const { return graph_nodes_; }

 private:
  using Value = int;  // of a result: 0 is the input, then one a step

  struct Step {
    std::unique_ptr<exec::Kernel> kernel;
    std::vector<Value> inputs;            // -1 where left out or constant
    std::vector<Value> last_uses;         // that no later step reads; its own where none does
    std::vector<std::size_t> outputs_of;  // the graphs whose output it makes
  };

  class Numbering;

  void run_chunk(std::span<const Array> inputs, std::size_t first, const OutputSink& sink) const;

  std::vector<Step> steps_;
  std::size_t graph_nodes_ = 0;
};

}  // namespace requant::search
