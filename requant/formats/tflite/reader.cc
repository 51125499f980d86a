#include "requant/formats/tflite/reader.h"

#include <algorithm>
#include <cstring>

#include "requant/formats/tflite/check.h"
#include "requant/formats/tflite/check_tensor.h"
#include "requant/formats/tflite/registry.h"
#include "requant/formats/tflite/values.h"

namespace requant::formats::tflite {
namespace {

constexpr std::string_view kOwnMetadata = "requant.";

std::optional<Quantization> read_quantization(const schema::TensorT& tensor) {
  if (!tensor.quantization || tensor.quantization->scale.empty()) return std::nullopt;
  const auto& q = *tensor.quantization;
  return Quantization{q.scale, q.zero_point, q.quantized_dimension};
}

Tensor read_tensor(const File& file, const schema::TensorT& source, int index, bool sound) {
  Tensor tensor;
  tensor.name = source.name;
  tensor.origin = index;
  if (!sound) return tensor;
  tensor.shape = Shape(std::vector<std::int64_t>(source.shape.begin(), source.shape.end()));
  tensor.type = source.sparsity ? DataType::other : to_data_type(source.type);
  tensor.quantization = read_quantization(source);
  tensor.data = constant_data(file, source);
  return tensor;
}

// Whether an op of requant can say what the tensor holds.
bool has_other_type(const Graph& graph, const schema::OperatorT& source) {
  const auto other = [&](TensorId id) {
    return id != kNoTensor && graph.tensor(id).type == DataType::other;
  };
  return std::ranges::any_of(source.inputs, other) || std::ranges::any_of(source.outputs, other);
}

Node read_node(const File& file, const Graph& graph, int index, Diagnostics& diagnostics) {
  const auto& source = *file.model.subgraphs[0]->operators[static_cast<std::size_t>(index)];
  const auto& code = *file.model.operator_codes[source.opcode_index];
  Node node;
  node.origin = index;
  node.op = Opaque{operator_name(code)};
  node.inputs = source.inputs;
  node.outputs = source.outputs;
  const OpReader reader = find_reader(builtin_operator(code));
  if (reader == nullptr || has_other_type(graph, source)) return node;
  const std::string where = node_label(0, static_cast<std::size_t>(index), operator_name(code));
  const auto result = reader(OperatorReader(source, graph, where, diagnostics));
  if (!result) return node;
  node.op = result->op;
  node.inputs.resize(std::min(node.inputs.size(), static_cast<std::size_t>(result->data_inputs)));
  return node;
}

Graph read_graph(const File& file, const Sound& sound, Diagnostics& diagnostics) {
  const auto& source = *file.model.subgraphs[0];
  Graph graph;
  graph.name = source.name;
  graph.inputs = source.inputs;
  graph.outputs = source.outputs;
  for (std::size_t t = 0; t < source.tensors.size(); ++t) {
    graph.add_tensor(read_tensor(file, *source.tensors[t], static_cast<int>(t), sound.tensors[t]));
  }
  for (std::size_t n = 0; n < source.operators.size(); ++n) {
    if (!sound.operators[n]) continue;
    graph.nodes.push_back(read_node(file, graph, static_cast<int>(n), diagnostics));
  }
  return graph;
}

std::vector<std::pair<std::string, std::string>> read_metadata(const File& file) {
  std::vector<std::pair<std::string, std::string>> result;
  for (const auto& entry : file.model.metadata) {
    if (!entry->name.starts_with(kOwnMetadata) || entry->buffer >= file.buffers.size()) continue;
    const auto& data = file.buffers[entry->buffer];
    std::string text(data == nullptr ? 0 : data->size(), '\0');
    if (!text.empty()) std::memcpy(text.data(), data->data(), text.size());
    result.emplace_back(entry->name, std::move(text));
  }
  return result;
}

}  // namespace

Model read(std::span<const std::byte> content, const std::string& subject) {
  Diagnostics diagnostics(subject);
  auto file = std::make_shared<File>(unpack(content, diagnostics));
  diagnostics.throw_if_any();
  const Sound sound = check(*file, diagnostics);
  if (file->model.subgraphs.empty()) diagnostics.throw_if_any();
  file->graph = read_graph(*file, sound, diagnostics);
  diagnostics.throw_if_any();
  Model model;
  model.graph = file->graph;
  model.format = "tflite";
  model.metadata = read_metadata(*file);
  model.rest = std::move(file);
  return model;
}

}  // namespace requant::formats::tflite
