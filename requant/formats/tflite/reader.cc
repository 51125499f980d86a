#include "requant/formats/tflite/reader.h"

#include <algorithm>

#include "requant/formats/tflite/check.h"
#include "requant/formats/tflite/check_tensor.h"
#include "requant/formats/tflite/image_metadata.h"
#include "requant/formats/tflite/metadata.h"
#include "requant/formats/tflite/registry.h"
#include "requant/formats/tflite/values.h"
#include "requant/graph/verify.h"

namespace requant::formats::tflite {
namespace {

std::optional<Quantization> read_quantization(const schema::TensorT& tensor) {
  if (!tensor.quantization || tensor.quantization->scale.empty()) return std::nullopt;
  const auto& q = *tensor.quantization;
  return Quantization{q.scale, q.zero_point, quantized_axis(tensor)};
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

// Makes the graph of the main subgraph. What is not sound is left out of it, in such a way that it
// gives no cause for further problems: operators that touch it become Opaque.
class GraphReader {
 public:
  GraphReader(const File& file, const Sound& sound, Diagnostics& diagnostics)
      : file_(file), source_(*file.model.subgraphs[0]), sound_(sound), diagnostics_(diagnostics) {}

  Graph read() {
    graph_.name = source_.name;
    for (std::size_t t = 0; t < source_.tensors.size(); ++t) {
      graph_.add_tensor(
          read_tensor(file_, *source_.tensors[t], static_cast<int>(t), sound_.tensors[t]));
    }
    graph_.inputs = existing(source_.inputs);
    graph_.outputs = existing(source_.outputs);
    for (std::size_t n = 0; n < source_.operators.size(); ++n) {
      graph_.nodes.push_back(read_node(static_cast<int>(n)));
    }
    return std::move(graph_);
  }

 private:
  std::vector<TensorId> existing(const std::vector<std::int32_t>& ids) const {
    std::vector<TensorId> result;
    for (const auto id : ids) {
      if (id >= 0 && static_cast<std::size_t>(id) < graph_.tensors.size()) result.push_back(id);
    }
    return result;
  }

  // Whether the tensor is sound, and of a type that an op can compute with.
  bool is_usable(TensorId id) const {
    return id == kNoTensor || (sound_.tensors[static_cast<std::size_t>(id)] &&
                               graph_.tensor(id).type != DataType::other);
  }

  Node read_node(int index) {
    const auto& source = *source_.operators[static_cast<std::size_t>(index)];
    Node node;
    node.origin = index;
    node.op = Opaque{};
    if (!sound_.operators[static_cast<std::size_t>(index)]) {
      node.inputs = existing(source.inputs);
      node.outputs = existing(source.outputs);
      return node;
    }
    const auto& code = *file_.model.operator_codes[source.opcode_index];
    node.op = Opaque{operator_name(code)};
    node.inputs = source.inputs;
    node.outputs = source.outputs;
    const OpReader reader = find_reader(builtin_operator(code));
    const auto usable = [&](TensorId id) { return is_usable(id); };
    if (reader == nullptr || !std::ranges::all_of(source.inputs, usable) ||
        !std::ranges::all_of(source.outputs, usable)) {
      return node;
    }
    const std::string where = node_label(0, static_cast<std::size_t>(index), operator_name(code));
    const auto result = reader(OperatorReader(source, graph_, where, diagnostics_));
    if (!result) return node;
    node.op = result->op;
    node.inputs.resize(std::min(node.inputs.size(), static_cast<std::size_t>(result->data_inputs)));
    return node;
  }

  const File& file_;
  const schema::SubGraphT& source_;
  const Sound& sound_;
  Diagnostics& diagnostics_;
  Graph graph_;
};

}  // namespace

Model read(std::span<const std::byte> content, const std::string& subject) {
  Diagnostics diagnostics(subject);
  auto file = std::make_shared<File>(unpack(content, diagnostics));
  diagnostics.throw_if_any();
  const Sound sound = check(*file, diagnostics);
  if (file->model.subgraphs.empty()) diagnostics.throw_if_any();
  file->graph = GraphReader(*file, sound, diagnostics).read();
  infer_shapes(file->graph, diagnostics);
  verify(file->graph, diagnostics);
  diagnostics.throw_if_any();
  Model model;
  model.graph = file->graph;
  model.format = "tflite";
  model.metadata = read_metadata(*file);
  model.normalization = read_normalization(*file);
  model.rest = std::move(file);
  return model;
}

}  // namespace requant::formats::tflite
