#include "requant/formats/onnx/tidy_graph.h"

#include <algorithm>
#include <string>
#include <unordered_map>
#include <unordered_set>

#include "requant/formats/onnx/permute.h"
#include "requant/formats/onnx/reorder.h"

namespace requant::formats::onnx {
namespace {

// The weights [O, C H W] for the order H W C.
Tensor for_channels_last(const Tensor& weights, const Shape& nchw) {
  Tensor result = weights;
  const Shape whole = weights.shape;
  result.shape = Shape{whole[0], nchw[1], nchw[2], nchw[3]};
  result = permuted(result, {0, 2, 3, 1});
  result.shape = whole;
  return result;
}

bool is_layer_on(const Graph& graph, NodeId id, TensorId data) {
  const Node& node = graph.node(id);
  return node.kind() == OpKind::fully_connected && node.input(0) == data &&
         graph.tensor(node.input(1)).is_constant();
}

// A transpose to NCHW, a reshape that keeps the batch, and then fully connected layers only.
void absorb(Graph& graph, NodeId id) {
  const Node& transpose = graph.node(id);
  const auto* op = std::get_if<Transpose>(&transpose.op);
  if (op == nullptr || op->permutation != kChannelsFirst) return;
  const TensorId moved = transpose.outputs[0];
  const auto readers = graph.consumers(moved);
  if (graph.is_output(moved) || readers.size() != 1) return;
  Node& reshape = graph.node(readers[0]);
  if (reshape.kind() != OpKind::reshape) return;
  const TensorId flat = reshape.outputs[0];
  const Shape nchw = graph.tensor(moved).shape;
  const Shape& shape = graph.tensor(flat).shape;
  const auto layers = graph.consumers(flat);
  if (graph.is_output(flat) || shape.rank() != 2 || shape[0] != nchw[0] || layers.empty() ||
      !std::ranges::all_of(layers, [&](NodeId n) { return is_layer_on(graph, n, flat); })) {
    return;
  }
  reshape.inputs[0] = transpose.inputs[0];
  for (const NodeId layer : layers) {
    Tensor weights = for_channels_last(graph.tensor(graph.node(layer).input(1)), nchw);
    graph.node(layer).inputs[1] = graph.add_tensor(std::move(weights));
  }
}

}  // namespace

void absorb_transposes(Graph& graph) {
  for (std::size_t n = 0; n < graph.nodes.size(); ++n) absorb(graph, static_cast<NodeId>(n));
}

void drop_unused(Graph& graph) {
  std::vector<bool> used(graph.tensors.size(), false);
  const auto use = [&](TensorId id) {
    if (id != kNoTensor) used[static_cast<std::size_t>(id)] = true;
  };
  for (const TensorId id : graph.outputs) use(id);
  std::vector<Node> nodes;
  for (auto node = graph.nodes.rbegin(); node != graph.nodes.rend(); ++node) {
    const bool is_read = std::ranges::any_of(
        node->outputs, [&](TensorId id) { return used[static_cast<std::size_t>(id)]; });
    if (!is_read) continue;
    for (const TensorId id : node->inputs) use(id);
    nodes.push_back(*node);
  }
  std::ranges::reverse(nodes);
  graph.nodes = std::move(nodes);
  for (const TensorId id : graph.inputs) use(id);
  std::vector<TensorId> place(graph.tensors.size(), kNoTensor);
  std::vector<Tensor> tensors;
  for (std::size_t t = 0; t < graph.tensors.size(); ++t) {
    if (!used[t]) continue;
    place[t] = static_cast<TensorId>(tensors.size());
    tensors.push_back(std::move(graph.tensors[t]));
  }
  graph.tensors = std::move(tensors);
  const auto renumber = [&](std::vector<TensorId>& ids) {
    for (TensorId& id : ids) {
      if (id != kNoTensor) id = place[static_cast<std::size_t>(id)];
    }
  };
  for (Node& node : graph.nodes) {
    renumber(node.inputs);
    renumber(node.outputs);
  }
  renumber(graph.inputs);
  renumber(graph.outputs);
}

void make_names_unique(Graph& graph) {
  std::unordered_set<std::string> taken;
  std::unordered_map<std::string, int> next;
  const auto name = [&](TensorId id) {
    std::string& current = graph.tensor(id).name;
    const std::string wanted = current;
    while (!taken.insert(current).second) current = wanted + "_" + std::to_string(++next[wanted]);
  };
  std::vector<bool> named(graph.tensors.size(), false);
  const auto name_first = [&](const std::vector<TensorId>& ids) {
    for (const TensorId id : ids) {
      if (!named[static_cast<std::size_t>(id)]) name(id);
      named[static_cast<std::size_t>(id)] = true;
    }
  };
  name_first(graph.outputs);
  name_first(graph.inputs);
  for (std::size_t t = 0; t < graph.tensors.size(); ++t) {
    if (!named[t]) name(static_cast<TensorId>(t));
  }
}

}  // namespace requant::formats::onnx
