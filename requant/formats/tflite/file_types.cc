#include "requant/formats/tflite/file_types.h"

#include <algorithm>

#include "requant/graph/clamps.h"

namespace requant::formats::tflite {
namespace {

constexpr int kNarrowWeights = 4;

// Ops that look at stored values themselves: how they divide depends on them, or constants share
// the grid.
bool depends_on_stored_values(OpKind kind) {
  switch (kind) {
    case OpKind::average_pool2d:
    case OpKind::resize_bilinear:
    case OpKind::minimum:
    case OpKind::maximum:
    case OpKind::concat:
    case OpKind::opaque:
      return true;
    default:
      return false;
  }
}

class FileTypes {
 public:
  explicit FileTypes(const Graph& graph)
      : graph_(graph),
        result_(graph),
        roots_(tied_grids(graph)),
        fixed_(graph.tensors.size(), false),
        values_(stored_values(graph)) {}

  Graph make() && {
    find_fixed();
    for (TensorId id = 0; id < static_cast<TensorId>(graph_.tensors.size()); ++id) raise(id);
    for (const Node& node : graph_.nodes) {
      if (has_weights(node.kind())) narrow_weights(node.inputs[1]);
    }
    return with_clamps(std::move(result_), std::move(values_));
  }

 private:
  void fix(const std::vector<TensorId>& ids) {
    for (const TensorId id : ids) {
      if (id != kNoTensor) {
        fixed_[static_cast<std::size_t>(roots_[static_cast<std::size_t>(id)])] = true;
      }
    }
  }

  // Grids that stay: those of the ends, and where an op that keeps the grid ties different widths.
  void find_fixed() {
    fix(graph_.inputs);
    fix(graph_.outputs);
    for (const Node& node : graph_.nodes) {
      const bool keeps = keeps_grid(node.kind()) && !node.inputs.empty() && !node.outputs.empty() &&
                         roots_[static_cast<std::size_t>(node.inputs[0])] !=
                             roots_[static_cast<std::size_t>(node.outputs[0])];
      if (!keeps && !depends_on_stored_values(node.kind())) continue;
      fix(node.inputs);
      fix(node.outputs);
    }
  }

  void raise(TensorId id) {
    const auto index = static_cast<std::size_t>(id);
    Tensor& tensor = result_.tensor(id);
    if (tensor.bits == 0 || tensor.is_constant() || tensor.type != DataType::int8 ||
        fixed_[static_cast<std::size_t>(roots_[index])]) {
      return;
    }
    const std::int64_t up = integer_type(tensor.type).max() - values_[index].max;
    for (std::int64_t& zero : tensor.quantization->zero_point) zero += up;
    values_[index].min += up;
    values_[index].max += up;
  }

  void narrow_weights(TensorId id) {
    Tensor& weights = result_.tensor(id);
    if (!weights.is_constant() || weights.type != DataType::int8 || weights.bits == 0 ||
        weights.bits > kNarrowWeights) {
      return;
    }
    weights.data =
        std::make_shared<const Bytes>(pack_integers(DataType::int4, stored_integers(weights)));
    weights.type = DataType::int4;
    weights.bits = 0;
  }

  const Graph& graph_;
  Graph result_;
  std::vector<TensorId> roots_;
  std::vector<bool> fixed_;           // by root
  std::vector<StoredValues> values_;  // of the result
};

}  // namespace

Graph in_file_types(const Graph& graph) {
  const bool is_whole =
      std::ranges::all_of(graph.tensors, [](const Tensor& tensor) { return tensor.bits == 0; });
  return is_whole ? graph : FileTypes(graph).make();
}

}  // namespace requant::formats::tflite
