#include "requant/requantize/proof.h"

#include <algorithm>

#include "requant/base/error.h"

namespace requant::requantize {
namespace {

// The model without its opaque nodes: what they read are its outputs. Nothing changes where the
// graph has none. `end` is told of them.
Model simulated(const Model& model, std::string& end) {
  Model result = model;
  Graph& graph = result.graph;
  std::vector<TensorId> ends;
  for (NodeId id = 0; id < static_cast<NodeId>(graph.nodes.size()); ++id) {
    const Node& node = graph.node(id);
    if (node.kind() != OpKind::opaque) continue;
    end += (end.empty() ? "" : ", ") + std::get<Opaque>(node.op).name;
    for (const TensorId t : node.inputs) {
      if (t != kNoTensor && !graph.tensor(t).is_constant()) ends.push_back(t);
    }
  }
  if (ends.empty()) return result;
  std::erase_if(graph.nodes, [](const Node& n) { return n.kind() == OpKind::opaque; });
  graph.outputs.clear();
  for (const TensorId t : ends) {
    if (graph.producer(t) >= 0 && !graph.is_output(t)) graph.outputs.push_back(t);
  }
  if (graph.outputs.empty()) {
    throw Error("no part of the model can be simulated: " + end + " cannot");
  }
  return result;
}

}  // namespace

Proof prove(const Model& source, const Arithmetic& source_arithmetic, const Model& result,
            const Arithmetic& result_arithmetic, const data::Dataset& dataset,
            const data::Preprocess& source_preprocess, const ProgressSink& progress,
            exec::Executor executor) {
  Proof proof;
  std::string ignored;
  const Model from = simulated(source, proof.end);
  const Model to = simulated(result, ignored);
  const auto source_program = exec::prepare(from.graph, source_arithmetic, executor);
  const auto result_program = exec::prepare(to.graph, result_arithmetic, executor);
  proof.comparison = measure::compare({from, *source_program}, {to, *result_program}, dataset,
                                      source_preprocess, 0, progress);
  return proof;
}

std::vector<measure::LayerError> worst_layers(const measure::Comparison& comparison,
                                              std::size_t count) {
  std::vector<measure::LayerError> layers;
  for (const auto& layer : comparison.layers) {
    if (layer.sqnr_db == layer.sqnr_db) layers.push_back(layer);  // a number
  }
  std::stable_sort(layers.begin(), layers.end(),
                   [](const auto& a, const auto& b) { return a.sqnr_db < b.sqnr_db; });
  layers.resize(std::min(count, layers.size()));
  return layers;
}

}  // namespace requant::requantize
