#include "requant/formats/onnx/node_reader.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "requant/formats/onnx/attributes.h"
#include "requant/formats/onnx/constant.h"
#include "requant/formats/onnx/proto.h"

namespace requant::formats::onnx {

namespace {

// Constants only have scales for each channel, as many as there are channels.
void require_channels(const Tensor& tensor, const Shape& shape, const Quantization& q) {
  if (q.axis < 0 || q.axis >= shape.rank() ||
      shape[q.axis] != static_cast<std::int64_t>(q.scale.size())) {
    throw Error("it has " + std::to_string(q.scale.size()) + " scales along dimension " +
                std::to_string(q.axis) + " of shape " + shape.text());
  }
  if (!tensor.is_constant()) {
    throw Error("it has a scale for each channel, which only weights can have");
  }
}

}  // namespace

const std::string& NodeReader::type() const { return node_.op_type(); }

int NodeReader::input_count() const { return node_.input_size(); }

bool NodeReader::has_input(int i) const {
  return i < node_.input_size() && !node_.input(i).empty();
}

std::int64_t NodeReader::integer(const std::string& name, std::int64_t fallback) const {
  return integer_attribute(node_, name, fallback);
}

double NodeReader::real(const std::string& name, double fallback) const {
  return real_attribute(node_, name, fallback);
}

std::vector<std::int64_t> NodeReader::integers(const std::string& name,
                                               std::vector<std::int64_t> fallback) const {
  return integers_attribute(node_, name, std::move(fallback));
}

std::string NodeReader::text(const std::string& name, const std::string& fallback) const {
  return text_attribute(node_, name, fallback);
}

Value NodeReader::input(int i) const {
  if (!has_input(i)) throw Error("its input " + std::to_string(i) + " is left out");
  const std::string& name = node_.input(i);
  if (const Value* value = builder_.find(name)) return *value;
  const Tensor* constant = source_.constant(name);
  if (constant == nullptr) throw Error("its input '" + name + "' could not be read");
  const Value value{.tensor = builder_.add_tensor(*constant)};
  builder_.bind(name, value);
  return value;
}

const Tensor* NodeReader::constant(int i) const {
  if (!has_input(i)) return nullptr;
  const std::string& name = node_.input(i);
  if (const Tensor* constant = source_.constant(name)) return constant;
  const Value* value = builder_.find(name);
  if (value == nullptr || value->dequantized || !builder_.tensor(*value).is_constant()) {
    return nullptr;
  }
  return &builder_.tensor(*value);
}

std::vector<std::int64_t> NodeReader::integers_input(int i,
                                                     const std::string& attribute_name) const {
  if (!has_input(i)) return integers(attribute_name);
  const Tensor* value = constant(i);
  if (value == nullptr || !is_integer(value->type)) {
    throw Error("its input " + std::to_string(i) + " '" + node_.input(i) +
                "' is computed at run time; only constants are supported there");
  }
  return stored_integers(*value);
}

std::optional<double> NodeReader::number_input(int i) const {
  if (!has_input(i)) return std::nullopt;
  const auto value = real_number(source_, node_.input(i));
  if (!value) {
    throw Error("its input " + std::to_string(i) + " '" + node_.input(i) +
                "' is not one constant number");
  }
  return value;
}

std::int64_t NodeReader::axis(std::int64_t value, int rank) {
  const std::int64_t from_front = value < 0 ? value + rank : value;
  if (from_front < 0 || from_front >= rank) {
    throw Error("it has axis " + std::to_string(value) + " for an input of " +
                std::to_string(rank) + " dimensions");
  }
  return from_front;
}

Grid NodeReader::stated_grid(int scale, int zero_point, std::int64_t channel_axis) const {
  const auto known = [&](int i) {
    const Tensor* value = constant(i);
    if (value == nullptr && has_input(i)) {
      throw Error("its input '" + node_.input(i) +
                  "' is no constant: scales that are computed at run time are not supported");
    }
    return value;
  };
  return read_grid(known(scale), known(zero_point), DataType::uint8, channel_axis);
}

Value NodeReader::quantized_input(int i, int scale, int zero_point,
                                  std::int64_t channel_axis) const {
  const Value value = input(i);
  const Grid grid = stated_grid(scale, zero_point, channel_axis);
  Tensor& tensor = builder_.graph().tensor(value.tensor);
  if (value.dequantized || !is_integer(tensor.type)) {
    throw Error("its input '" + node_.input(i) + "' is not of an integer type");
  }
  if (!has_input(zero_point) ? false : tensor.type != grid.type) {
    throw Error("its input '" + node_.input(i) + "' is " + std::string(name(tensor.type)) +
                ", its zero point " + std::string(name(grid.type)));
  }
  return on_grid(value, grid.quantization, node_.input(i));
}

Value NodeReader::on_grid(const Value& value, Quantization q, const std::string& name) const {
  Tensor& tensor = builder_.graph().tensor(value.tensor);
  if (q.scale.empty()) throw Error("it states no scale or zero point for '" + name + "'");
  if (q.per_channel()) require_channels(tensor, builder_.file_shape(value), q);
  if (q.per_channel() && value.layout == Layout::channels_last) {
    q.axis = static_cast<int>(channels_last_axis(q.axis));
  }
  if (!tensor.quantization) {
    tensor.quantization = q;
    return value;
  }
  if (*tensor.quantization == q) return value;
  if (!tensor.is_constant()) {
    throw Error("it gives '" + name + "' another scale or zero point than it was written with");
  }
  Tensor copy = tensor;
  copy.quantization = q;
  Value result = value;
  result.tensor = builder_.add_tensor(std::move(copy));
  return result;
}

Ending NodeReader::stated_ending(int scale, int zero_point) const {
  Ending ending;
  ending.grid = stated_grid(scale, zero_point, 0);
  if (ending.grid.quantization.per_channel()) {
    throw Error("its output has a scale for each channel, which only weights can have");
  }
  ending.names = {output_name()};
  return ending;
}

std::optional<Ending> NodeReader::ending(int channel_from_end) const {
  if (node_.output_size() == 0) throw Error("it has no output");
  return find_ending(source_, node_.output(0), channel_from_end);
}

const std::string& NodeReader::output_name(int i) const {
  if (i >= node_.output_size()) throw Error("it has no output " + std::to_string(i));
  return node_.output(i);
}

void NodeReader::bind(const Value& value, int output) const {
  builder_.bind(output_name(output), value);
}

void NodeReader::emit(Op op, std::vector<TensorId> inputs, Layout layout, const Ending& ending,
                      const Shape& shape) const {
  Tensor output;
  output.name = ending.names.front();
  output.type = ending.grid.type;
  output.quantization = ending.grid.quantization;
  output.shape = shape;
  const Clamp clamp = clamp_of(ending, op);
  if (clamp.activation != Activation::none) set_activation(op, clamp.activation);
  if (clamp.low || clamp.high) output.name += "_unclamped";
  Value value{.layout = layout};
  value.tensor = builder_.add_node(std::move(op), std::move(inputs), std::move(output), index_);
  finish(clamped(value, clamp.low, clamp.high, ending.names.front()), ending);
}

void NodeReader::finish(Value value, const Ending& ending) const {
  value.dequantized = ending.dequantized;
  for (const std::string& name : ending.names) builder_.bind(name, value);
  for (const int node : ending.nodes) done_[static_cast<std::size_t>(node)] = true;
}

Value NodeReader::clamped(const Value& value, std::optional<std::int64_t> low,
                          std::optional<std::int64_t> high, const std::string& name) const {
  Value result = value;
  const auto add = [&](Op op, std::int64_t bound, const std::string& output) {
    Tensor constant = builder_.like(value.tensor, output + "_bound");
    constant.data = std::make_shared<const Bytes>(pack_integers(constant.type, std::array{bound}));
    const TensorId limit = builder_.add_tensor(std::move(constant));
    result.tensor = builder_.add_node(std::move(op), {result.tensor, limit},
                                      builder_.like(value.tensor, output), index_);
  };
  if (low) add(Maximum{}, *low, high ? name + "_raised" : name);
  if (high) add(Minimum{}, *high, name);
  return result;
}

void NodeReader::compute(Op op, const std::vector<Value>& inputs, Layout layout) const {
  const auto end = ending();
  std::vector<TensorId> ids;
  if (end && std::ranges::all_of(inputs, [&](const Value& v) { return is_quantized(v); })) {
    const auto data = std::ranges::find_if(inputs, &Value::dequantized);
    if (data != inputs.end()) {
      const DataType type = builder_.tensor(*data).type;
      for (const Value& value : inputs) ids.push_back(stored(value, type));
      emit(std::move(op), std::move(ids), layout, *end);
      return;
    }
  }
  for (const Value& value : inputs) ids.push_back(builder_.as_real(value).tensor);
  Tensor output;
  output.name = output_name();
  output.type = builder_.graph().tensor(ids.at(0)).type;
  bind(
      {builder_.add_node(std::move(op), std::move(ids), std::move(output), index_), layout, false});
}

bool NodeReader::is_quantized(const Value& value) const {
  const Tensor& tensor = builder_.tensor(value);
  return value.dequantized ||
         (tensor.is_constant() && is_float(tensor.type) && tensor.shape.count() == 1);
}

// One number is its sign, with its magnitude as the scale.
TensorId NodeReader::stored(const Value& value, DataType type) const {
  if (value.dequantized) return value.tensor;
  const Tensor& real = builder_.tensor(value);
  const double number = float_values(real)[0];
  const std::int64_t sign = number > 0 ? 1 : number < 0 ? -1 : 0;
  const std::int64_t zero = integer_type(type).is_signed ? 0 : 1;
  Tensor constant = integer_constant(real.name, type, real.shape, std::array{sign + zero});
  constant.quantization = per_tensor(sign == 0 ? 1.0F : static_cast<float>(std::abs(number)), zero);
  return builder_.add_tensor(std::move(constant));
}

// Where the moved values are quantized to the grid that they have, the name of those integers.
std::string NodeReader::moved_name(const Value& input) const {
  const auto end = input.dequantized ? ending() : std::nullopt;
  if (!end) return output_name();
  const Tensor& tensor = builder_.tensor(input);
  const bool same = tensor.type == end->grid.type && tensor.quantization == end->grid.quantization;
  const bool is_clamped = std::isfinite(end->low) || std::isfinite(end->high) || end->dequantized;
  return same && !is_clamped ? end->names.front() : output_name();
}

void NodeReader::move(Op op, const Value& input, Layout layout, const Shape& shape) const {
  Tensor output = builder_.like(input.tensor, moved_name(input));
  output.shape = shape;
  Value value = input;
  value.layout = layout;
  value.tensor = builder_.add_node(std::move(op), {input.tensor}, std::move(output), index_);
  bind(value);
}

}  // namespace requant::formats::onnx
