#include "requant/formats/onnx/file_types.h"

#include <algorithm>

#include "requant/graph/clamps.h"

namespace requant::formats::onnx {
namespace {

// The type that a file has for so many bits.
DataType file_type(int bits, bool is_signed) {
  if (bits <= 2) return is_signed ? DataType::int2 : DataType::uint2;
  if (bits <= 4) return is_signed ? DataType::int4 : DataType::uint4;
  return is_signed ? DataType::int8 : DataType::uint8;
}

// Another type for the tensor, each of its values `offset` higher.
void retype(Tensor& tensor, DataType type, std::int64_t offset) {
  if (tensor.is_constant()) {
    std::vector<std::int64_t> values = stored_integers(tensor);
    for (std::int64_t& value : values) value += offset;
    tensor.data = std::make_shared<const Bytes>(pack_integers(type, values));
  }
  if (tensor.quantization) {
    for (std::int64_t& zero : tensor.quantization->zero_point) zero += offset;
  }
  tensor.type = type;
}

// Graph inputs and what is computed from them; other constants than weights and biases go along.
std::vector<bool> find_weights(const Graph& graph) {
  std::vector<bool> result(graph.tensors.size(), false);
  for (const Node& node : graph.nodes) {
    if (!has_weights(node.kind())) continue;
    for (const int i : {1, 2}) {
      const TensorId id = node.input(i);
      if (id != kNoTensor && graph.tensor(id).is_constant()) {
        result[static_cast<std::size_t>(id)] = true;
      }
    }
  }
  return result;
}

class FileTypes {
 public:
  explicit FileTypes(const Graph& graph)
      : graph_(graph),
        result_(graph),
        roots_(tied_grids(graph)),
        types_(graph.tensors.size(), DataType::other),
        is_weight_(find_weights(graph)) {}

  Graph make() && {
    for (const TensorId id : graph_.inputs) choose(id, {});
    for (const Node& node : graph_.nodes) {
      for (const TensorId id : node.outputs) {
        if (id != kNoTensor) choose(id, node.inputs);
      }
    }
    for (TensorId id = 0; id < static_cast<TensorId>(graph_.tensors.size()); ++id) {
      if (!is_weight_[static_cast<std::size_t>(id)]) set_activation(id);
    }
    for (const Node& node : graph_.nodes) {
      if (has_weights(node.kind())) set_weights(node);
    }
    return std::move(result_);
  }

 private:
  DataType& type_of(TensorId id) {
    return types_[static_cast<std::size_t>(roots_[static_cast<std::size_t>(id)])];
  }

  bool is_narrow(TensorId id) const {
    const Tensor& tensor = graph_.tensor(id);
    return is_byte(tensor.type) && tensor.quantization && 0 < tensor.bits && tensor.bits <= 4;
  }

  // The type of an activation behind those that the node reads; once for all that are tied to it.
  void choose(TensorId id, const std::vector<TensorId>& inputs) {
    if (!is_narrow(id) || type_of(id) != DataType::other) return;
    const int bits = graph_.tensor(id).bits;
    const DataType usual = file_type(bits, true);
    const bool is_read = std::ranges::any_of(
        inputs, [&](TensorId input) { return input != kNoTensor && type_of(input) == usual; });
    // Fewer bits than those of the type stand behind a Clip, which keeps layers apart as well.
    const bool is_whole = bits == bit_width(usual);
    type_of(id) = file_type(bits, !(is_read && is_whole));
  }

  void set_activation(TensorId id) {
    if (!is_narrow(id)) return;
    Tensor& tensor = result_.tensor(id);
    DataType type = type_of(id);
    if (type == DataType::other) type = file_type(tensor.bits, true);
    const std::int64_t half = std::int64_t{1} << (bit_width(type) - 1);
    const std::int64_t from =
        integer_type(tensor.type).is_signed ? 0 : -(std::int64_t{1} << (tensor.bits - 1));
    retype(tensor, type, from + (integer_type(type).is_signed ? 0 : half));
    if (tensor.bits == bit_width(type)) tensor.bits = 0;
  }

  // Constants that several layers read have one type: the wider.
  void set_weights(const Node& node) {
    Tensor& weights = result_.tensor(node.input(1));
    const Tensor& source = graph_.tensor(node.input(1));
    if (!weights.is_constant() || !is_byte(source.type) || source.bits == 0 || source.bits > 4) {
      return;
    }
    const bool between_bytes = is_byte(result_.tensor(node.input(0)).type) &&
                               is_byte(result_.tensor(node.outputs[0]).type);
    const DataType type = file_type(std::max(source.bits, between_bytes ? 4 : 2),
                                    integer_type(source.type).is_signed);
    if (bit_width(weights.type) < 8 && bit_width(weights.type) >= bit_width(type)) return;
    retype(weights, type, 0);
    weights.bits = 0;  // its values tell
  }

  const Graph& graph_;
  Graph result_;
  std::vector<TensorId> roots_;
  std::vector<DataType> types_;  // by root; other: not chosen
  std::vector<bool> is_weight_;
};

}  // namespace

bool is_byte(DataType type) { return type == DataType::int8 || type == DataType::uint8; }

Graph in_file_types(const Graph& graph) {
  const bool is_whole =
      std::ranges::all_of(graph.tensors, [](const Tensor& tensor) { return tensor.bits == 0; });
  return is_whole ? graph : FileTypes(graph).make();
}

void in_graph_types(Graph& graph) {
  for (Tensor& tensor : graph.tensors) {
    if (!is_integer(tensor.type) || bit_width(tensor.type) >= 8 || !tensor.quantization) continue;
    const int bits = bit_width(tensor.type);
    const std::int64_t half = std::int64_t{1} << (bits - 1);
    retype(tensor, DataType::int8, integer_type(tensor.type).is_signed ? 0 : -half);
    tensor.bits = bits;
  }
  fold_clamps(graph);
}

}  // namespace requant::formats::onnx
