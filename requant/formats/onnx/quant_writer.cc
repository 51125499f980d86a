#include "requant/formats/onnx/quant_writer.h"

#include <cmath>
#include <cstring>

#include "requant/base/error.h"

namespace requant::formats::onnx {
namespace {

constexpr int kMostQuantBits = 16;

std::string shared_reals(GraphWriter& file, const std::string& name, const Shape& shape,
                         const std::vector<float>& values) {
  Bytes bytes(values.size() * sizeof(float));
  std::memcpy(bytes.data(), values.data(), bytes.size());
  return file.builder().add_shared(name, DataType::float32, shape, bytes);
}

// Scales along one dimension of a value with so many.
Shape scale_shape(const Quantization& quantization, int rank) {
  if (!quantization.per_channel()) return {};
  Shape shape(std::vector<std::int64_t>(static_cast<std::size_t>(rank), 1));
  shape.dims[static_cast<std::size_t>(quantization.axis)] =
      static_cast<std::int64_t>(quantization.scale.size());
  return shape;
}

std::string add_reals(GraphWriter& file, const Tensor& constant) {
  const Array array(constant.type, constant.shape, *constant.data);
  Bytes bytes(static_cast<std::size_t>(constant.shape.count()) * sizeof(float));
  std::size_t i = 0;
  for (const double value : real_values(array, constant.quantization)) {
    const auto real = static_cast<float>(value);
    std::memcpy(bytes.data() + sizeof(float) * i++, &real, sizeof(real));
  }
  return file.builder().add_initializer(constant.name, DataType::float32, constant.shape, bytes);
}

// The float32 that a reader rounds to these units of `scale`: the nearest one, or a neighbour.
float real_of(std::int64_t units, float scale, const std::string& name) {
  const double wanted = static_cast<double>(units) * static_cast<double>(scale);
  const auto nearest = static_cast<float>(wanted);
  for (const float real :
       {nearest, std::nextafter(nearest, -INFINITY), std::nextafter(nearest, INFINITY)}) {
    const double back = std::nearbyint(static_cast<double>(real) / static_cast<double>(scale));
    if (back == static_cast<double>(units)) return real;
  }
  throw Error("bias '" + name + "' holds " + std::to_string(units) +
              ", which no float32 stands for; QONNX has float biases only: choose another format");
}

}  // namespace

FileValue add_quant(GraphWriter& file, const Tensor& grid, const FileValue& real,
                    const std::string& base) {
  const Quantization& q = *grid.quantization;
  const arith::IntegerType range = stored_range(grid);
  for (const std::int64_t zero : q.zero_point) {
    if (zero == q.zero_point[0]) continue;
    throw Error("tensor '" + grid.name + "' has different zero points, which Quant lacks");
  }
  const bool from_zero = q.zero_point[0] == range.min();
  const auto zero = from_zero ? 0.0F : static_cast<float>(q.zero_point[0]);
  const bool is_signed = range.is_signed && !from_zero;
  const std::vector<std::string> inputs{
      real.name, shared_reals(file, base + "/scale", scale_shape(q, real.shape.rank()), q.scale),
      shared_reals(file, "zero_point", {}, {zero}),
      shared_reals(file, "bits", {}, {static_cast<float>(range.bits)})};
  const Attributes attributes{{"signed", std::int64_t{is_signed ? 1 : 0}},
                              {"narrow", std::int64_t{0}},
                              {"rounding_mode", std::string("ROUND")}};
  return file.builder().add_node({"Quant", kQonnxDomain}, inputs, attributes, base, real);
}

FileValue quant_constant(GraphWriter& file, const Tensor& constant) {
  FileValue real{add_reals(file, constant), DataType::float32, constant.shape, {},
                 Order::as_graph,           constant.name};
  if (bit_width(constant.type) > kMostQuantBits) return real;
  return add_quant(file, constant, real, real.name);
}

FileValue real_bias(GraphWriter& file, const Tensor& bias, const Tensor& input,
                    const Tensor& weights) {
  const auto stored = stored_integers(bias);
  Bytes bytes(stored.size() * sizeof(float));
  for (std::size_t c = 0; c < stored.size(); ++c) {
    const float scale = input.quantization->scale_at(0) *
                        weights.quantization->scale_at(static_cast<std::int64_t>(c));
    const float real = real_of(stored[c], scale, bias.name);
    std::memcpy(bytes.data() + c * sizeof(float), &real, sizeof(real));
  }
  const Shape shape{static_cast<std::int64_t>(stored.size())};
  const std::string name =
      file.builder().add_initializer(bias.name, DataType::float32, shape, bytes);
  return {name, DataType::float32, shape, {}, Order::as_graph, name};
}

bool needs_quant(const Graph& graph, const Node& node) {
  const Tensor& output = graph.tensor(node.outputs[0]);
  if (!output.quantization || !is_integer(output.type)) return false;
  const OpKind kind = node.kind();
  const bool rounds = kind == OpKind::average_pool2d || kind == OpKind::resize_bilinear;
  if (!keeps_grid(kind) || rounds || activation_of(node.op) != Activation::none) return true;
  for (const TensorId id : node.inputs) {
    const Tensor& input = graph.tensor(id);
    if (input.type != output.type || input.bits != output.bits ||
        input.quantization != output.quantization) {
      return true;
    }
  }
  return false;
}

}  // namespace requant::formats::onnx
