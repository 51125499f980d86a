#include "requant/graph/verify.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <vector>

#include "requant/graph/ops/node_check.h"

namespace requant {
namespace {

std::string tensor_name(const Graph& graph, TensorId id) {
  return "tensor " + std::to_string(id) + " '" + graph.tensor(id).name + "'";
}

bool is_tensor(const Graph& graph, TensorId id) {
  return 0 <= id && static_cast<std::size_t>(id) < graph.tensors.size();
}

// All dimensions are > 0 and the number of elements is one that Shape::count takes.
bool is_sane(const Shape& shape) {
  if (std::any_of(shape.dims.begin(), shape.dims.end(), [](auto d) { return d < 1; })) return false;
  try {
    shape.count();
    return true;
  } catch (const Error&) {
    return false;
  }
}

bool is_opaque(const Node& node) { return node.kind() == OpKind::opaque; }

// The ids of the node exist, and the shapes of its inputs are sane.
bool can_infer(const Graph& graph, const Node& node) {
  const auto input_good = [&](TensorId id) {
    return id == kNoTensor || (is_tensor(graph, id) && is_sane(graph.tensor(id).shape));
  };
  return std::all_of(node.inputs.begin(), node.inputs.end(), input_good) &&
         std::all_of(node.outputs.begin(), node.outputs.end(),
                     [&](TensorId id) { return is_tensor(graph, id); });
}

std::optional<Shape> inferred(const Graph& graph, NodeId id, Diagnostics& diagnostics) {
  NodeCheck check(graph, id, diagnostics);
  return std::visit(
      [&](const auto& op) -> std::optional<Shape> {
        if constexpr (std::is_same_v<std::decay_t<decltype(op)>, Opaque>) {
          return std::nullopt;
        } else {
          return infer_output(op, check);
        }
      },
      graph.node(id).op);
}

// Walks the nodes and reports ids that do not exist and reads and writes out of order.
class OrderCheck {
 public:
  OrderCheck(const Graph& graph, Diagnostics& diagnostics)
      : graph_(graph), diagnostics_(diagnostics), written_(graph.tensors.size(), false) {}

  void run() {
    for (const TensorId id : graph_.inputs) {
      if (!exists(id, "graph inputs")) continue;
      if (graph_.tensor(id).is_constant() || is_written(id)) {
        diagnostics_.add(
            "graph inputs",
            tensor_name(graph_, id) + (is_written(id) ? " is listed twice" : " is a constant"));
      }
      mark(id);
    }
    for (std::size_t n = 0; n < graph_.nodes.size(); ++n) check(static_cast<NodeId>(n));
    for (const TensorId id : graph_.outputs) {
      if (exists(id, "graph outputs") && !is_ready(id)) {
        diagnostics_.add("graph outputs", "nothing writes " + tensor_name(graph_, id));
      }
    }
  }

 private:
  void check(NodeId id) {
    const Node& node = graph_.node(id);
    const std::string where = describe(graph_, id);
    for (const TensorId input : node.inputs) {
      if (input == kNoTensor || !exists(input, where)) continue;
      // An op that is not looked into may keep state in a tensor that nothing else writes.
      if (is_ready(input) || is_opaque(node)) continue;
      diagnostics_.add(
          where, "it reads " + tensor_name(graph_, input) + ", which " +
                     (graph_.producer(input) < 0 ? "nothing writes" : "is written only later"));
    }
    for (const TensorId output : node.outputs) {
      if (output == kNoTensor && is_opaque(node)) continue;
      if (!exists(output, where)) continue;
      if (is_ready(output)) {
        diagnostics_.add(where, "it writes " + tensor_name(graph_, output) + ", which is " +
                                    (graph_.tensor(output).is_constant() ? "a constant"
                                     : graph_.is_input(output)           ? "a graph input"
                                                                         : "written before"));
      }
      mark(output);
    }
  }

  bool exists(TensorId id, const std::string& where) {
    if (is_tensor(graph_, id)) return true;
    diagnostics_.add(where, "there is no tensor " + std::to_string(id) + "; the graph has " +
                                std::to_string(graph_.tensors.size()));
    return false;
  }
  bool is_written(TensorId id) const { return written_[static_cast<std::size_t>(id)]; }
  bool is_ready(TensorId id) const { return is_written(id) || graph_.tensor(id).is_constant(); }
  void mark(TensorId id) { written_[static_cast<std::size_t>(id)] = true; }

  const Graph& graph_;
  Diagnostics& diagnostics_;
  std::vector<bool> written_;
};

// "int8", "the 4 bits of int8 that it uses"
std::string range_text(const Tensor& tensor) {
  const std::string type(name(tensor.type));
  if (tensor.bits == 0) return type;
  return "the " + std::to_string(tensor.bits) + " bits of " + type + " that it uses";
}

// Whether `bits` is a number that the tensor can have.
bool verify_bits(const Tensor& tensor, const std::string& where, Diagnostics& diagnostics) {
  if (tensor.bits == 0) return true;
  const bool can_have = is_integer(tensor.type) && tensor.quantization.has_value();
  if (can_have && 2 <= tensor.bits && tensor.bits <= bit_width(tensor.type)) return true;
  diagnostics.add(where, "it is to use " + std::to_string(tensor.bits) + " bits of " +
                             std::string(name(tensor.type)) +
                             "; a quantized tensor of integers uses 2 bits to all of its type");
  return false;
}

void verify_values(const Tensor& tensor, const std::string& where, Diagnostics& diagnostics) {
  const arith::IntegerType range = stored_range(tensor);
  const auto values = stored_integers(tensor);
  const auto bad = std::find_if_not(values.begin(), values.end(),
                                    [&](std::int64_t v) { return range.contains(v); });
  if (bad == values.end()) return;
  diagnostics.add(where,
                  "its value " + std::to_string(*bad) + " is outside of " + range_text(tensor));
}

void verify_quantization(const Tensor& tensor, const std::string& where, Diagnostics& diagnostics) {
  const Quantization& q = *tensor.quantization;
  if (q.scale.empty() || q.scale.size() != q.zero_point.size()) {
    diagnostics.add(where, "it has " + std::to_string(q.scale.size()) + " scales and " +
                               std::to_string(q.zero_point.size()) + " zero points");
    return;
  }
  for (std::size_t i = 0; i < q.scale.size(); ++i) {
    const std::string channel = q.per_channel() ? " of channel " + std::to_string(i) : "";
    if (!std::isfinite(q.scale[i]) || q.scale[i] <= 0) {
      diagnostics.add(where, "the scale" + channel + " is " + std::to_string(q.scale[i]) +
                                 "; it must be finite and above 0");
      break;  // one is enough
    }
    if (is_integer(tensor.type) && !stored_range(tensor).contains(q.zero_point[i])) {
      diagnostics.add(where, "the zero point" + channel + " is " + std::to_string(q.zero_point[i]) +
                                 ", outside of " + range_text(tensor));
      break;
    }
  }
  if (!q.per_channel()) return;
  const Shape& shape = tensor.shape;
  const auto count = static_cast<std::int64_t>(q.scale.size());
  if (q.axis < 0 || q.axis >= shape.rank() || shape[q.axis] != count) {
    diagnostics.add(where, "it has " + std::to_string(count) + " scales along dimension " +
                               std::to_string(q.axis) + " of shape " + shape.text());
  }
}

void verify_tensor(const Graph& graph, TensorId id, Diagnostics& diagnostics) {
  const Tensor& tensor = graph.tensor(id);
  const std::string where = tensor_name(graph, id);
  if (!verify_bits(tensor, where, diagnostics)) return;
  if (tensor.quantization) verify_quantization(tensor, where, diagnostics);
  if (!is_sane(tensor.shape)) {
    diagnostics.add(where, "it has shape " + tensor.shape.text() +
                               "; every dimension must be at least 1 and the product at most 2^40");
    return;
  }
  if (!tensor.is_constant()) return;
  const auto need = storage_bytes(tensor.type, static_cast<std::size_t>(tensor.shape.count()));
  if (tensor.data->size() < need) {
    diagnostics.add(where, "it has " + std::to_string(tensor.data->size()) +
                               " bytes of data where its shape " + tensor.shape.text() + " needs " +
                               std::to_string(need));
  } else if (tensor.bits != 0) {
    verify_values(tensor, where, diagnostics);
  }
}

// Which tensors matter: those that ops read or write that are looked into, and the graph's inputs.
std::vector<bool> looked_into(const Graph& graph) {
  std::vector<bool> result(graph.tensors.size(), false);
  const auto mark = [&](const std::vector<TensorId>& ids) {
    for (const TensorId id : ids) {
      if (is_tensor(graph, id)) result[static_cast<std::size_t>(id)] = true;
    }
  };
  mark(graph.inputs);
  for (const Node& node : graph.nodes) {
    if (is_opaque(node)) continue;
    mark(node.inputs);
    mark(node.outputs);
  }
  return result;
}

}  // namespace

void infer_shape(Graph& graph, NodeId id, Diagnostics& diagnostics) {
  if (is_opaque(graph.node(id)) || !can_infer(graph, graph.node(id))) return;
  Diagnostics constraints("");  // verify reports them
  const auto shape = inferred(graph, id, constraints);
  if (!shape || !is_sane(*shape)) return;
  Shape& stated = graph.tensor(graph.node(id).outputs[0]).shape;
  if (*shape == stated) return;
  if (is_sane(stated) && stated.rank() > 0) {
    diagnostics.add(describe(graph, id), "the file gives its output the shape " + stated.text() +
                                             " where the op computes " + shape->text());
  }
  stated = *shape;
}

void infer_shapes(Graph& graph, Diagnostics& diagnostics) {
  for (std::size_t n = 0; n < graph.nodes.size(); ++n) {
    infer_shape(graph, static_cast<NodeId>(n), diagnostics);
  }
}

void verify_node(const Graph& graph, NodeId id, Diagnostics& diagnostics) {
  if (!can_infer(graph, graph.node(id))) return;
  const auto shape = inferred(graph, id, diagnostics);
  if (!shape) return;
  const Shape& stated = graph.tensor(graph.node(id).outputs[0]).shape;
  if (*shape != stated) {
    diagnostics.add(describe(graph, id), "its output has shape " + stated.text() +
                                             " where the op computes " + shape->text());
  }
}

void verify(const Graph& graph, Diagnostics& diagnostics) {
  OrderCheck(graph, diagnostics).run();
  const auto matters = looked_into(graph);
  for (std::size_t t = 0; t < graph.tensors.size(); ++t) {
    if (matters[t]) verify_tensor(graph, static_cast<TensorId>(t), diagnostics);
  }
  for (std::size_t n = 0; n < graph.nodes.size(); ++n) {
    verify_node(graph, static_cast<NodeId>(n), diagnostics);
  }
}

}  // namespace requant
