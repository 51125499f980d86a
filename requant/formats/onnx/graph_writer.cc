#include "requant/formats/onnx/graph_writer.h"

#include <numeric>

#include "requant/formats/onnx/permute.h"
#include "requant/formats/onnx/quant_writer.h"
#include "requant/formats/onnx/write_ops/ops.h"

namespace requant::formats::onnx {

GraphWriter::GraphWriter(const Model& model, Form form, int opset, proto::GraphProto& target)
    : model_(model),
      form_(form),
      opset_(opset),
      target_(target),
      builder_(target),
      layout_(model) {}

void GraphWriter::write() {
  target_.set_name(graph().name.empty() ? "graph" : graph().name);
  name_tensors();
  write_inputs();
  for (const Node& node : graph().nodes) {
    NodeWriter writer(*this, node);
    std::visit([&](const auto& op) { write_op(op, writer); }, node.op);
  }
  write_outputs();
  builder_.finish(ends_);
}

// Inputs and outputs come first, so that their names stay.
void GraphWriter::name_tensors() {
  names_.resize(graph().tensors.size());
  const auto name_tensor = [&](TensorId id) {
    std::string& result = names_[static_cast<std::size_t>(id)];
    if (result.empty()) result = builder_.unique(graph().tensor(id).name);
  };
  for (const TensorId id : graph().inputs) name_tensor(id);
  for (const TensorId id : graph().outputs) name_tensor(id);
  for (const Node& node : graph().nodes) name_tensor(node.outputs[0]);
}

FileValue GraphWriter::described(TensorId id, Order order) const {
  const Tensor& tensor = graph().tensor(id);
  FileValue value{name(id), tensor.type, tensor.shape, tensor.quantization, order, name(id)};
  if (order == Order::channels_first) {
    value.shape = permuted(tensor.shape, kChannelsFirst);
    if (value.quantization) {
      value.quantization->axis =
          static_cast<int>(place_of(kChannelsFirst, value.quantization->axis));
    }
  }
  return value;
}

void GraphWriter::write_inputs() {
  for (std::size_t i = 0; i < graph().inputs.size(); ++i) {
    const TensorId id = graph().inputs[i];
    FileValue input = described(id, input_order(model_, i));
    if (form_ == Form::qonnx && input.is_quantized()) {
      input.type = DataType::float32;
      input.quantization.reset();
    }
    ends_.insert(input.name);
    describe_value(input, *target_.add_input());
    values_[id] = in_order(input_value(id, input), order(id));
    value_names_.insert(values_[id].name);
  }
}

// Quant nodes quantize what comes in, too.
FileValue GraphWriter::input_value(TensorId id, const FileValue& input) {
  const Tensor& tensor = graph().tensor(id);
  const bool is_quantized = tensor.quantization && is_integer(tensor.type);
  if (form_ != Form::qonnx || !is_quantized) return input;
  return add_quant(*this, tensor, input, input.name);
}

void GraphWriter::write_outputs() {
  std::set<std::string> written = ends_;
  for (std::size_t i = 0; i < graph().outputs.size(); ++i) {
    const TensorId id = graph().outputs[i];
    FileValue output = in_order(value(id), output_order(model_, i));
    std::string name = this->name(id);
    if (output.name != name || written.contains(name)) {
      if (written.contains(name)) name = builder_.unique(name);
      if (output.name == value(id).name || builder_.producer(output.name) == nullptr) {
        output = builder_.add_node("Identity", {output.name}, {}, name, output);
      }
      builder_.rename_output(output, name);
      output.name = name;
    }
    written.insert(name);
    ends_.insert(name);
    describe_value(output, *target_.add_output());
  }
}

FileValue GraphWriter::value(TensorId id) {
  const auto found = values_.find(id);
  if (found != values_.end()) return found->second;
  Permutation same(static_cast<std::size_t>(graph().tensor(id).shape.rank()));
  std::iota(same.begin(), same.end(), 0);
  return constant(id, same);
}

FileValue GraphWriter::constant(TensorId id, const Permutation& permutation) {
  std::string how;
  for (const auto d : permutation) how += " " + std::to_string(d);
  return constant(id, how, [&](const Tensor& tensor) {
    return permuted(tensor, std::vector<int>(permutation.begin(), permutation.end()));
  });
}

FileValue GraphWriter::constant(TensorId id, const std::string& how,
                                const std::function<Tensor(const Tensor&)>& reorder) {
  auto [entry, is_new] = constants_.try_emplace(std::to_string(id) + ":" + how);
  FileValue& value = entry->second;
  if (!is_new) return value;
  const Tensor tensor = reorder(graph().tensor(id));
  if (form_ == Form::qonnx && tensor.quantization && is_integer(tensor.type)) {
    value = quant_constant(*this, tensor);
    return value;
  }
  value = {"", tensor.type, tensor.shape, tensor.quantization, Order::as_graph, ""};
  value.name = builder_.add_initializer(tensor.name, tensor.type, tensor.shape, *tensor.data);
  value.grid = value.name;
  return value;
}

// A tensor that is an output of the file in another order takes its name there.
void GraphWriter::publish(TensorId id, FileValue value) {
  bool is_moved_later = false;
  for (std::size_t i = 0; i < graph().outputs.size(); ++i) {
    is_moved_later |= graph().outputs[i] == id && output_order(model_, i) != value.order;
  }
  const auto* producer = builder_.producer(value.name);
  const bool is_alias = producer == nullptr || value_names_.contains(value.name);
  if (!is_alias && !is_moved_later) {
    builder_.rename_output(value, name(id));
    value.name = name(id);
  }
  value_names_.insert(value.name);
  values_[id] = std::move(value);
}

FileValue GraphWriter::reshaped(const FileValue& value, const Shape& shape, Order order) {
  FileValue result = value;
  result.shape = shape;
  result.order = order;
  if (shape == value.shape) return result;
  const std::string dims = builder_.add_integers("dims", shape.dims);
  return builder_.add_node("Reshape", {value.name, dims}, {}, value.name, result);
}

FileValue GraphWriter::transposed(const FileValue& value, const Permutation& permutation,
                                  Order order) {
  FileValue result = value;
  result.shape = permuted(value.shape, permutation);
  result.order = order;
  if (result.quantization) {
    result.quantization->axis = static_cast<int>(place_of(permutation, result.quantization->axis));
  }
  if (is_identity(permutation)) return result;
  return builder_.add_node("Transpose", {value.name}, {{"perm", permutation}}, value.name, result);
}

FileValue GraphWriter::in_order(const FileValue& value, Order order) {
  if (value.order == order) return value;
  const auto& permutation = order == Order::channels_first ? kChannelsFirst : kChannelsLast;
  const Shape shape = permuted(value.shape, permutation);
  const Shape& nhwc = order == Order::channels_first ? value.shape : shape;
  const bool per_channel = value.quantization && value.quantization->per_channel();
  if (is_same_in_channels_first(nhwc) && !per_channel) return reshaped(value, shape, order);
  return transposed(value, permutation, order);
}

}  // namespace requant::formats::onnx
