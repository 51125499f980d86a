#include "tests/tools/op_cases.h"

namespace requant::test {
namespace {

constexpr DataType kU8 = DataType::uint8;
constexpr DataType kI4 = DataType::int4;
constexpr DataType kI8 = DataType::int8;
constexpr DataType kI16 = DataType::int16;

// What the tensors of a case with weights are made from.
struct Types {
  std::string name;
  DataType activation;
  DataType weight;
  bool per_channel;
};

const std::vector<Types> kTypes{{"uint8", kU8, kU8, false},
                                {"int8", kI8, kI8, false},
                                {"int8_per_channel", kI8, kI8, true},
                                {"int4_weights", kI8, kI4, true},
                                {"int16x8", kI16, kI8, true}};

struct Tensors {
  TensorId x;
  TensorId weights;
  TensorId bias;
  Tensor output;
};

// Scales are such that outputs spread over the output's range.
Tensors make_tensors(OpBuilder& builder, const Types& types, Shape x, Shape weights, int axis,
                     Shape y) {
  const bool wide = types.activation == kI16;
  const float x_scale = wide ? 0.00019F : 0.0471F;
  const std::int64_t channels = weights[axis];
  const std::int64_t depth = weights.count() / channels;
  Quantization quantization{{}, {}, axis};
  Quantization bias_quantization{{}, {}, 0};
  for (std::int64_t c = 0; c < (types.per_channel ? channels : 1); ++c) {
    const float scale = 0.0123F * (1.0F + 0.137F * static_cast<float>(c % 7));
    quantization.scale.push_back(scale);
    quantization.zero_point.push_back(types.weight == kU8 ? 113 : 0);
    bias_quantization.scale.push_back(x_scale * scale);
    bias_quantization.zero_point.push_back(0);
  }
  const std::int64_t greatest = types.weight == kI4 ? 7 : 127;
  const bool is_unsigned = types.weight == kU8;
  const float y_scale =
      x_scale * 0.0123F * static_cast<float>(greatest) * static_cast<float>(depth) / 4.0F;
  return {
      builder.input(types.activation, std::move(x), x_scale, zero_point_of(types.activation, 5)),
      builder.constant(types.weight, std::move(weights), quantization, is_unsigned ? 0 : -greatest,
                       is_unsigned ? 255 : greatest),
      builder.constant(wide ? DataType::int64 : DataType::int32, {channels}, bias_quantization,
                       wide ? -3000000 : -9000, wide ? 3000000 : 9000),
      output_of(types.activation, std::move(y), y_scale, zero_point_of(types.activation, -9))};
}

struct Convolution {
  std::string name;
  Shape x;
  Shape weights;  // OHWI
  Shape y;
  Window window;
  Activation activation;
};

const std::vector<Convolution> kConvolutions{
    {"pointwise", {2, 5, 4, 9}, {7, 1, 1, 9}, {2, 5, 4, 7}, {}, Activation::none},
    {"same_odd",
     {1, 9, 8, 3},
     {5, 3, 5, 3},
     {1, 5, 3, 5},
     {.stride = {2, 3}, .padding = Padding::same},
     Activation::relu6},
    {"valid", {1, 9, 11, 4}, {4, 4, 3, 4}, {1, 6, 5, 4}, {.stride = {1, 2}}, Activation::relu},
    {"dilated",
     {1, 12, 9, 2},
     {3, 3, 3, 2},
     {1, 12, 9, 3},
     {.dilation = {3, 2}, .padding = Padding::same},
     Activation::none},
    {"deep",
     {1, 3, 3, 130},
     {17, 3, 3, 130},
     {1, 3, 3, 17},
     {.padding = Padding::same},
     Activation::none},
};

void add_convolutions(std::vector<OpCase>& cases, const Types& types) {
  for (const Convolution& c : kConvolutions) {
    OpBuilder builder(cases.size());
    const Tensors t = make_tensors(builder, types, c.x, c.weights, 0, c.y);
    cases.push_back(builder.finish("conv2d_" + c.name + "_" + types.name,
                                   Conv2d{c.window, c.activation}, {t.x, t.weights, t.bias},
                                   t.output));
  }
  if (types.activation == kU8) return;  // the reference kernel for uint8 has no groups
  OpBuilder builder(cases.size());
  const Tensors t = make_tensors(builder, types, {1, 6, 6, 8}, {6, 3, 3, 4}, 0, {1, 4, 4, 6});
  cases.push_back(
      builder.finish("conv2d_groups_" + types.name, Conv2d{}, {t.x, t.weights, t.bias}, t.output));
}

void add_depthwise(std::vector<OpCase>& cases, const Types& types) {
  if (types.weight == kI4) return;
  for (const std::int64_t multiplier : {1, 2, 3}) {
    for (const std::int64_t dilation : {1, 2}) {
      OpBuilder builder(cases.size());
      const Window window{.stride = {dilation == 1 ? 2 : 1, dilation == 1 ? 2 : 1},
                          .dilation = {dilation, dilation},
                          .padding = Padding::same};
      const std::int64_t out = dilation == 1 ? 4 : 7;
      const Tensors t = make_tensors(builder, types, {1, 7, 7, 5}, {1, 3, 3, 5 * multiplier}, 3,
                                     {1, out, out, 5 * multiplier});
      cases.push_back(builder.finish("depthwise_conv2d_multiplier" + std::to_string(multiplier) +
                                         "_dilation" + std::to_string(dilation) + "_" + types.name,
                                     DepthwiseConv2d{window, multiplier, Activation::relu6},
                                     {t.x, t.weights, t.bias}, t.output));
    }
  }
}

void add_fully_connected(std::vector<OpCase>& cases, const Types& types) {
  for (const bool with_bias : {true, false}) {
    if (types.activation == kI16 && !with_bias) continue;
    OpBuilder builder(cases.size());
    const Tensors t = make_tensors(builder, types, {3, 34}, {9, 34}, 0, {3, 9});
    std::vector<TensorId> inputs{t.x, t.weights};
    inputs.push_back(with_bias ? t.bias : kNoTensor);
    cases.push_back(
        builder.finish(std::string("fully_connected_") + (with_bias ? "" : "no_bias_") + types.name,
                       FullyConnected{}, inputs, t.output));
  }
}

}  // namespace

std::vector<OpCase> weighted_cases() {
  std::vector<OpCase> cases;
  for (const Types& types : kTypes) {
    add_convolutions(cases, types);
    add_depthwise(cases, types);
    add_fully_connected(cases, types);
  }
  return cases;
}

}  // namespace requant::test
