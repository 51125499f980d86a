// The graph that grows while the nodes of a file are read.
#pragma once

#include <limits>
#include <map>
#include <string>
#include <unordered_map>
#include <vector>

#include "requant/graph/graph.h"

namespace requant::formats::onnx {

// What a name of the file stands for.
struct Value {
  TensorId tensor = kNoTensor;
  // channels_last: the file's NCHW value is an NHWC tensor of the graph. Else as in the file.
  Layout layout = Layout::channels_first;
  // The value is the real one of a tensor that is quantized: what DequantizeLinear gives.
  bool dequantized = false;
};

// Dimensions and axes of NCHW values, as the graph has them.
Shape channels_last_shape(const Shape& nchw);
Shape channels_first_shape(const Shape& nhwc);
std::int64_t channels_last_axis(std::int64_t nchw_axis);

class GraphBuilder {
 public:
  const Graph& graph() const { return graph_; }
  Graph& graph() { return graph_; }
  Graph take() && { return std::move(graph_); }

  const Tensor& tensor(const Value& value) const { return graph_.tensor(value.tensor); }
  // The shape as the file sees it.
  Shape file_shape(const Value& value) const;

  void bind(const std::string& name, const Value& value) { values_[name] = value; }
  // Null where nothing has written the name.
  const Value* find(const std::string& name) const;

  TensorId add_input(Tensor tensor);
  // Throws Error where the constants that were made here take more than `allow` says.
  TensorId add_tensor(Tensor tensor);
  // Constants that are made from others, permuted or with other values, may take that many bytes.
  void allow(std::size_t bytes) { room_ = bytes; }
  // Adds a node whose output is `output`, its shape inferred; ops that take the shape from their
  // output find it there. Throws Error where the op's constraints are violated.
  TensorId add_node(Op op, std::vector<TensorId> inputs, Tensor output, int from);

  // The value in that layout; constants are permuted, others by a transpose. Rank 4, or as it is.
  Value in_layout(const Value& value, Layout layout);
  // A value of floating point: dequantizes where needed.
  Value as_real(const Value& value);
  // A constant with its dimensions in another order, and another shape (empty: as permuted). Made
  // once for each order and shape.
  TensorId permuted_constant(TensorId id, const std::vector<int>& order, const Shape& shape = {});
  // A tensor of the same kind, without data.
  Tensor like(TensorId id, std::string name) const;

  int origin = -1;  // of the nodes that in_layout and as_real add

 private:
  Graph graph_;
  std::size_t room_ = std::numeric_limits<std::size_t>::max();
  std::unordered_map<std::string, Value> values_;
  std::map<std::pair<TensorId, Layout>, TensorId> in_layout_;
  std::map<TensorId, TensorId> real_;
  std::map<std::string, TensorId> permuted_;
};

}  // namespace requant::formats::onnx
