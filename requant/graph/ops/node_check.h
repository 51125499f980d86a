// What the file of an op sees of a node: its tensors, and a place to report what is wrong with it.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "requant/base/error.h"
#include "requant/graph/graph.h"

namespace requant {

// One node of a graph whose ids and shapes are known to be good: every id is in range and every
// dimension of its inputs is > 0. Every op's header numbers its constraints (C1, C2, ...); a
// violated one is reported with that label. Constraints that all ops share:
//   N1: the node has as many inputs and outputs as the op takes.
//   N2: a tensor of integers below 32 bits that the op computes with has a quantization.
//   N3: only weights, biases and inputs of quantize and dequantize are quantized per channel.
class NodeCheck {
 public:
  NodeCheck(const Graph& graph, NodeId node, Diagnostics& diagnostics);

  // Reports "`what` (`kind` `label`)" unless `condition` holds; returns `condition`.
  bool require(bool condition, std::string_view label, const std::string& what);

  // N1: from `low` to `high` inputs, the first `low` of them not left out, and one output.
  bool takes(int low, int high);
  // N2 and N3, for an op that computes with the real values of its tensors.
  bool computes();

  int inputs() const { return static_cast<int>(node_.inputs.size()); }
  bool has_input(int i) const { return node_.input(i) != kNoTensor; }
  const Tensor& input(int i) const { return graph_.tensor(node_.input(i)); }
  const Shape& shape(int i) const { return input(i).shape; }
  const Tensor& output() const { return graph_.tensor(node_.outputs[0]); }

  // Input i has that rank.
  bool rank(int i, int rank, std::string_view label);
  // The output has the type of input 0.
  bool same_type(std::string_view label);
  // The output is float where input 0 is, and integer where input 0 is.
  bool same_family(std::string_view label);

 private:
  const Graph& graph_;
  NodeId id_;
  const Node& node_;
  Diagnostics& diagnostics_;
};

// The greatest stride, dilation, window size, padding: products of two of them fit 64 bits.
inline constexpr std::int64_t kMaxExtent = (std::int64_t{1} << 31) - 1;

// Height and width that a window of `size` yields on an NHWC input, or nothing (reported).
//   W1: size, stride and dilation are in [1, 2^31), explicit pads in [0, 2^31).
//   W2: the window fits the padded input at least once.
std::optional<std::array<std::int64_t, 2>> window_output(NodeCheck& node, const Window& window,
                                                         const std::array<std::int64_t, 2>& size,
                                                         const Shape& input);

// An op of one input whose output has the shape of x.
//   C1: the output is float where x is, and integer where x is.
std::optional<Shape> infer_unary(NodeCheck& node);

// An elementwise op of two inputs.
//   C1: x, y and the output have the same type.
//   C2: counted from the last, dimensions of x and y are equal or one of them is 1.
std::optional<Shape> infer_broadcast(NodeCheck& node);

// A pooling op.
//   C1: x has rank 4.
//   C2: the output has the type of x.
//   C3: the dilation is 1.
std::optional<Shape> infer_pool(NodeCheck& node, const Window& window,
                                const std::array<std::int64_t, 2>& size);

// A resize of height and width. The output tensor states them; its other dimensions may be left
// out (< 1).
//   C1: x has rank 4.
//   C2: the output has the type of x.
//   C3: the output states a height and a width of at least 1.
std::optional<Shape> infer_resize(NodeCheck& node);

// The types of an op with weights.
//   T1: x and the output are both float or both integer.
//   T2: integer x has integer weights; float x has float or integer ones.
//   T3: the bias is float where x is, and integer where x is.
//   T4: per-channel weights are quantized along the output channels.
//   T5: the bias has as many elements as there are output channels.
bool weight_types(NodeCheck& node, OpKind kind, std::int64_t output_channels);

}  // namespace requant
