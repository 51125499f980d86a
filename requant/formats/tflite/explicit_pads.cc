#include "requant/formats/tflite/explicit_pads.h"

#include "requant/graph/patch.h"

namespace requant::formats::tflite {
namespace {

// The window of a node that a pad can stand before; null for others.
Window* window_of(Op& op) {
  if (auto* conv = std::get_if<Conv2d>(&op)) return &conv->window;
  if (auto* depthwise = std::get_if<DepthwiseConv2d>(&op)) return &depthwise->window;
  if (auto* pool = std::get_if<MaxPool2d>(&op)) return &pool->window;
  return nullptr;
}

Pad pad_of(const Window& window, const Tensor& input, OpKind kind) {
  Pad pad;
  pad.paddings = {
      {0, 0}, {window.pads[0], window.pads[2]}, {window.pads[1], window.pads[3]}, {0, 0}};
  if (kind == OpKind::max_pool2d) {
    pad.has_value = true;
    pad.value = integer_type(input.type).min();
  }
  return pad;
}

}  // namespace

Graph with_pad_nodes(const Graph& graph) {
  GraphPatch patch(graph);
  bool changed = false;
  for (NodeId id = 0; id < static_cast<NodeId>(graph.nodes.size()); ++id) {
    Node node = graph.node(id);
    Window* window = window_of(node.op);
    if (window == nullptr || window->padding != Padding::explicit_pads) continue;
    const Tensor& input = graph.tensor(node.input(0));
    if (node.kind() == OpKind::max_pool2d && !is_integer(input.type)) continue;
    const Pad pad = pad_of(*window, input, node.kind());
    Tensor padded = input;
    padded.name += "_padded_" + std::to_string(id);
    padded.origin = -1;
    for (std::size_t d = 0; d < 4; ++d) {
      padded.shape.dims[d] += pad.paddings[d].first + pad.paddings[d].second;
    }
    const TensorId made = patch.add_tensor(std::move(padded));
    patch.add_node({pad, {node.input(0)}, {made}});
    window->padding = Padding::valid;
    window->pads = {0, 0, 0, 0};
    node.inputs[0] = made;
    node.origin = -1;
    patch.replace_node(id, std::move(node));
    changed = true;
  }
  return changed ? std::move(patch).apply() : graph;
}

}  // namespace requant::formats::tflite
