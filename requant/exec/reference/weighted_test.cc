#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "requant/base/error.h"
#include "requant/exec/reference/test_nodes.h"

namespace requant::exec::reference {
namespace {

constexpr std::uint64_t kSeed = 7;

// The kernels against loops written from the definition, on shapes where mistakes hide: sizes 1,
// powers of two and their neighbours, padding, strides, dilation, multipliers and groups.
struct Geometry {
  std::string name;
  Shape x;        // NHWC
  Shape weights;  // OHWI, or 1HWO
  Shape y;
  Window window;
  bool depthwise = false;
};

void PrintTo(const Geometry& g, std::ostream* out) { *out << g.name; }

struct Storage {
  DataType activation;
  DataType weight;
  DataType bias;
  std::int64_t weight_zero_point;
  std::int64_t weight_min;
};

const Storage kUint8{DataType::uint8, DataType::uint8, DataType::int32, 119, 0};
const Storage kInt8{DataType::int8, DataType::int8, DataType::int32, 0, -127};
const Storage kInt4{DataType::int8, DataType::int4, DataType::int32, 0, -7};
const Storage kInt16{DataType::int16, DataType::int8, DataType::int64, 0, -127};

struct Case {
  Graph graph;
  Array input;
};

Case make_case(const Geometry& g, const Storage& s, Random& random, bool per_channel) {
  const int axis = g.depthwise ? 3 : 0;
  const std::int64_t channels = g.weights[axis];
  Quantization q{{}, {}, axis};
  for (std::int64_t c = 0; c < (per_channel ? channels : 1); ++c) {
    q.scale.push_back(0.003F + 0.01F * static_cast<float>(random.uniform()));
    q.zero_point.push_back(s.weight_zero_point);
  }
  const arith::IntegerType range = integer_type(s.weight);
  const std::int64_t bias_limit = s.bias == DataType::int64 ? 1 << 24 : 1 << 12;
  const std::int64_t zero =
      s.activation == DataType::int16 ? 0 : integer_type(s.activation).max() / 3;
  const float output_scale = s.activation == DataType::int16 ? 0.03F : 0.5F;
  Op op = Conv2d{g.window, Activation::relu6};
  if (g.depthwise) op = DepthwiseConv2d{g.window, channels / g.x[3], Activation::relu6};
  return {graph_of(op,
                   {activation("x", s.activation, g.x, 0.05F, zero),
                    constant("w", s.weight, g.weights, q,
                             random_integers(random, g.weights.count(), s.weight_min, range.max())),
                    constant("b", s.bias, {channels}, per_tensor(1, 0),
                             random_integers(random, channels, -bias_limit, bias_limit))},
                   activation("y", s.activation, g.y, output_scale, zero - 1)),
          random_array(random, s.activation, g.x)};
}

// The sums of every window and channel, bias included, without any order or width of its own.
std::vector<std::int64_t> definition_sums(const Geometry& g, const Case& c) {
  const auto x = stored_integers(c.input);
  const auto w = stored_integers(c.graph.tensor(1));
  const auto bias = stored_integers(c.graph.tensor(2));
  const std::int64_t x_zero = c.graph.tensor(0).quantization->zero_point[0];
  const std::int64_t w_zero = c.graph.tensor(1).quantization->zero_point[0];
  const std::int64_t group_channels = g.depthwise ? 1 : g.weights[3];
  const std::int64_t per_group = g.y[3] / (g.x[3] / group_channels);
  std::array<std::int64_t, 2> before{0, 0};
  for (int d = 0; d < 2; ++d) {
    const auto i = static_cast<std::size_t>(d);
    const std::int64_t extent = (g.weights[1 + d] - 1) * g.window.dilation[i] + 1;
    const std::int64_t total = (g.y[1 + d] - 1) * g.window.stride[i] + extent - g.x[1 + d];
    if (g.window.padding == Padding::same) before[i] = total > 0 ? total / 2 : 0;
    if (g.window.padding == Padding::explicit_pads) before[i] = g.window.pads[i];
  }
  std::vector<std::int64_t> sums;
  for (std::int64_t i = 0; i < g.y.count(); ++i) {
    const std::int64_t o = i % g.y[3];
    const std::int64_t ox = i / g.y[3] % g.y[2];
    const std::int64_t oy = i / g.y[3] / g.y[2] % g.y[1];
    const std::int64_t n = i / g.y[3] / g.y[2] / g.y[1];
    std::int64_t sum = bias[static_cast<std::size_t>(o)];
    for (std::int64_t ky = 0; ky < g.weights[1]; ++ky) {
      for (std::int64_t kx = 0; kx < g.weights[2]; ++kx) {
        const std::int64_t iy = oy * g.window.stride[0] - before[0] + ky * g.window.dilation[0];
        const std::int64_t ix = ox * g.window.stride[1] - before[1] + kx * g.window.dilation[1];
        if (iy < 0 || iy >= g.x[1] || ix < 0 || ix >= g.x[2]) continue;
        for (std::int64_t k = 0; k < group_channels; ++k) {
          const std::int64_t channel = o / per_group * group_channels + k;
          const std::int64_t at = ((n * g.x[1] + iy) * g.x[2] + ix) * g.x[3] + channel;
          const std::int64_t weight =
              g.depthwise ? (ky * g.weights[2] + kx) * g.weights[3] + o
                          : ((o * g.weights[1] + ky) * g.weights[2] + kx) * g.weights[3] + k;
          sum += (x[static_cast<std::size_t>(at)] - x_zero) *
                 (w[static_cast<std::size_t>(weight)] - w_zero);
        }
      }
    }
    sums.push_back(sum);
  }
  return sums;
}

std::vector<std::int64_t> definition_outputs(const Geometry& g, const Case& c,
                                             const ArithmeticRule& rule) {
  const Tensor& y = c.graph.tensor(3);
  const Quantization& weights = *c.graph.tensor(1).quantization;
  const std::int64_t zero = y.quantization->zero_point[0];
  const std::int64_t six = zero + std::lround(6.0F / y.quantization->scale[0]);
  const arith::IntegerType range = integer_type(y.type);
  std::vector<std::int64_t> outputs = definition_sums(g, c);
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    const std::int64_t o = static_cast<std::int64_t>(i) % g.y[3];
    const double m = arith::effective_scale(
        c.graph.tensor(0).quantization->scale[0], weights.scale_at(o), y.quantization->scale[0],
        arith::for_granularity(rule.rescale.scale_product, weights.per_channel()));
    const std::int64_t value = arith::make_rescale(m, rule.rescale).apply(outputs[i]) + zero;
    outputs[i] = std::clamp(value, std::max(zero, range.min()), std::min(six, range.max()));
  }
  return outputs;
}

class Convolution : public testing::TestWithParam<Geometry> {};

TEST_P(Convolution, IsTheSumOfItsDefinition) {
  SCOPED_TRACE("seed " + std::to_string(kSeed));
  Random random(kSeed);
  ArithmeticRule once;
  once.rescale.double_rounding = false;
  once.rescale.rounding = arith::Rounding::half_up;
  ArithmeticRule shifts;
  shifts.rescale.form = arith::MultiplierForm::power_of_two;
  shifts.rescale.rounding = arith::Rounding::half_even;
  ArithmeticRule wide;
  wide.accumulator_bits = 64;
  wide.rescale.multiplier_bits = 15;
  wide.rescale.double_rounding = false;
  for (const Storage& storage : {kUint8, kInt8, kInt4, kInt16}) {
    for (const bool per_channel : {false, true}) {
      if (per_channel && storage.weight_zero_point != 0) continue;
      const Case c = make_case(GetParam(), storage, random, per_channel);
      const std::vector<ArithmeticRule> rules = storage.activation == DataType::int16
                                                    ? std::vector{wide}
                                                    : std::vector{ArithmeticRule{}, once, shifts};
      for (const ArithmeticRule& rule : rules) {
        EXPECT_EQ(run_node(c.graph, rule, {c.input}), definition_outputs(GetParam(), c, rule))
            << name(storage.activation) << (per_channel ? " per channel" : "");
      }
    }
  }
}

INSTANTIATE_TEST_SUITE_P(
    Shapes, Convolution,
    testing::Values(
        Geometry{"one_value", {1, 1, 1, 1}, {1, 1, 1, 1}, {1, 1, 1, 1}, {}},
        Geometry{"pointwise", {2, 3, 4, 17}, {9, 1, 1, 17}, {2, 3, 4, 9}, {}},
        Geometry{"pointwise_stride",
                 {1, 5, 5, 8},
                 {8, 1, 1, 8},
                 {1, 3, 3, 8},
                 {.stride = {2, 2}, .padding = Padding::same}},
        Geometry{"same",
                 {1, 7, 8, 3},
                 {5, 3, 3, 3},
                 {1, 4, 4, 5},
                 {.stride = {2, 2}, .padding = Padding::same}},
        Geometry{"valid", {1, 8, 9, 2}, {3, 4, 2, 2}, {1, 5, 4, 3}, {.stride = {1, 2}}},
        Geometry{"dilated",
                 {1, 9, 7, 4},
                 {6, 3, 3, 4},
                 {1, 9, 7, 6},
                 {.dilation = {2, 3}, .padding = Padding::same}},
        Geometry{"window_over_the_image",
                 {1, 2, 2, 3},
                 {2, 5, 5, 3},
                 {1, 2, 2, 2},
                 {.padding = Padding::same}},
        Geometry{"explicit_pads",
                 {1, 4, 4, 2},
                 {2, 3, 3, 2},
                 {1, 5, 4, 2},
                 {.padding = Padding::explicit_pads, .pads = {2, 0, 1, 2}}},
        Geometry{"groups", {1, 4, 4, 6}, {4, 3, 3, 3}, {1, 2, 2, 4}, {}},
        Geometry{
            "groups_same", {1, 4, 4, 6}, {9, 3, 3, 2}, {1, 4, 4, 9}, {.padding = Padding::same}},
        Geometry{"deep", {1, 2, 2, 129}, {5, 2, 2, 129}, {1, 1, 1, 5}, {}}),
    [](const auto& shape) { return shape.param.name; });

INSTANTIATE_TEST_SUITE_P(
    Depthwise, Convolution,
    testing::Values(Geometry{"depthwise",
                             {2, 5, 6, 7},
                             {1, 3, 3, 7},
                             {2, 5, 6, 7},
                             {.padding = Padding::same},
                             true},
                    Geometry{"depthwise_stride",
                             {1, 8, 8, 16},
                             {1, 3, 3, 16},
                             {1, 4, 4, 16},
                             {.stride = {2, 2}, .padding = Padding::same},
                             true},
                    Geometry{
                        "depthwise_multiplier", {1, 4, 5, 3}, {1, 2, 3, 9}, {1, 3, 3, 9}, {}, true},
                    Geometry{"depthwise_dilated",
                             {1, 9, 9, 4},
                             {1, 3, 3, 8},
                             {1, 9, 9, 8},
                             {.dilation = {2, 2}, .padding = Padding::same},
                             true}),
    [](const auto& shape) { return shape.param.name; });

// One product x * w + bias in an accumulator of 8 bits, and a multiplier of 1.
std::int64_t product_in_8_bits(std::int64_t x, std::int64_t w, std::int64_t bias,
                               Overflow overflow) {
  const Graph graph = graph_of(FullyConnected{},
                               {activation("x", DataType::int8, {1, 1}, 1, 0),
                                constant("w", DataType::int8, {1, 1}, per_tensor(1, 0), {w}),
                                constant("b", DataType::int32, {1}, per_tensor(1, 0), {bias})},
                               activation("y", DataType::int8, {1, 1}, 1, 0));
  ArithmeticRule rule;
  rule.accumulator_bits = 8;
  rule.overflow = overflow;
  return run_node(graph, rule, {array_of(DataType::int8, {1, 1}, {x})})[0];
}

TEST(Accumulator, WrapsTheSumWithItsBias) {
  EXPECT_EQ(product_in_8_bits(10, 12, 7, Overflow::wrap), 127);
  EXPECT_EQ(product_in_8_bits(10, 12, 8, Overflow::wrap), -128);
  EXPECT_EQ(product_in_8_bits(100, 100, -10000, Overflow::wrap), 0);
}

TEST(Accumulator, SaturatesTheSumWithItsBias) {
  EXPECT_EQ(product_in_8_bits(10, 12, 8, Overflow::saturate), 127);
  EXPECT_EQ(product_in_8_bits(-10, 13, 0, Overflow::saturate), -128);
  EXPECT_EQ(product_in_8_bits(100, 100, -10000, Overflow::saturate), 0);
}

TEST(Accumulator, A32BitSumMayLeaveIts32BitsOnTheWayAndInTheEnd) {
  // 70,000 * 127 * 255 is beyond 2^31.
  const std::int64_t depth = 70000;
  const std::vector<std::int64_t> ones(static_cast<std::size_t>(depth), 127);
  const Graph graph = graph_of(FullyConnected{},
                               {activation("x", DataType::uint8, {1, depth}, 1, 0),
                                constant("w", DataType::int8, {1, depth}, per_tensor(1, 0), ones)},
                               activation("y", DataType::int8, {1, 1}, 0x1p24F, 0));
  const Array x = array_of(DataType::uint8, {1, depth},
                           std::vector<std::int64_t>(static_cast<std::size_t>(depth), 255));
  ArithmeticRule rule;
  EXPECT_EQ(run_node(graph, rule, {x})[0], -121);  // (2,266,950,000 - 2^32) / 2^24
  rule.overflow = Overflow::saturate;
  EXPECT_EQ(run_node(graph, rule, {x})[0], 127);
  rule.accumulator_bits = 40;
  rule.rescale.double_rounding = false;
  EXPECT_EQ(run_node(graph, rule, {x})[0], 127);  // 135 saturates
}

TEST(FullyConnectedKernel, RefusesAShiftThatTheMachineLacks) {
  const Graph graph =
      graph_of(FullyConnected{},
               {activation("x", DataType::int8, {1, 1}, 0x1p-12F, 0),
                constant("w", DataType::int8, {1, 1}, per_tensor(0x1p-12F, 0), {3})},
               activation("y", DataType::int8, {1, 1}, 1, 0));
  ArithmeticRule rule;
  rule.rescale.form = arith::MultiplierForm::power_of_two;
  rule.rescale.min_right_shift = 0;
  rule.rescale.max_right_shift = 16;
  try {
    prepare(graph, arithmetic_of(rule));
    FAIL() << "it was prepared";
  } catch (const Error& error) {
    EXPECT_NE(std::string(error.what()).find("right shift of 24"), std::string::npos)
        << error.what();
  }
}

}  // namespace
}  // namespace requant::exec::reference
