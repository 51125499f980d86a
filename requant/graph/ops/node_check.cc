#include "requant/graph/ops/node_check.h"

#include <algorithm>
#include <utility>

namespace requant {
namespace {

bool is_family(const Tensor& tensor, const Tensor& reference) {
  return is_float(tensor.type) == is_float(reference.type) &&
         is_integer(tensor.type) == is_integer(reference.type);
}

std::string quoted(const Tensor& tensor) { return "'" + tensor.name + "'"; }

std::string typed(const Tensor& tensor) {
  return quoted(tensor) + " is " + std::string(name(tensor.type));
}

}  // namespace

NodeCheck::NodeCheck(const Graph& graph, NodeId node, Diagnostics& diagnostics)
    : graph_(graph), id_(node), node_(graph.node(node)), diagnostics_(diagnostics) {}

bool NodeCheck::require(bool condition, std::string_view label, const std::string& what) {
  if (!condition) {
    diagnostics_.add(describe(graph_, id_), what + " (" + std::string(name(node_.kind())) + " " +
                                                std::string(label) + ")");
  }
  return condition;
}

bool NodeCheck::takes(int low, int high) {
  const std::string range =
      low == high ? std::to_string(low) : std::to_string(low) + " to " + std::to_string(high);
  bool good = require(low <= inputs() && inputs() <= high, "N1",
                      "it has " + std::to_string(inputs()) + " inputs, not " + range);
  for (int i = 0; good && i < low; ++i) {
    good = require(has_input(i), "N1", "input " + std::to_string(i) + " is left out");
  }
  const auto outputs = node_.outputs.size();
  return require(outputs == 1, "N1", "it has " + std::to_string(outputs) + " outputs, not 1") &&
         good;
}

bool NodeCheck::computes() {
  const auto good = [&](const Tensor& tensor, bool may_be_per_channel) {
    const bool narrow = is_integer(tensor.type) && bit_width(tensor.type) < 32;
    const auto& q = tensor.quantization;
    return require(!narrow || q.has_value(), "N2",
                   typed(tensor) + " without a scale; give it one, or use 32-bit integers") &&
           require(may_be_per_channel || !q || !q->per_channel(), "N3",
                   quoted(tensor) + " is an activation and has " +
                       std::to_string(q ? q->scale.size() : 0) + " scales, not one");
  };
  const OpKind op = node_.kind();
  bool result = true;
  for (int i = 0; i < inputs(); ++i) {
    if (!has_input(i)) continue;
    const bool parameter =
        (has_weights(op) && i > 0) || op == OpKind::quantize || op == OpKind::dequantize;
    result = good(input(i), parameter) && result;
  }
  return good(output(), false) && result;
}

bool NodeCheck::rank(int i, int rank, std::string_view label) {
  return require(shape(i).rank() == rank, label,
                 "input " + quoted(input(i)) + " has shape " + shape(i).text() + ", not " +
                     std::to_string(rank) + " dimensions");
}

bool NodeCheck::same_type(std::string_view label) {
  return require(input(0).type == output().type, label,
                 typed(input(0)) + " and output " + typed(output()));
}

bool NodeCheck::same_family(std::string_view label) {
  return require(is_family(output(), input(0)), label,
                 typed(input(0)) + " and output " + typed(output()));
}

std::optional<std::array<std::int64_t, 2>> window_output(NodeCheck& node, const Window& window,
                                                         const std::array<std::int64_t, 2>& size,
                                                         const Shape& input) {
  const auto in_range = [](std::int64_t low, const auto& values) {
    return std::all_of(values.begin(), values.end(),
                       [=](std::int64_t v) { return low <= v && v <= kMaxExtent; });
  };
  const bool good = in_range(1, size) && in_range(1, window.stride) &&
                    in_range(1, window.dilation) && in_range(0, window.pads);
  if (!node.require(good, "W1",
                    "window size, stride and dilation must be at least 1, pads at least 0, and "
                    "all below 2^31")) {
    return std::nullopt;
  }
  std::array<std::int64_t, 2> result{};
  for (std::size_t d = 0; d < 2; ++d) {
    const std::int64_t in = input[static_cast<int>(d) + 1];
    const std::int64_t stride = window.stride[d];
    if (window.padding == Padding::same) {
      result[d] = (in - 1) / stride + 1;
      continue;
    }
    const bool padded = window.padding == Padding::explicit_pads;
    const std::int64_t extent = (size[d] - 1) * window.dilation[d] + 1;
    const std::int64_t room = in + (padded ? window.pads[d] + window.pads[d + 2] : 0) - extent;
    if (!node.require(room >= 0, "W2",
                      "a window of " + std::to_string(extent) + " does not fit the " +
                          (d == 0 ? "height " : "width ") + std::to_string(in))) {
      return std::nullopt;
    }
    result[d] = room / stride + 1;
  }
  return result;
}

std::optional<Shape> infer_unary(NodeCheck& node) {
  if (!node.takes(1, 1)) return std::nullopt;
  node.computes();
  node.same_family("C1");
  return node.shape(0);
}

std::optional<Shape> infer_broadcast(NodeCheck& node) {
  if (!node.takes(2, 2)) return std::nullopt;
  node.computes();
  node.require(node.input(1).type == node.input(0).type, "C1",
               typed(node.input(0)) + " and " + typed(node.input(1)));
  node.same_type("C1");
  Shape result = node.shape(0);
  Shape other = node.shape(1);
  if (result.rank() < other.rank()) std::swap(result, other);
  const int lead = result.rank() - other.rank();
  for (int d = 0; d < other.rank(); ++d) {
    std::int64_t& dim = result[lead + d];
    if (!node.require(dim == other[d] || dim == 1 || other[d] == 1, "C2",
                      "shapes " + node.shape(0).text() + " and " + node.shape(1).text() +
                          " do not broadcast")) {
      return std::nullopt;
    }
    if (dim == 1) dim = other[d];
  }
  return result;
}

std::optional<Shape> infer_pool(NodeCheck& node, const Window& window,
                                const std::array<std::int64_t, 2>& size) {
  if (!node.takes(1, 1)) return std::nullopt;
  node.computes();
  node.same_type("C2");
  node.require(window.dilation == std::array<std::int64_t, 2>{1, 1}, "C3",
               "the dilation must be 1");
  if (!node.rank(0, 4, "C1")) return std::nullopt;
  const Shape& x = node.shape(0);
  const auto hw = window_output(node, window, size, x);
  if (!hw) return std::nullopt;
  return Shape{x[0], (*hw)[0], (*hw)[1], x[3]};
}

std::optional<Shape> infer_resize(NodeCheck& node) {
  if (!node.takes(1, 1)) return std::nullopt;
  node.computes();
  node.same_type("C2");
  if (!node.rank(0, 4, "C1")) return std::nullopt;
  const Shape& x = node.shape(0);
  const Shape& y = node.output().shape;
  if (!node.require(y.rank() == 4 && y[1] >= 1 && y[2] >= 1, "C3",
                    "the output has shape " + y.text() + ", which states no height and width")) {
    return std::nullopt;
  }
  return Shape{x[0], y[1], y[2], x[3]};
}

bool weight_types(NodeCheck& node, OpKind kind, std::int64_t output_channels) {
  const Tensor& x = node.input(0);
  const Tensor& weights = node.input(1);
  bool good = node.computes();
  good = node.same_family("T1") && good;
  good = node.require(is_float(x.type) ? is_float(weights.type) || is_integer(weights.type)
                                       : is_family(weights, x),
                      "T2", typed(x) + " and weights " + typed(weights)) &&
         good;
  const auto& q = weights.quantization;
  good = node.require(!q || !q->per_channel() || q->axis == output_channel_axis(kind), "T4",
                      "weights " + quoted(weights) + " are quantized along dimension " +
                          std::to_string(q ? q->axis : 0) + ", not along the output channels") &&
         good;
  if (!node.has_input(2)) return good;
  const Tensor& bias = node.input(2);
  good = node.require(is_family(bias, x), "T3", typed(x) + " and bias " + typed(bias)) && good;
  return node.require(bias.shape.count() == output_channels, "T5",
                      "bias " + quoted(bias) + " has shape " + bias.shape.text() + " for " +
                          std::to_string(output_channels) + " output channels") &&
         good;
}

}  // namespace requant
