#include "requant/graph/summary.h"

#include <algorithm>
#include <set>

#include "requant/arith/power_of_two.h"

namespace requant {
namespace {

bool all(const std::vector<std::int64_t>& values, std::int64_t wanted) {
  return std::all_of(values.begin(), values.end(), [=](auto v) { return v == wanted; });
}

void count_quantization(const Tensor& tensor, TensorSummary& summary) {
  const Quantization& q = *tensor.quantization;
  const auto [low, high] = std::minmax_element(q.scale.begin(), q.scale.end());
  const auto [low_zero, high_zero] = std::minmax_element(q.zero_point.begin(), q.zero_point.end());
  const bool first = summary.quantized++ == 0;
  summary.lowest_scale = first ? *low : std::min(summary.lowest_scale, *low);
  summary.highest_scale = first ? *high : std::max(summary.highest_scale, *high);
  summary.lowest_zero_point = first ? *low_zero : std::min(summary.lowest_zero_point, *low_zero);
  summary.highest_zero_point =
      first ? *high_zero : std::max(summary.highest_zero_point, *high_zero);
  if (q.per_channel()) ++summary.per_channel;
  const auto is_power = [](float s) { return arith::is_power_of_two(static_cast<double>(s)); };
  if (std::all_of(q.scale.begin(), q.scale.end(), is_power)) ++summary.powers_of_two;
  if (!is_integer(tensor.type)) return;
  const auto range = stored_range(tensor);
  const std::int64_t middle = range.is_signed ? 0 : std::int64_t{1} << (range.bits - 1);
  if (all(q.zero_point, middle)) ++summary.symmetric;
  if (all(q.zero_point, range.min())) ++summary.zero_is_lowest;
}

void count(const Tensor& tensor, TensorSummary& summary) {
  ++summary.count;
  ++summary.types[tensor.type];
  if (const int bits = narrowed_bits(tensor)) ++summary.bits[bits];
  if (tensor.quantization) count_quantization(tensor, summary);
}

std::int64_t bytes_of(const Tensor& tensor) {
  return static_cast<std::int64_t>(
      storage_bytes(tensor.type, static_cast<std::size_t>(tensor.shape.count())));
}

// Which tensors have which role; a constant that is neither weight nor bias has none.
struct Roles {
  std::set<TensorId> activations, weights, biases, constants;
};

Roles roles_of(const Graph& graph) {
  Roles roles;
  for (const Node& node : graph.nodes) {
    if (node.kind() == OpKind::opaque) continue;
    for (int i = 0; i < static_cast<int>(node.inputs.size()); ++i) {
      const TensorId id = node.input(i);
      if (id == kNoTensor) continue;
      if (graph.tensor(id).is_constant()) roles.constants.insert(id);
      if (has_weights(node.kind()) && i == 1) {
        roles.weights.insert(id);
      } else if (has_weights(node.kind()) && i == 2) {
        roles.biases.insert(id);
      } else if (!graph.tensor(id).is_constant()) {
        roles.activations.insert(id);
      }
    }
    roles.activations.insert(node.outputs.begin(), node.outputs.end());
  }
  return roles;
}

// The last node that reads each tensor; the end of the graph for its outputs.
std::vector<NodeId> last_uses(const Graph& graph) {
  std::vector<NodeId> result(graph.tensors.size(), -1);
  for (std::size_t n = 0; n < graph.nodes.size(); ++n) {
    for (const TensorId id : graph.nodes[n].inputs) {
      if (id != kNoTensor) result[static_cast<std::size_t>(id)] = static_cast<NodeId>(n);
    }
  }
  for (const TensorId id : graph.outputs) {
    result[static_cast<std::size_t>(id)] = static_cast<NodeId>(graph.nodes.size());
  }
  return result;
}

// Opaque nodes may write tensors whose shape is not known; those count nothing.
std::int64_t known_bytes(const Tensor& tensor) {
  const auto& dims = tensor.shape.dims;
  return std::all_of(dims.begin(), dims.end(), [](auto d) { return d > 0; }) ? bytes_of(tensor) : 0;
}

void find_peak(const Graph& graph, GraphSummary& summary) {
  const auto last = last_uses(graph);
  std::set<TensorId> alive(graph.inputs.begin(), graph.inputs.end());
  for (std::size_t n = 0; n < graph.nodes.size(); ++n) {
    for (const TensorId id : graph.nodes[n].outputs) {
      if (id != kNoTensor) alive.insert(id);
    }
    std::int64_t bytes = 0;
    for (const TensorId id : alive) bytes += known_bytes(graph.tensor(id));
    if (bytes > summary.activation_peak) {
      summary.activation_peak = bytes;
      summary.activation_peak_node = static_cast<NodeId>(n);
    }
    std::erase_if(alive, [&](TensorId id) {
      return last[static_cast<std::size_t>(id)] <= static_cast<NodeId>(n);
    });
  }
}

std::string types_text(const TensorSummary& summary, bool quantized_only) {
  std::string text;
  for (const auto& [type, number] : summary.types) {
    if (quantized_only && (!is_integer(type) || bit_width(type) > 16)) continue;
    text += (text.empty() ? "" : "/") + std::string(name(type));
  }
  return text;
}

std::string zero_points_text(const TensorSummary& summary) {
  const std::string powers = summary.powers_of_two == summary.quantized ? " power-of-two" : "";
  if (summary.symmetric == summary.quantized) return " symmetric" + powers;
  return " asymmetric" + powers;
}

// " of 4 bits", " of 2 to 8 bits"; nothing where all tensors use all bits of their types.
std::string bits_text(const TensorSummary& summary) {
  if (summary.bits.empty()) return "";
  int narrowed = 0;
  for (const auto& [bits, number] : summary.bits) narrowed += number;
  int most = summary.bits.rbegin()->first;
  for (const auto& [type, number] : summary.types) {
    if (narrowed < summary.count && is_integer(type)) most = std::max(most, bit_width(type));
  }
  const std::string least = std::to_string(summary.bits.begin()->first);
  const bool one = most == summary.bits.begin()->first;
  return " of " + least + (one ? "" : " to " + std::to_string(most)) + " bits";
}

std::string scheme_text(const GraphSummary& s) {
  const std::string activation_types = types_text(s.activations, true);
  std::string text = activation_types.empty() ? types_text(s.activations, false)
                                              : activation_types + zero_points_text(s.activations) +
                                                    bits_text(s.activations);
  const std::string weight_types = types_text(s.weights, true);
  if (weight_types.empty()) return text;
  text += ", " + weight_types + " weights" + zero_points_text(s.weights);
  text += s.weights.per_channel == 0                     ? " per tensor"
          : s.weights.per_channel == s.weights.quantized ? " per channel"
                                                         : " partly per channel";
  text += bits_text(s.weights);
  if (activation_types.empty()) text += " (hybrid)";
  return text;
}

void count_ops(const Graph& graph, GraphSummary& summary) {
  std::map<std::string, int> counts;
  for (const Node& node : graph.nodes) {
    const auto* opaque = std::get_if<Opaque>(&node.op);
    ++counts[opaque ? opaque->name : std::string(name(node.kind()))];
  }
  summary.ops.assign(counts.begin(), counts.end());
  std::stable_sort(summary.ops.begin(), summary.ops.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
}

template <typename Figure>
std::int64_t sum_over_constants(const Graph& graph, const Node& node, const Figure& figure) {
  std::int64_t sum = 0;
  for (const TensorId id : node.inputs) {
    if (id != kNoTensor && graph.tensor(id).is_constant()) sum += figure(graph.tensor(id));
  }
  return sum;
}

}  // namespace

std::int64_t macs(const Graph& graph, const Node& node) {
  if (!has_weights(node.kind())) return 0;
  const Shape& weights = graph.tensor(node.input(1)).shape;
  const std::int64_t per_output = weights.count() / weights[output_channel_axis(node.kind())];
  return graph.tensor(node.outputs[0]).shape.count() * per_output;
}

int narrowed_bits(const Tensor& tensor) {
  return tensor.bits < bit_width(tensor.type) ? tensor.bits : 0;
}

std::int64_t parameters(const Graph& graph, const Node& node) {
  return sum_over_constants(graph, node, [](const Tensor& t) { return t.shape.count(); });
}

std::int64_t parameter_bytes(const Graph& graph, const Node& node) {
  return sum_over_constants(graph, node, bytes_of);
}

GraphSummary summarize(const Graph& graph) {
  GraphSummary summary;
  count_ops(graph, summary);
  for (const Node& node : graph.nodes) summary.macs += macs(graph, node);
  const Roles roles = roles_of(graph);
  for (const TensorId id : roles.constants) {
    summary.parameters += graph.tensor(id).shape.count();
    summary.parameter_bytes += bytes_of(graph.tensor(id));
  }
  for (const TensorId id : roles.activations) count(graph.tensor(id), summary.activations);
  for (const TensorId id : roles.weights) count(graph.tensor(id), summary.weights);
  for (const TensorId id : roles.biases) count(graph.tensor(id), summary.biases);
  find_peak(graph, summary);
  summary.scheme = scheme_text(summary);
  return summary;
}

}  // namespace requant
