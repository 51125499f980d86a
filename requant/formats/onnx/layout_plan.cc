#include "requant/formats/onnx/layout_plan.h"

#include <algorithm>
#include <numeric>

namespace requant::formats::onnx {
namespace {

Order end_order(const Model& model, const std::vector<Layout>& layouts, std::size_t i,
                const Shape& shape) {
  if (shape.rank() != 4) return Order::as_graph;
  const bool from_onnx = model.format == "onnx";
  const bool first = i < layouts.size() && layouts[i] == Layout::channels_first;
  return first || !from_onnx ? Order::channels_first : Order::as_graph;
}

// Ops whose input 0 and output are images.
bool works_on_images(OpKind kind) {
  switch (kind) {
    case OpKind::conv2d:
    case OpKind::depthwise_conv2d:
    case OpKind::average_pool2d:
    case OpKind::max_pool2d:
    case OpKind::resize_bilinear:
    case OpKind::resize_nearest:
      return true;
    default:
      return false;
  }
}

// Ops that run on any order of the dimensions, as long as inputs and output agree.
bool follows_order(const Node& node) {
  switch (node.kind()) {
    case OpKind::fully_connected:
    case OpKind::reshape:
    case OpKind::transpose:
    case OpKind::arg_max:
    case OpKind::opaque:
      return false;
    case OpKind::mean:
      return std::get<Mean>(node.op).keep_dims;
    default:
      return !works_on_images(node.kind());
  }
}

}  // namespace

Order input_order(const Model& model, std::size_t i) {
  return end_order(model, model.input_layouts, i, model.graph.tensor(model.graph.inputs[i]).shape);
}

Order output_order(const Model& model, std::size_t i) {
  return end_order(model, model.output_layouts, i,
                   model.graph.tensor(model.graph.outputs[i]).shape);
}

bool is_same_in_channels_first(const Shape& nhwc) { return nhwc[1] * nhwc[2] == 1 || nhwc[3] == 1; }

LayoutPlan::LayoutPlan(const Model& model)
    : graph_(model.graph),
      parents_(graph_.tensors.size()),
      orders_(graph_.tensors.size(), Order::as_graph) {
  std::iota(parents_.begin(), parents_.end(), 0);
  for (const Node& node : graph_.nodes) tie_node(node);
  for (const Node& node : graph_.nodes) seed_node(node);
  for (std::size_t i = 0; i < graph_.inputs.size(); ++i) {
    if (input_order(model, i) == Order::channels_first) seed(graph_.inputs[i]);
  }
  for (std::size_t i = 0; i < graph_.outputs.size(); ++i) {
    if (output_order(model, i) == Order::channels_first) seed(graph_.outputs[i]);
  }
  const std::vector<Order> of_roots = orders_;
  for (std::size_t t = 0; t < orders_.size(); ++t) {
    orders_[t] = of_roots[static_cast<std::size_t>(root(static_cast<TensorId>(t)))];
  }
  for (const Node& node : graph_.nodes) flatten(node);
}

TensorId LayoutPlan::root(TensorId id) {
  const auto parent = [&](TensorId of) -> TensorId& {
    return parents_[static_cast<std::size_t>(of)];
  };
  while (parent(id) != id) {
    parent(id) = parent(parent(id));  // halves the way for the next time
    id = parent(id);
  }
  return id;
}

void LayoutPlan::tie(TensorId a, TensorId b) {
  const auto is_image = [&](TensorId id) {
    return graph_.tensor(id).shape.rank() == 4 && !graph_.tensor(id).is_constant();
  };
  if (is_image(a) && is_image(b)) parents_[static_cast<std::size_t>(root(a))] = root(b);
}

void LayoutPlan::tie_node(const Node& node) {
  if (!follows_order(node)) return;
  for (const TensorId id : node.inputs) {
    if (id != kNoTensor) tie(id, node.outputs[0]);
  }
}

void LayoutPlan::seed(TensorId id) {
  if (graph_.tensor(id).is_constant()) return;
  orders_[static_cast<std::size_t>(root(id))] = Order::channels_first;
}

void LayoutPlan::seed_node(const Node& node) {
  if (!works_on_images(node.kind())) return;
  seed(node.inputs[0]);
  seed(node.outputs[0]);
}

void LayoutPlan::flatten(const Node& node) {
  if (node.kind() != OpKind::reshape || order(node.inputs[0]) != Order::channels_first) return;
  const Shape& x = graph_.tensor(node.inputs[0]).shape;
  const TensorId id = node.outputs[0];
  if (graph_.tensor(id).shape != Shape{x[0], x[1] * x[2] * x[3]} || graph_.is_output(id)) return;
  if (is_same_in_channels_first(x)) return;
  for (const NodeId reader : graph_.consumers(id)) {
    const Node& layer = graph_.node(reader);
    if (layer.kind() != OpKind::fully_connected || layer.inputs[0] != id) return;
    const Tensor& weights = graph_.tensor(layer.inputs[1]);
    if (!weights.is_constant() || weights.shape[1] != x[1] * x[2] * x[3]) return;
  }
  orders_[static_cast<std::size_t>(id)] = Order::flattened;
}

}  // namespace requant::formats::onnx
