#include "requant/formats/onnx/ops/weighted.h"

#include <algorithm>
#include <cmath>

#include "requant/formats/onnx/attributes.h"
#include "requant/formats/onnx/constant.h"
#include "requant/formats/onnx/proto.h"

namespace requant::formats::onnx {
namespace {

double at(const std::vector<double>& values, std::size_t i) {
  return values[values.size() == 1 ? 0 : i];
}

std::vector<double> real_values_of(const Tensor& constant) {
  if (is_float(constant.type)) return float_values(constant);
  return real_values(Array(constant.type, constant.shape, *constant.data), constant.quantization);
}

// Integer weights and their bias, with the linear function of what follows taken in.
class IntegerWeights {
 public:
  IntegerWeights(const NodeReader& in, const Weighted& parts, const Ending& ending)
      : in_(in), builder_(in.builder()), parts_(parts), ending_(ending) {
    axis_ = output_channel_axis(kind(parts.op));
    id_ = builder_.permuted_constant(parts.weights.tensor, parts.order, parts.shape);
    channels_ = static_cast<std::size_t>(weights().shape[axis_]);
    check();
  }

  TensorId weights_id() {
    if (is_linear(ending_.gain, 1)) return id_;
    Tensor scaled = weights();
    scaled.quantization = scaled_quantization();
    scaled.data = std::make_shared<const Bytes>(pack_integers(scaled.type, signed_integers()));
    return builder_.add_tensor(std::move(scaled));
  }

  // kNoTensor where there is none.
  TensorId bias_id() {
    if (!parts_.bias && is_linear(ending_.offset, 0)) return kNoTensor;
    const Quantization q = bias_quantization();
    std::vector<std::int64_t> stored = bias_in_units(q);
    Tensor bias = integer_constant(bias_name(), DataType::int32,
                                   {static_cast<std::int64_t>(channels_)}, stored);
    bias.quantization = q;
    return builder_.add_tensor(std::move(bias));
  }

 private:
  const Tensor& weights() const { return builder_.graph().tensor(id_); }
  const Quantization& grid() const { return *weights().quantization; }
  static bool is_linear(const std::vector<double>& values, double neutral) {
    return values == std::vector<double>{neutral};
  }

  void check() const {
    if (!weights().quantization || !is_integer(weights().type) || bit_width(weights().type) > 32) {
      throw Error("its weights '" + weights().name + "' are not quantized to 32 bits or less");
    }
    if (grid().per_channel() && (grid().axis != axis_ || grid().scale.size() != channels_)) {
      throw Error("its weights '" + weights().name +
                  "' have scales along another dimension than that of the output channels");
    }
    for (const auto* line : {&ending_.gain, &ending_.offset}) {
      if (line->size() != 1 && line->size() != channels_) {
        throw Error("it has " + std::to_string(channels_) + " output channels, what follows it " +
                    std::to_string(line->size()));
      }
    }
  }

  // The magnitude of the gain; 1 where it is 0, and the weights are.
  double magnitude(std::size_t channel) const {
    const double gain = std::abs(at(ending_.gain, channel));
    return gain == 0 ? 1 : gain;
  }

  Quantization scaled_quantization() const {
    Quantization q;
    q.axis = axis_;
    const std::size_t n = std::max(grid().scale.size(), ending_.gain.size());
    for (std::size_t c = 0; c < n; ++c) {
      const auto channel = static_cast<std::int64_t>(c);
      q.scale.push_back(
          static_cast<float>(static_cast<double>(grid().scale_at(channel)) * magnitude(c)));
      q.zero_point.push_back(grid().zero_point_at(channel));
    }
    const bool one = std::ranges::count(q.scale, q.scale[0]) == std::ssize(q.scale) &&
                     std::ranges::count(q.zero_point, q.zero_point[0]) == std::ssize(q.scale);
    return one ? per_tensor(q.scale[0], q.zero_point[0]) : q;
  }

  // Turned over where the gain is negative.
  std::vector<std::int64_t> signed_integers() const {
    auto stored = stored_integers(weights());
    std::size_t inner = 1;
    for (int d = axis_ + 1; d < weights().shape.rank(); ++d) {
      inner *= static_cast<std::size_t>(weights().shape[d]);
    }
    const arith::IntegerType type = integer_type(weights().type);
    for (std::size_t i = 0; i < stored.size(); ++i) {
      const std::size_t channel = i / inner % channels_;
      const double gain = at(ending_.gain, channel);
      if (gain > 0) continue;
      const std::int64_t zero = grid().zero_point_at(static_cast<std::int64_t>(channel));
      stored[i] = gain == 0 ? zero : 2 * zero - stored[i];
      if (!type.contains(stored[i])) {
        throw Error("what follows it turns its weights '" + weights().name +
                    "' over, and the lowest value of their type has no counterpart");
      }
    }
    return stored;
  }

  Quantization bias_quantization() const {
    const float x = builder_.tensor(parts_.x).quantization->scale_at(0);
    Quantization q = scaled_quantization();
    for (float& s : q.scale) s *= x;
    q.zero_point.assign(q.scale.size(), 0);
    q.axis = 0;
    return q;
  }

  std::string bias_name() const {
    return parts_.bias ? builder_.tensor(*parts_.bias).name : in_.output_name() + "_bias";
  }

  // The integers of the file, where they are in these units.
  std::optional<std::vector<std::int64_t>> kept(const Quantization& q) const {
    const Tensor& bias = builder_.tensor(*parts_.bias);
    if (!is_integer(bias.type) || !is_linear(ending_.gain, 1) || !is_linear(ending_.offset, 0)) {
      return std::nullopt;
    }
    if (bias.quantization) {
      const Quantization& own = *bias.quantization;
      for (std::size_t c = 0; c < std::max(own.scale.size(), q.scale.size()); ++c) {
        const auto channel = static_cast<std::int64_t>(c);
        const double ratio = static_cast<double>(own.scale_at(channel)) / q.scale_at(channel);
        if (own.zero_point_at(channel) != 0 || std::abs(ratio - 1) > 1e-5) return std::nullopt;
      }
    }
    return stored_integers(bias);
  }

  std::vector<double> real_bias() const {
    if (!parts_.bias) return {0};
    const Tensor& bias = builder_.tensor(*parts_.bias);
    if (is_float(bias.type) || bias.quantization) return real_values_of(bias);
    // In units of s_x s_w.
    const auto stored = stored_integers(bias);
    std::vector<double> result;
    const double x = builder_.tensor(parts_.x).quantization->scale_at(0);
    for (std::size_t c = 0; c < stored.size(); ++c) {
      result.push_back(static_cast<double>(stored[c]) * x *
                       static_cast<double>(grid().scale_at(static_cast<std::int64_t>(c))));
    }
    return result;
  }

  std::vector<std::int64_t> bias_in_units(const Quantization& q) const {
    if (parts_.bias) {
      const auto count = builder_.tensor(*parts_.bias).shape.count();
      if (count != 1 && static_cast<std::size_t>(count) != channels_) {
        throw Error("its bias has " + std::to_string(count) + " values for " +
                    std::to_string(channels_) + " output channels");
      }
      auto stored = kept(q);
      if (stored && stored->size() == channels_) return *stored;
    }
    const auto reals = real_bias();
    std::vector<std::int64_t> result;
    for (std::size_t c = 0; c < channels_; ++c) {
      const double real = at(reals, c) * at(ending_.gain, c) + at(ending_.offset, c);
      const double units =
          std::nearbyint(real / static_cast<double>(q.scale_at(static_cast<std::int64_t>(c))));
      if (!(std::abs(units) < 2147483648.0)) {
        throw Error("the bias of channel " + std::to_string(c) + " is " + std::to_string(units) +
                    " in units of the scales of input and weights, beyond 32 bits");
      }
      result.push_back(static_cast<std::int64_t>(units));
    }
    return result;
  }

  const NodeReader& in_;
  GraphBuilder& builder_;
  const Weighted& parts_;
  const Ending& ending_;
  int axis_ = 0;
  TensorId id_ = kNoTensor;
  std::size_t channels_ = 0;
};

// A constant of floating point, its dimensions as the op wants them.
TensorId real_parameter(GraphBuilder& builder, const Value& value, const std::vector<int>& order,
                        const Shape& shape) {
  Value real = value;
  real.dequantized = is_integer(builder.tensor(value).type);
  real = builder.as_real(real);
  return order.empty() ? real.tensor : builder.permuted_constant(real.tensor, order, shape);
}

}  // namespace

Value constant_weights(const NodeReader& in, const Value& weights) {
  if (!in.builder().tensor(weights).is_constant()) {
    throw Error("its weights '" + in.builder().tensor(weights).name +
                "' are computed at run time; only constants are supported");
  }
  return weights;
}

void emit_weighted(const NodeReader& in, const Weighted& parts, const Ending& ending) {
  IntegerWeights constants(in, parts, ending);
  std::vector<TensorId> inputs{parts.x.tensor, constants.weights_id()};
  const TensorId bias = constants.bias_id();
  if (bias != kNoTensor) inputs.push_back(bias);
  in.emit(parts.op, std::move(inputs), parts.layout, ending);
}

void compute_weighted(const NodeReader& in, const Weighted& parts, int channel_from_end) {
  GraphBuilder& builder = in.builder();
  if (parts.x.dequantized && parts.weights.dequantized) {
    if (const auto end = in.ending(channel_from_end)) return emit_weighted(in, parts, *end);
  }
  std::vector<TensorId> inputs{builder.as_real(parts.x).tensor,
                               real_parameter(builder, parts.weights, parts.order, parts.shape)};
  if (parts.bias) {
    const Shape& shape = builder.tensor(*parts.bias).shape;
    inputs.push_back(real_parameter(builder, *parts.bias, {}, shape));
  }
  Tensor output;
  output.name = in.output_name();
  output.type = builder.graph().tensor(inputs[0]).type;
  in.bind({builder.add_node(parts.op, std::move(inputs), std::move(output), in.index()),
           parts.layout, false});
}

Value integer_input(const NodeReader& in) {
  const Value x = in.input(0);
  const auto& q = in.builder().tensor(x).quantization;
  if (!q || x.dequantized) {
    throw Error("the scale of its input is not known: nothing quantizes it before");
  }
  const Tensor* zero = in.constant(2);
  const std::vector<std::int64_t> stated =
      zero == nullptr ? std::vector<std::int64_t>{0} : stored_integers(*zero);
  if ((in.has_input(2) && zero == nullptr) || stated != q->zero_point) {
    throw Error("the zero point of its input is not the one that it was quantized with");
  }
  return x;
}

Value integer_weights(const NodeReader& in, std::int64_t channel_axis) {
  const Value weights = in.input(1);
  const Tensor* zero = in.constant(3);
  if (in.has_input(3) && zero == nullptr)
    throw Error("the zero point of its weights is no constant");
  if (zero != nullptr && bit_width(zero->type) > 32) {
    throw Error("the zero point of its weights is " + std::string(name(zero->type)));
  }
  Quantization q;
  q.zero_point = zero == nullptr ? std::vector<std::int64_t>{0} : stored_integers(*zero);
  q.scale.assign(q.zero_point.size(), 1.0F);
  q.axis = q.per_channel() ? static_cast<int>(channel_axis) : 0;
  return in.on_grid(constant_weights(in, weights), q, "weights");
}

void emit_integer_product(const NodeReader& in, Weighted parts, int channel_from_end) {
  const Source& source = in.source();
  const auto readers = source.consumers.find(in.output_name());
  const bool is_cast = readers != source.consumers.end() && readers->second.size() == 1 &&
                       source.node(readers->second[0]).op_type() == "Cast" &&
                       source.node(readers->second[0]).output_size() == 1;
  const auto end =
      is_cast ? find_ending(source, source.node(readers->second[0]).output(0), channel_from_end)
              : std::nullopt;
  if (!end) {
    throw Error(
        "its int32 result is not scaled by constants and quantized again: integers of 32 "
        "bits between layers are not supported");
  }
  GraphBuilder& builder = in.builder();
  // Accumulators in units of 1, which what follows scales.
  Tensor weights = builder.tensor(parts.weights);
  weights.quantization->scale.assign(weights.quantization->scale.size(),
                                     1.0F / builder.tensor(parts.x).quantization->scale_at(0));
  parts.weights.tensor = builder.add_tensor(std::move(weights));
  Ending ending = *end;
  ending.nodes.push_back(readers->second[0]);
  emit_weighted(in, parts, ending);
}

}  // namespace requant::formats::onnx
