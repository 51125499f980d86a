#include "requant/precision/plan.h"

#include <algorithm>

#include "requant/base/error.h"

namespace requant::precision {
namespace {

constexpr int kNone = -1;

// Ops whose output is stored on the grid of their input.
bool shares_grid(OpKind kind) {
  return kind == OpKind::max_pool2d || kind == OpKind::average_pool2d || kind == OpKind::reshape ||
         kind == OpKind::pad;
}

class Planner {
 public:
  explicit Planner(const Graph& graph) : graph_(graph) {
    plan_.activations_of.assign(graph.tensors.size(), kNone);
    plan_.layer_of.assign(graph.nodes.size(), kNone);
    plan_.fused_into.assign(graph.nodes.size(), kNone);
  }

  Plan make() {
    if (graph_.inputs.size() != 1 || graph_.outputs.size() != 1) {
      throw Error("the network has " + std::to_string(graph_.inputs.size()) + " inputs and " +
                  std::to_string(graph_.outputs.size()) +
                  " outputs; networks of many precisions have one of each");
    }
    // Pixels may lie on both sides of zero once they are normalized.
    start(graph_.inputs[0], true);
    for (NodeId id = 0; id < static_cast<NodeId>(graph_.nodes.size()); ++id) {
      if (!is_inside(id)) add(id);
    }
    find_readers();
    return std::move(plan_);
  }

 private:
  bool is_inside(NodeId id) const {
    return plan_.layer_of[static_cast<std::size_t>(id)] != kNone ||
           plan_.fused_into[static_cast<std::size_t>(id)] != kNone;
  }

  [[noreturn]] void refuse(NodeId id, const std::string& why) const {
    throw Error(describe(graph_, id) + ": " + why);
  }

  // The node that alone reads the tensor, where it is of that kind.
  NodeId follower(TensorId tensor, OpKind kind) const {
    const auto readers = graph_.consumers(tensor);
    const bool one = readers.size() == 1 && !graph_.is_output(tensor);
    return one && graph_.node(readers[0]).kind() == kind ? readers[0] : kNone;
  }

  bool clamps_at_zero(NodeId id) const {
    const Op& op = graph_.node(id).op;
    const auto* relu = std::get_if<Relu>(&op);
    const Activation activation = relu != nullptr ? relu->activation : activation_of(op);
    return activation == Activation::relu || activation == Activation::relu6;
  }

  void start(TensorId root, bool is_signed) {
    plan_.activations_of[static_cast<std::size_t>(root)] =
        static_cast<int>(plan_.activations.size());
    plan_.activations.push_back({root, is_signed, kNone});
  }

  void add(NodeId id) {
    const Node& node = graph_.node(id);
    const OpKind kind = node.kind();
    if (has_weights(kind)) return add_layer(id);
    if (kind == OpKind::add || kind == OpKind::mean) return add_root(id);
    if (!shares_grid(kind)) {
      refuse(id, "networks of many precisions have no " + std::string(name(kind)) +
                     " here; batch_norm and relu follow a convolution or fully connected layer, "
                     "and relu an add");
    }
    if (activation_of(node.op) != Activation::none) refuse(id, "it has an activation of its own");
    plan_.activations_of[static_cast<std::size_t>(node.outputs[0])] = class_of(id, 0);
  }

  int class_of(NodeId id, int input) const {
    const TensorId tensor = graph_.node(id).input(input);
    const int found =
        tensor == kNoTensor ? kNone : plan_.activations_of[static_cast<std::size_t>(tensor)];
    if (found == kNone) refuse(id, "it computes with constants");
    return found;
  }

  void add_layer(NodeId id) {
    const Node& node = graph_.node(id);
    class_of(id, 0);
    if (!graph_.tensor(node.input(1)).is_constant()) refuse(id, "its weights are no constant");
    if (graph_.tensor(node.input(1)).type != DataType::float32) {
      refuse(id, "its weights are not of float32");
    }
    Layer layer{
        graph_.tensor(node.outputs[0]).name, id, kNone, kNone, node.inputs[0], node.outputs[0]};
    const int index = static_cast<int>(plan_.layers.size());
    const auto take = [&](NodeId next) {
      layer.output = graph_.node(next).outputs[0];
      plan_.layer_of[static_cast<std::size_t>(next)] = index;
      return next;
    };
    plan_.layer_of[static_cast<std::size_t>(id)] = index;
    const bool clamped = activation_of(node.op) != Activation::none;
    if (const NodeId next = follower(layer.output, OpKind::batch_norm); next != kNone) {
      if (clamped) refuse(id, "batch normalization follows its activation");
      layer.batch_norm = take(next);
    }
    if (const NodeId next = follower(layer.output, OpKind::relu); next != kNone && !clamped) {
      layer.activation = take(next);
    }
    start(layer.output, !clamps_at_zero(layer.activation == kNone ? id : layer.activation));
    plan_.layers.push_back(std::move(layer));
  }

  // An op that computes on a grid of its own.
  void add_root(NodeId id) {
    const Node& node = graph_.node(id);
    bool is_signed = false;
    for (int i = 0; i < static_cast<int>(node.inputs.size()); ++i) {
      is_signed |= plan_.activations[static_cast<std::size_t>(class_of(id, i))].is_signed;
    }
    TensorId output = node.outputs[0];
    is_signed &= !clamps_at_zero(id);
    const NodeId next = node.kind() == OpKind::add ? follower(output, OpKind::relu) : kNone;
    if (next != kNone) {
      plan_.fused_into[static_cast<std::size_t>(next)] = id;
      output = graph_.node(next).outputs[0];
      is_signed &= !clamps_at_zero(next);
    }
    start(output, is_signed);
  }

  // The layers that alone read activations, which are then stored on their grids.
  void find_readers() {
    std::vector<int> count(plan_.activations.size(), 0);
    for (NodeId id = 0; id < static_cast<NodeId>(graph_.nodes.size()); ++id) {
      const Node& node = graph_.node(id);
      if (shares_grid(node.kind())) continue;
      for (const TensorId tensor : node.inputs) {
        const int of =
            tensor == kNoTensor ? kNone : plan_.activations_of[static_cast<std::size_t>(tensor)];
        if (of == kNone) continue;
        ++count[static_cast<std::size_t>(of)];
        plan_.activations[static_cast<std::size_t>(of)].reader =
            has_weights(node.kind()) ? plan_.layer_of[static_cast<std::size_t>(id)] : kNone;
      }
    }
    const int input = plan_.activations_of[static_cast<std::size_t>(graph_.inputs[0])];
    const int output = plan_.activations_of[static_cast<std::size_t>(graph_.outputs[0])];
    for (int i = 0; i < static_cast<int>(count.size()); ++i) {
      if (count[static_cast<std::size_t>(i)] != 1 || i == input || i == output) {
        plan_.activations[static_cast<std::size_t>(i)].reader = kNone;
      }
    }
  }

  const Graph& graph_;
  Plan plan_;
};

}  // namespace

Plan make_plan(const Graph& graph) { return Planner(graph).make(); }

}  // namespace requant::precision
