#include <algorithm>

#include "requant/base/error.h"
#include "requant/data/metrics.h"
#include "requant/measure/evaluate.h"

namespace requant::measure {
namespace {

bool passes_scores_on(OpKind kind) {
  return kind == OpKind::reshape || kind == OpKind::quantize || kind == OpKind::dequantize;
}

}  // namespace

TensorId logits(const Graph& graph) {
  if (graph.outputs.empty()) throw Error("the model has no outputs");
  TensorId tensor = graph.outputs[0];
  for (NodeId id = graph.producer(tensor); id >= 0; id = graph.producer(tensor)) {
    const Node& node = graph.node(id);
    const bool last = node.kind() == OpKind::softmax || node.kind() == OpKind::logistic;
    if (!last && !passes_scores_on(node.kind())) break;
    tensor = node.input(0);
    if (last) return tensor;
  }
  return graph.outputs[0];
}

std::int64_t class_count(const Graph& graph) {
  if (graph.outputs.empty()) return 0;
  const Tensor& output = graph.tensor(graph.outputs[0]);
  const std::int64_t count = output.shape.count();
  const bool vector = count == output.shape.last() && count > 1;
  return vector && (is_integer(output.type) || output.type == DataType::float32) ? count : 0;
}

std::int64_t find_label_offset(const data::Dataset& dataset, std::size_t count,
                               std::int64_t classes) {
  std::int64_t greatest = -1;
  for (std::size_t i = 0; i < count; ++i) {
    greatest = std::max(greatest, dataset.label(i).value_or(-1));
  }
  const std::int64_t offset = data::label_offset(classes, greatest + 1);
  if (greatest + offset >= classes) {
    throw Error("the data has labels up to " + std::to_string(greatest) + ", but the model has " +
                std::to_string(classes) + " classes; take data that was labelled for this model");
  }
  return offset;
}

std::size_t sample_count(const data::Dataset& dataset, std::size_t limit) {
  return limit == 0 ? dataset.size() : std::min(limit, dataset.size());
}

}  // namespace requant::measure
