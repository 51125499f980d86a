#include "requant/exec/schedule.h"

#include "requant/base/error.h"

namespace requant::exec {
namespace {

// Marks the last node that reads each tensor.
void mark_last_uses(std::vector<ScheduledNode>& nodes, std::vector<bool> seen) {
  for (auto node = nodes.rbegin(); node != nodes.rend(); ++node) {
    for (const auto& ids : {node->inputs, node->outputs}) {
      for (const TensorId id : ids) {
        if (id == kNoTensor || seen[static_cast<std::size_t>(id)]) continue;
        seen[static_cast<std::size_t>(id)] = true;
        node->last_uses.push_back(id);
      }
    }
  }
}

}  // namespace

Schedule::Schedule(const Graph& graph, const std::vector<bool>& runs) {
  std::vector<bool> known(graph.tensors.size(), false);
  for (const TensorId id : graph.inputs) {
    const Tensor& tensor = graph.tensor(id);
    inputs.push_back({id, tensor.name, tensor.type, tensor.shape});
    known[static_cast<std::size_t>(id)] = true;
  }
  for (std::size_t n = 0; n < runs.size(); ++n) {
    const Node& node = graph.nodes[n];
    ScheduledNode scheduled{static_cast<NodeId>(n), node.inputs, node.outputs, {}};
    bool ready = runs[n];
    for (TensorId& id : scheduled.inputs) {
      if (id == kNoTensor) continue;
      if (graph.tensor(id).is_constant()) {
        id = kNoTensor;
      } else {
        ready = ready && known[static_cast<std::size_t>(id)];
      }
    }
    if (!ready) continue;
    for (const TensorId id : scheduled.outputs) known[static_cast<std::size_t>(id)] = true;
    nodes.push_back(std::move(scheduled));
  }
  std::vector<bool> kept(graph.tensors.size(), false);
  for (const TensorId id : graph.outputs) {
    const Tensor& tensor = graph.tensor(id);
    outputs.push_back({id, tensor.name, tensor.type, tensor.shape});
    kept[static_cast<std::size_t>(id)] = true;
    if (!tensor.is_constant()) continue;
    Array value(tensor.type, tensor.shape);
    value.bytes = *tensor.data;
    constant_outputs.emplace_back(id, std::move(value));
  }
  mark_last_uses(nodes, kept);
}

void Schedule::check_inputs(std::span<const Array> arrays) const {
  if (arrays.size() != inputs.size()) {
    throw Error("the model has " + std::to_string(inputs.size()) + " inputs, but " +
                std::to_string(arrays.size()) + " were given");
  }
  for (std::size_t i = 0; i < arrays.size(); ++i) {
    const Signature& want = inputs[i];
    const Array& got = arrays[i];
    const std::size_t bytes =
        storage_bytes(want.type, static_cast<std::size_t>(want.shape.count()));
    if (got.type != want.type || got.shape != want.shape || got.bytes.size() != bytes) {
      throw Error("input '" + want.name + "' takes " + std::string(name(want.type)) + " of shape " +
                  want.shape.text() + ", but " + std::string(name(got.type)) + " of shape " +
                  got.shape.text() + " was given");
    }
  }
}

}  // namespace requant::exec
