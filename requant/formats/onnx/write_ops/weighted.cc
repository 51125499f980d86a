#include "requant/formats/onnx/write_ops/weighted.h"

#include <algorithm>
#include <cstring>

#include "requant/formats/onnx/file_types.h"
#include "requant/formats/onnx/quant_writer.h"
#include "requant/formats/onnx/write_ops/window.h"

namespace requant::formats::onnx {
namespace {

// Scales of the accumulator, multiplied in float32.
Quantization accumulator_grid(const FileValue& x, const FileValue& weights) {
  Quantization result;
  for (const float s : weights.quantization->scale) {
    result.scale.push_back(x.quantization->scale_at(0) * s);
    result.zero_point.push_back(0);
  }
  return result;
}

Bytes bias_as_reals(const std::vector<std::int64_t>& stored, const Quantization& grid) {
  Bytes bytes(stored.size() * sizeof(float));
  for (std::size_t c = 0; c < stored.size(); ++c) {
    const auto real = static_cast<float>(static_cast<double>(stored[c]) *
                                         grid.scale_at(static_cast<std::int64_t>(c)));
    std::memcpy(bytes.data() + c * sizeof(float), &real, sizeof(float));
  }
  return bytes;
}

FileValue weights_of(NodeWriter& out, const Permutation& permutation) {
  if (out.input(1).is_constant()) return out.file().constant(out.input_id(1), permutation);
  return out.file().transposed(out.value(1, Order::as_graph), permutation, Order::as_graph);
}

}  // namespace

bool has_weighted_grid_operator(const NodeWriter& out, const FileValue& x, const FileValue& weights,
                                const std::optional<FileValue>& bias) {
  return out.form() == Form::qoperator && is_byte(x.type) && x.type == out.output().type &&
         is_byte(weights.type) && (x.type == DataType::uint8 || weights.type == x.type) &&
         (!bias || bias->type == DataType::int32);
}

std::optional<FileValue> bias_of(NodeWriter& out, const FileValue& x, const FileValue& weights) {
  if (!out.has_input(2)) return std::nullopt;
  const Tensor& tensor = out.input(2);
  FileValue bias{tensor.name, DataType::int32, {tensor.shape.count()}, {}, Order::as_graph, ""};
  if (out.form() == Form::qonnx && tensor.is_constant() && is_integer(tensor.type)) {
    return real_bias(out.file(), tensor, out.input(0), out.input(1));
  }
  if (!x.is_quantized() || !tensor.is_constant()) {
    bias = out.file().reshaped(out.value(2, Order::as_graph), bias.shape, Order::as_graph);
    if (x.is_quantized()) bias.quantization = accumulator_grid(x, weights);
    bias.grid = bias.name;
    return bias;
  }
  const Quantization grid = accumulator_grid(x, weights);
  const auto stored = stored_integers(tensor);
  const arith::IntegerType narrow = integer_type(DataType::int32);
  const bool fits = std::ranges::all_of(stored, [&](auto b) { return narrow.contains(b); });
  if (fits) {
    bias.quantization = grid;
  } else {
    bias.type = DataType::float32;
  }
  bias.name = out.file().builder().add_initializer(
      tensor.name, bias.type, bias.shape,
      fits ? pack_integers(bias.type, stored) : bias_as_reals(stored, grid));
  bias.grid = bias.name;
  return bias;
}

void write_convolution(NodeWriter& out, const Window& window, std::int64_t groups,
                       const Permutation& permutation, Activation activation) {
  const FileValue x = out.value(0, Order::channels_first);
  const FileValue weights = weights_of(out, permutation);
  const auto bias = bias_of(out, x, weights);
  Attributes attributes = window_attributes(window, {weights.shape[2], weights.shape[3]},
                                            out.input(0).shape, out.output().shape);
  attributes.push_back(
      {"dilations", std::vector<std::int64_t>{window.dilation[0], window.dilation[1]}});
  attributes.push_back({"group", groups});
  if (has_weighted_grid_operator(out, x, weights, bias)) {
    const std::string name = bias ? bias->name : "";
    return out.finish(out.on_grids("QLinearConv", {x, weights}, out.result(), attributes, {name}),
                      activation);
  }
  std::vector<FileValue> inputs{x, weights};
  if (bias) inputs.push_back(*bias);
  out.finish(out.on_reals("Conv", inputs, out.result(), attributes), activation);
}

}  // namespace requant::formats::onnx
