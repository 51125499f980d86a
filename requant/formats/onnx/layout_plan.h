// Which tensors of a graph are NCHW in the file.
#pragma once

#include <vector>

#include "requant/formats/onnx/file_value.h"
#include "requant/graph/graph.h"

namespace requant::formats::onnx {

// The order of every tensor, chosen so that data is moved only where an op asks for it: values of
// rank 4 that a convolution, a pool or a resize reads or writes are channels_first, so are ends of
// the graph that the file has so, and all that elementwise ops tie to them. What a reshape makes of
// such a value for fully connected layers alone is `flattened`.
class LayoutPlan {
 public:
  explicit LayoutPlan(const Model& model);

  Order order(TensorId id) const { return orders_[static_cast<std::size_t>(id)]; }

 private:
  TensorId root(TensorId id);
  void tie(TensorId a, TensorId b);
  void tie_node(const Node& node);
  void seed(TensorId id);
  void seed_node(const Node& node);
  void flatten(const Node& node);

  const Graph& graph_;
  std::vector<TensorId> parents_;
  std::vector<Order> orders_;
};

// The order that the file gives to input (or output) number i of the graph, a tensor of that shape.
Order input_order(const Model& model, std::size_t i);
Order output_order(const Model& model, std::size_t i);

// Whether the elements of an NHWC shape lie alike in NCHW.
bool is_same_in_channels_first(const Shape& nhwc);

}  // namespace requant::formats::onnx
