#include "requant/formats/onnx/node_writer.h"

#include <algorithm>
#include <cstring>

#include "requant/base/error.h"
#include "requant/formats/onnx/file_types.h"
#include "requant/formats/onnx/quant_writer.h"

namespace requant::formats::onnx {
namespace {

Bytes bytes_of_floats(const std::vector<float>& values) {
  Bytes bytes(values.size() * sizeof(float));
  std::memcpy(bytes.data(), values.data(), bytes.size());
  return bytes;
}

Shape parameter_shape(const Quantization& quantization) {
  if (!quantization.per_channel()) return {};
  return {static_cast<std::int64_t>(quantization.scale.size())};
}

}  // namespace

FileValue NodeWriter::value(int i, Order order) {
  const TensorId id = node_.input(i);
  const Tensor& tensor = graph().tensor(id);
  if (tensor.is_constant() && order == Order::channels_first && tensor.shape.rank() == 4) {
    FileValue result = file_.constant(id, kChannelsFirst);
    result.order = order;
    return result;
  }
  return file_.in_order(value(i), order);
}

FileValue NodeWriter::operand(int i) {
  if (order() != Order::channels_first || input(i).shape.rank() == 4) return value(i, order());
  Shape shape = input(i).shape;
  shape.dims.insert(shape.dims.begin(), static_cast<std::size_t>(4 - shape.rank()), 1);
  return file_.in_order(file_.reshaped(value(i), shape, Order::as_graph), Order::channels_first);
}

std::int64_t NodeWriter::file_axis(std::int64_t d, Order order) {
  return order == Order::channels_first ? place_of(kChannelsFirst, d) : d;
}

std::string NodeWriter::scale(const FileValue& value) {
  const Quantization& q = *value.quantization;
  return file_.builder().add_shared(value.grid + "/scale", DataType::float32, parameter_shape(q),
                                    bytes_of_floats(q.scale));
}

std::string NodeWriter::zero_point(const FileValue& value) {
  const Quantization& q = *value.quantization;
  return file_.builder().add_shared(value.grid + "/zero_point", value.type, parameter_shape(q),
                                    pack_integers(value.type, q.zero_point));
}

std::string NodeWriter::real(float value) {
  return file_.builder().add_shared("real_" + std::to_string(value), DataType::float32, {},
                                    bytes_of_floats({value}));
}

std::string NodeWriter::stored(DataType type, std::int64_t value) {
  return file_.builder().add_shared("stored_" + std::to_string(value), type, {},
                                    pack_integers(type, {&value, 1}));
}

std::string NodeWriter::integers(const std::vector<std::int64_t>& values) {
  return file_.builder().add_integers("dims", values);
}

FileValue NodeWriter::dequantize(const FileValue& value) {
  if (!value.is_quantized()) return value;
  std::vector<std::string> inputs{value.name, scale(value)};
  // Wide integers have zero point 0, which is what an operator without one takes.
  if (bit_width(value.type) < 32) inputs.push_back(zero_point(value));
  FileValue& real = file_.dequantized(inputs);
  if (!real.name.empty()) return real;
  real = value;
  real.type = DataType::float32;
  real.quantization.reset();
  Attributes attributes;
  if (value.quantization->per_channel()) {
    attributes.push_back({"axis", std::int64_t{value.quantization->axis}});
  }
  real = file_.builder().add_node("DequantizeLinear", inputs, attributes, value.name, real);
  return real;
}

FileValue NodeWriter::quantize(const FileValue& real) {
  const FileValue stored = result(real.shape, real.order);
  if (!stored.is_quantized() || form() == Form::qonnx) return real;
  if (bit_width(stored.type) > 16) {
    throw Error("tensor '" + output().name + "' is quantized to " +
                std::string(requant::name(stored.type)) +
                ", which QuantizeLinear of ONNX does not write: leave it float");
  }
  return file_.builder().add_node("QuantizeLinear",
                                  {within_bits(real).name, scale(stored), zero_point(stored)}, {},
                                  name(), stored);
}

FileValue NodeWriter::within_bits(const FileValue& real) {
  const arith::IntegerType range = requant::stored_range(output());
  if (range == integer_type(output().type)) return real;
  return file_.builder().add_node("Clip", {real.name, bound(range.min()), bound(range.max())}, {},
                                  name(), real);
}

std::string NodeWriter::bound(std::int64_t stored_bound) {
  const Quantization& q = *output().quantization;
  return real(static_cast<float>(stored_bound - q.zero_point_at(0)) * q.scale_at(0));
}

FileValue NodeWriter::add(const Operator& op, const std::vector<std::string>& inputs,
                          const Attributes& attributes, FileValue result) {
  result = file_.builder().add_node(op, inputs, attributes, name(), std::move(result));
  if (main_.empty()) {
    main_ = result.name;
    file_.builder().producer(result.name)->set_name(name());
  }
  return result;
}

FileValue NodeWriter::on_reals(const Operator& op, const std::vector<FileValue>& inputs,
                               const FileValue& like, const Attributes& attributes,
                               const std::vector<std::string>& parameters) {
  std::vector<std::string> names;
  for (const FileValue& input : inputs) names.push_back(dequantize(input).name);
  names.insert(names.end(), parameters.begin(), parameters.end());
  FileValue real = like;
  if (real.is_quantized()) real.type = DataType::float32;
  real.quantization.reset();
  return quantize(add(op, names, attributes, real));
}

FileValue NodeWriter::on_grids(const Operator& op, const std::vector<FileValue>& inputs,
                               const FileValue& like, const Attributes& attributes,
                               const std::vector<std::string>& parameters) {
  std::vector<std::string> names;
  for (const FileValue& input : inputs) {
    names.insert(names.end(), {input.name, scale(input), zero_point(input)});
  }
  names.insert(names.end(), {scale(like), zero_point(like)});
  names.insert(names.end(), parameters.begin(), parameters.end());
  return add(op, names, attributes, like);
}

bool NodeWriter::has_grid_operators() const {
  if (form() != Form::qoperator || !is_byte(output().type)) return false;
  for (int i = 0; i < inputs(); ++i) {
    if (input(i).type != output().type || !input(i).quantization) return false;
  }
  return output().quantization.has_value();
}

bool NodeWriter::runs_on_stored(bool narrow) const {
  const bool quantized = is_integer(input(0).type) && input(0).quantization.has_value();
  if (!quantized) return true;
  return form() == Form::qoperator && input(0).type == output().type &&
         input(0).quantization == output().quantization && (!narrow || is_byte(output().type));
}

FileValue NodeWriter::moved(const Operator& op, const FileValue& x, const FileValue& like,
                            const Attributes& attributes,
                            const std::vector<std::string>& parameters, bool narrow) {
  if (!runs_on_stored(narrow)) return on_reals(op, {x}, like, attributes, parameters);
  std::vector<std::string> names{x.name};
  names.insert(names.end(), parameters.begin(), parameters.end());
  return add(op, names, attributes, like);
}

FileValue NodeWriter::result() const {
  const Shape& shape = output().shape;
  return result(order() == Order::channels_first ? permuted(shape, kChannelsFirst) : shape,
                order());
}

FileValue NodeWriter::result(const Shape& shape, Order order) const {
  return {name(), output().type, shape, output().quantization, order, name()};
}

FileValue NodeWriter::clamp(const FileValue& value, const StoredRange& range) {
  const arith::IntegerType type = integer_type(value.type);
  const bool low = range.min > type.min();
  const bool high = range.max < type.max();
  if (!low && !high) return value;
  auto& builder = file_.builder();
  if (form() == Form::qoperator && is_byte(value.type)) {
    return builder.add_node("Clip",
                            {value.name, low ? stored(value.type, range.min) : "",
                             high ? stored(value.type, range.max) : ""},
                            {}, name(), value);
  }
  const FileValue x = dequantize(value);
  if (!high && range.min == output().quantization->zero_point_at(0)) {
    return quantize(builder.add_node("Relu", {x.name}, {}, name(), x));
  }
  return quantize(builder.add_node(
      "Clip", {x.name, low ? bound(range.min) : "", high ? bound(range.max) : ""}, {}, name(), x));
}

FileValue NodeWriter::clamp_real(const FileValue& value, Activation activation) {
  auto& builder = file_.builder();
  if (activation == Activation::relu) {
    return builder.add_node("Relu", {value.name}, {}, name(), value);
  }
  const bool six = activation == Activation::relu6;
  return builder.add_node("Clip", {value.name, real(six ? 0.0F : -1.0F), real(six ? 6.0F : 1.0F)},
                          {}, name(), value);
}

// Bounds that the bits of the output make anyhow are left to them.
StoredRange NodeWriter::activation_range(Activation activation) const {
  StoredRange range = stored_range(activation, output());
  const arith::IntegerType type = integer_type(output().type);
  const arith::IntegerType kept = requant::stored_range(output());
  if (range.min <= kept.min()) range.min = type.min();
  if (range.max >= kept.max()) range.max = type.max();
  return range;
}

void NodeWriter::finish(FileValue value, Activation activation) {
  if (activation != Activation::none) {
    value = value.is_quantized() ? clamp(value, activation_range(activation))
                                 : clamp_real(value, activation);
  }
  if (form() == Form::qonnx && needs_quant(graph(), node_)) {
    value = add_quant(file_, output(), value, name());
  }
  file_.publish(node_.outputs[0], file_.in_order(value, order()));
}

}  // namespace requant::formats::onnx
