#include "requant/graph/clamps.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

namespace requant {
namespace {

constexpr double kRoundingRoom = 0.25;  // of a step, within which a value surely rounds back

// Whether everything that the op moves lies in the range, on the grid of its output.
bool moves_within(const Graph& graph, const Node& node, const std::vector<StoredValues>& values,
                  const StoredValues& range) {
  if (!keeps_grid(node.kind())) return false;
  const Tensor& output = graph.tensor(node.outputs[0]);
  return std::ranges::all_of(node.inputs, [&](TensorId id) {
    if (id == kNoTensor) return true;
    const Tensor& input = graph.tensor(id);
    if (input.type != output.type || input.quantization != output.quantization) return false;
    const StoredValues& stored = values[static_cast<std::size_t>(id)];
    return range.min <= stored.min && stored.max <= range.max;
  });
}

// The least and the greatest value that quantize can give, in steps of the output.
std::pair<double, double> quantized_range(const StoredValues& stored, const Tensor& input,
                                          const Tensor& output) {
  const double ratio = static_cast<double>(input.quantization->scale_at(0)) /
                       static_cast<double>(output.quantization->scale_at(0));
  const auto at = [&](std::int64_t value) {
    return static_cast<double>(value - input.quantization->zero_point_at(0)) * ratio +
           static_cast<double>(output.quantization->zero_point_at(0));
  };
  return {at(stored.min), at(stored.max)};
}

// The values that a fused activation leaves, in steps of the output.
std::pair<double, double> activation_range(Activation activation, const Tensor& output) {
  const auto at = [&](double real) {
    return static_cast<double>(output.quantization->zero_point_at(0)) +
           std::round(real / static_cast<double>(output.quantization->scale_at(0)));
  };
  switch (activation) {
    case Activation::relu:
      return {at(0), INFINITY};
    case Activation::relu6:
      return {at(0), at(6)};
    case Activation::relu_n1_to_1:
      return {at(-1), at(1)};
    case Activation::none:
      break;
  }
  return {-INFINITY, INFINITY};
}

class Clamper {
 public:
  Clamper(Graph graph, std::vector<StoredValues> values)
      : graph_(std::move(graph)), values_(std::move(values)) {}

  Graph run() && {
    std::vector<Node> nodes = std::move(graph_.nodes);
    graph_.nodes.clear();
    for (Node& node : nodes) clamp(std::move(node));
    for (Tensor& tensor : graph_.tensors) tensor.bits = 0;
    return std::move(graph_);
  }

 private:
  struct Missing {
    bool low = false;
    bool high = false;
  };

  // The bounds of the output that the node, storing all of the type, does not keep to.
  Missing missing(const Node& node) const {
    const Tensor& output = graph_.tensor(node.outputs[0]);
    const StoredValues& range = values_[static_cast<std::size_t>(node.outputs[0])];
    if (range.min > range.max || moves_within(graph_, node, values_, range)) return {};
    const arith::IntegerType type = integer_type(output.type);
    Missing result{type.min() < range.min, type.max() > range.max};
    const auto keep_to = [&](std::pair<double, double> values, double room) {
      result.low = result.low && values.first < static_cast<double>(range.min) - room;
      result.high = result.high && values.second > static_cast<double>(range.max) + room;
    };
    if (!output.quantization) return result;
    keep_to(activation_range(activation_of(node.op), output), 0);
    const TensorId source = node.kind() == OpKind::quantize ? node.inputs[0] : kNoTensor;
    if (source != kNoTensor && graph_.tensor(source).quantization) {
      const StoredValues& stored = values_[static_cast<std::size_t>(source)];
      keep_to(quantized_range(stored, graph_.tensor(source), output), kRoundingRoom);
    }
    return result;
  }

  void clamp(Node node) {
    const TensorId output = node.outputs.empty() ? kNoTensor : node.outputs[0];
    const auto [low, high] = output == kNoTensor ? Missing{} : missing(node);
    TensorId unclamped = output;
    if (low || high) unclamped = node.outputs[0] = add_tensor(output, "_unclamped");
    graph_.nodes.push_back(std::move(node));
    if (!low && !high) return;
    const StoredValues range = values_[static_cast<std::size_t>(output)];
    if (low) {
      const TensorId raised = high ? add_tensor(output, "_raised") : output;
      add_bound(Maximum{}, unclamped, range.min, "_least", raised);
      unclamped = raised;
    }
    if (high) add_bound(Minimum{}, unclamped, range.max, "_greatest", output);
  }

  TensorId add_tensor(TensorId like, const char* suffix) {
    Tensor tensor = graph_.tensor(like);
    tensor.name += suffix;
    tensor.origin = -1;
    tensor.bits = 0;
    return graph_.add_tensor(std::move(tensor));
  }

  void add_bound(Op op, TensorId input, std::int64_t bound, const char* suffix, TensorId output) {
    Tensor constant = graph_.tensor(output);
    constant.name += suffix;
    constant.origin = -1;
    constant.bits = 0;
    constant.shape = {};
    constant.data = std::make_shared<const Bytes>(pack_integers(constant.type, std::array{bound}));
    const TensorId limit = graph_.add_tensor(std::move(constant));
    graph_.nodes.push_back({std::move(op), {input, limit}, {output}, -1});
  }

  Graph graph_;
  std::vector<StoredValues> values_;  // by tensor of the source
};

// Takes clamps into Tensor::bits, one chain after the other.
class Folder {
 public:
  explicit Folder(Graph& graph)
      : graph_(graph),
        readers_(graph.tensors.size()),
        is_end_(graph.tensors.size(), false),
        removed_(graph.nodes.size(), false) {
    for (std::size_t n = 0; n < graph.nodes.size(); ++n) {
      for (const TensorId id : graph.nodes[n].inputs) {
        if (id != kNoTensor) {
          readers_[static_cast<std::size_t>(id)].push_back(static_cast<NodeId>(n));
        }
      }
    }
    for (const TensorId id : graph.outputs) is_end_[static_cast<std::size_t>(id)] = true;
  }

  void run() {
    for (NodeId id = 0; id < static_cast<NodeId>(graph_.nodes.size()); ++id) {
      if (!removed_[static_cast<std::size_t>(id)]) fold(id);
    }
    std::vector<Node> kept;
    for (std::size_t n = 0; n < graph_.nodes.size(); ++n) {
      if (!removed_[n]) kept.push_back(std::move(graph_.nodes[n]));
    }
    graph_.nodes = std::move(kept);
  }

 private:
  // Ops whose output stage saturates to Tensor::bits.
  static bool saturates(OpKind kind) {
    switch (kind) {
      case OpKind::add:
      case OpKind::sub:
      case OpKind::mul:
      case OpKind::mean:
      case OpKind::average_pool2d:
      case OpKind::quantize:
        return true;
      default:
        return has_weights(kind);
    }
  }

  struct Bounds {
    std::int64_t low;
    std::int64_t high;
  };

  // The one node that reads the tensor, where it clamps it by a constant on its grid; `bounds` take
  // the constant in.
  NodeId clamp_of(TensorId id, Bounds& bounds) const {
    const auto& readers = readers_[static_cast<std::size_t>(id)];
    if (readers.size() != 1 || is_end_[static_cast<std::size_t>(id)]) return -1;
    const Node& node = graph_.node(readers[0]);
    const bool raises = node.kind() == OpKind::maximum;
    if ((!raises && node.kind() != OpKind::minimum) || node.inputs.size() != 2) return -1;
    const Tensor& value = graph_.tensor(id);
    const Tensor& constant = graph_.tensor(node.inputs[node.inputs[0] == id ? 1 : 0]);
    const Tensor& output = graph_.tensor(node.outputs[0]);
    const auto fits = [&](const Tensor& t) {
      return t.type == value.type && t.quantization == value.quantization && t.bits == value.bits;
    };
    if (!constant.is_constant() || constant.shape.count() != 1 || !fits(constant) ||
        !fits(output) || output.shape != value.shape) {
      return -1;
    }
    const std::int64_t bound = stored_integers(constant)[0];
    if (raises) {
      bounds = {std::max(bounds.low, bound), std::max(bounds.high, bound)};
    } else {
      bounds = {std::min(bounds.low, bound), std::min(bounds.high, bound)};
    }
    return readers[0];
  }

  // The bits, fewer than those of the type, whose values the bounds are; 0: none.
  static int bits_of(const Bounds& bounds, arith::IntegerType type) {
    for (int bits = 2; bits < type.bits; ++bits) {
      const arith::IntegerType range{bits, type.is_signed};
      if (range.min() == bounds.low && range.max() == bounds.high) return bits;
    }
    return 0;
  }

  void fold(NodeId id) {
    Node& node = graph_.node(id);
    if (node.outputs.size() != 1) return;
    const Tensor& tensor = graph_.tensor(node.outputs[0]);
    if (!is_integer(tensor.type) || bit_width(tensor.type) > 16 || !tensor.quantization) return;
    const arith::IntegerType type = stored_range(tensor);
    Bounds bounds{type.min(), type.max()};
    std::vector<NodeId> chain;
    TensorId last = node.outputs[0];
    for (NodeId next = clamp_of(last, bounds); next >= 0; next = clamp_of(last, bounds)) {
      chain.push_back(next);
      last = graph_.node(next).outputs[0];
    }
    const int bits = bits_of(bounds, type);
    if (bits == 0) return;
    if (!saturates(node.kind()) &&
        !moves_within(graph_, node, stored_values(graph_), {bounds.low, bounds.high})) {
      return;
    }
    graph_.tensor(last).bits = bits;
    node.outputs[0] = last;
    for (const NodeId clamp : chain) removed_[static_cast<std::size_t>(clamp)] = true;
  }

  Graph& graph_;
  std::vector<std::vector<NodeId>> readers_;  // by tensor
  std::vector<bool> is_end_;                  // by tensor: a graph output
  std::vector<bool> removed_;                 // by node
};

}  // namespace

std::vector<StoredValues> stored_values(const Graph& graph) {
  std::vector<StoredValues> values;
  for (const Tensor& tensor : graph.tensors) {
    if (is_integer(tensor.type)) {
      const arith::IntegerType range = stored_range(tensor);
      values.push_back({range.min(), range.max()});
    } else {
      values.push_back({0, -1});
    }
  }
  return values;
}

Graph with_clamps(Graph graph, std::vector<StoredValues> values) {
  return Clamper(std::move(graph), std::move(values)).run();
}

Graph with_clamps(Graph graph) {
  std::vector<StoredValues> values = stored_values(graph);
  return with_clamps(std::move(graph), std::move(values));
}

void fold_clamps(Graph& graph) { Folder(graph).run(); }

std::vector<TensorId> tied_grids(const Graph& graph) {
  std::vector<TensorId> roots(graph.tensors.size());
  std::iota(roots.begin(), roots.end(), 0);
  const auto root = [&](TensorId id) {
    while (roots[static_cast<std::size_t>(id)] != id) id = roots[static_cast<std::size_t>(id)];
    return id;
  };
  for (const Node& node : graph.nodes) {
    if (!keeps_grid(node.kind()) || node.outputs.empty()) continue;
    const TensorId output = node.outputs[0];
    const Tensor& to = graph.tensor(output);
    for (const TensorId input : node.inputs) {
      if (input == kNoTensor) continue;
      const Tensor& from = graph.tensor(input);
      if (from.type != to.type || from.bits != to.bits || from.quantization != to.quantization) {
        continue;
      }
      roots[static_cast<std::size_t>(root(output))] = root(input);
    }
  }
  for (std::size_t t = 0; t < roots.size(); ++t) roots[t] = root(static_cast<TensorId>(t));
  return roots;
}

}  // namespace requant
