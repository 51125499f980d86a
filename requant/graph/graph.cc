#include "requant/graph/graph.h"

#include <algorithm>

#include "requant/base/error.h"

namespace requant {
namespace {

bool contains(const std::vector<TensorId>& ids, TensorId id) {
  return std::find(ids.begin(), ids.end(), id) != ids.end();
}

}  // namespace

TensorId Graph::add_tensor(Tensor tensor) {
  tensors.push_back(std::move(tensor));
  return static_cast<TensorId>(tensors.size()) - 1;
}

NodeId Graph::producer(TensorId id) const {
  for (std::size_t n = 0; n < nodes.size(); ++n) {
    if (contains(nodes[n].outputs, id)) return static_cast<NodeId>(n);
  }
  return -1;
}

std::vector<NodeId> Graph::consumers(TensorId id) const {
  std::vector<NodeId> result;
  for (std::size_t n = 0; n < nodes.size(); ++n) {
    if (contains(nodes[n].inputs, id)) result.push_back(static_cast<NodeId>(n));
  }
  return result;
}

bool Graph::is_output(TensorId id) const { return contains(outputs, id); }
bool Graph::is_input(TensorId id) const { return contains(inputs, id); }

TensorId Graph::find(std::string_view tensor_name) const {
  for (std::size_t t = 0; t < tensors.size(); ++t) {
    if (tensors[t].name == tensor_name) return static_cast<TensorId>(t);
  }
  return kNoTensor;
}

void require_whole_types(const Graph& graph, const std::string& why) {
  for (const Node& node : graph.nodes) {
    for (const auto* ids : {&node.inputs, &node.outputs}) {
      for (const TensorId id : *ids) {
        if (id == kNoTensor) continue;
        const Tensor& tensor = graph.tensor(id);
        if (tensor.bits == 0 || tensor.bits == bit_width(tensor.type)) continue;
        throw Error("tensor '" + tensor.name + "' uses " + std::to_string(tensor.bits) +
                    " of the bits of " + std::string(name(tensor.type)) + "; " + why);
      }
    }
  }
}

std::string describe(const Graph& graph, NodeId id) {
  const Node& node = graph.node(id);
  std::string kind(name(node.kind()));
  if (const auto* opaque = std::get_if<Opaque>(&node.op)) kind = opaque->name;
  std::string result = "node " + std::to_string(id) + " (" + kind;
  const TensorId output = node.outputs.empty() ? kNoTensor : node.outputs[0];
  if (0 <= output && static_cast<std::size_t>(output) < graph.tensors.size()) {
    result += ", output '" + graph.tensor(output).name + "'";
  }
  return result + ")";
}

}  // namespace requant
