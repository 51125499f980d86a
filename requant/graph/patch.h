// The one way in which passes edit a graph.
#pragma once

#include <vector>

#include "requant/graph/graph.h"

namespace requant {

// Collects edits against one graph and applies them together: the graph that comes out has its
// nodes in an order in which they can run, and is verified (throws Error, Fault::internal, if an
// edit broke it). Ids of tensors stay as they are; new ones follow. Nodes that nothing reads any
// more are dropped, tensors are kept.
class GraphPatch {
 public:
  explicit GraphPatch(const Graph& graph) : graph_(graph) {}

  const Graph& graph() const { return graph_; }
  TensorId add_tensor(Tensor tensor);
  void replace_tensor(TensorId id, Tensor tensor);
  // Adds a node that reads and writes existing or added tensors.
  void add_node(Node node);
  void replace_node(NodeId id, Node node);
  void remove_node(NodeId id);
  // Every node but those of `except`, and the graph's outputs, read `replacement` instead of `old`.
  void redirect(TensorId old, TensorId replacement, const std::vector<NodeId>& except = {});

  Graph apply() &&;

 private:
  Graph graph_;
  std::vector<NodeId> removed_;
};

}  // namespace requant
