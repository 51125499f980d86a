#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "requant/exec/reference/test_nodes.h"

namespace requant::exec::reference {
namespace {

constexpr std::uint64_t kSeed = 11;

ArithmeticRule power_of_two(arith::Rounding rounding) {
  ArithmeticRule rule;
  rule.rescale.form = arith::MultiplierForm::power_of_two;
  rule.rescale.rounding = rounding;
  rule.division = rounding;
  return rule;
}

// One value of each operand.
std::int64_t run_pair(Op op, const ArithmeticRule& rule, float x_scale, std::int64_t x,
                      float y_scale, std::int64_t y, float output_scale) {
  const Graph graph = graph_of(std::move(op),
                               {activation("x", DataType::int8, {1}, x_scale, 0),
                                activation("y", DataType::int8, {1}, y_scale, 0)},
                               activation("z", DataType::int8, {1}, output_scale, 0));
  return run_node(graph, rule,
                  {array_of(DataType::int8, {1}, {x}), array_of(DataType::int8, {1}, {y})})[0];
}

TEST(AddByShifts, RoundsOnceAtTheEnd) {
  const auto rule = power_of_two(arith::Rounding::half_even);
  // 3/8 + 1/8 = 1/2 on a grid of 1 is a tie; rounding each operand first gives 0 + 0.
  EXPECT_EQ(run_pair(Add{}, rule, 0.125F, 3, 0.125F, 1, 1), 0);
  EXPECT_EQ(run_pair(Add{}, rule, 0.125F, 9, 0.125F, 3, 1), 2);  // 1.5
  EXPECT_EQ(run_pair(Add{}, power_of_two(arith::Rounding::half_up), 0.125F, 3, 0.125F, 1, 1), 1);
  EXPECT_EQ(run_pair(Sub{}, power_of_two(arith::Rounding::half_up), 0.125F, -3, 0.125F, 1, 1), 0);
  EXPECT_EQ(run_pair(Add{}, rule, 4, 3, 0.25F, 5, 1), 13);  // 12 + 1.25
  EXPECT_EQ(run_pair(Add{}, rule, 4, 3, 0.25F, 5, 0.25F), 53);
}

TEST(AddInFloat32, IsDequantizeAddQuantize) {
  ArithmeticRule rule;
  rule.rescale.form = arith::MultiplierForm::float32;
  rule.rescale.rounding = arith::Rounding::half_even;
  for (std::int64_t x = -128; x <= 127; ++x) {
    const float sum = static_cast<float>(x) * 0.1F + 17.0F * 0.03F;
    const auto expected = std::clamp<long>(std::lrintf(sum / 0.07F), -128, 127);
    ASSERT_EQ(run_pair(Add{}, rule, 0.1F, x, 0.03F, 17, 0.07F), expected) << x;
  }
}

TEST(MulByShifts, RoundsTheProduct) {
  const auto rule = power_of_two(arith::Rounding::half_away);
  EXPECT_EQ(run_pair(Mul{}, rule, 0.25F, -5, 0.5F, 4, 1), -3);  // -2.5
  EXPECT_EQ(run_pair(Mul{}, rule, 0.25F, 100, 0.5F, 100, 1), 127);
}

// Whatever computes or moves a value stores the nearest one of the output's bits.
TEST(LowBits, AreWhatAnOpStores) {
  const ArithmeticRule rule;
  const Shape shape{1, 1, 1, 1};
  const Tensor x = activation("x", DataType::int8, shape, 1, 0);
  Tensor narrow = activation("y", DataType::int8, shape, 1, 0);
  narrow.bits = 4;
  const Tensor one = constant("one", DataType::int8, shape, per_tensor(1, 0), {1});
  const Tensor zero = constant("zero", DataType::int8, shape, per_tensor(1, 0), {0});
  const Tensor none = constant("b", DataType::int32, {1}, per_tensor(1, 0), {0});
  const std::vector<std::pair<Op, std::vector<Tensor>>> cases{
      {Quantize{}, {x}},
      {Add{}, {x, zero}},
      {Sub{}, {x, zero}},
      {Mul{}, {x, one}},
      {LeakyRelu{1}, {x}},
      {Conv2d{}, {x, one, none}},
      {DepthwiseConv2d{}, {x, one, none}},
      {MaxPool2d{{}, {1, 1}}, {x}},
      {AveragePool2d{{}, {1, 1}}, {x}},
      {Mean{{1, 2}, true}, {x}},
      {Reshape{}, {x}},
      {Transpose{{0, 1, 2, 3}}, {x}},
      {ResizeNearest{}, {x}},
      {ResizeBilinear{}, {x}},
      {Concat{3}, {x}},
      {Pad{{{0, 0}, {0, 0}, {0, 0}, {0, 0}}}, {x}},
  };
  for (const auto& [op, inputs] : cases) {
    const Graph graph = graph_of(op, inputs, narrow);
    for (const std::int64_t value : {-128, -9, -8, -1, 7, 8, 127}) {
      EXPECT_EQ(run_node(graph, rule, {array_of(DataType::int8, shape, {value})})[0],
                std::clamp<std::int64_t>(value, -8, 7))
          << name(kind(op));
    }
  }
}

TEST(AddKernel, BroadcastsBothOperands) {
  SCOPED_TRACE("seed " + std::to_string(kSeed));
  Random random(kSeed);
  const Array x = random_array(random, DataType::int8, {2, 1, 3});
  const Array y = random_array(random, DataType::int8, {4, 1});
  const Graph graph = graph_of(Add{},
                               {activation("x", DataType::int8, {2, 1, 3}, 1, 0),
                                activation("y", DataType::int8, {4, 1}, 1, 0)},
                               activation("z", DataType::int8, {2, 4, 3}, 2, 0));
  const auto sums = run_node(graph, power_of_two(arith::Rounding::floor), {x, y});
  const auto xs = stored_integers(x);
  const auto ys = stored_integers(y);
  for (std::size_t a = 0; a < 2; ++a) {
    for (std::size_t b = 0; b < 4; ++b) {
      for (std::size_t c = 0; c < 3; ++c) {
        EXPECT_EQ(sums[(a * 4 + b) * 3 + c], (xs[a * 3 + c] + ys[b]) >> 1);
      }
    }
  }
}

TEST(AveragePool, DividesByThePositionsInsideTheImage) {
  const Graph graph = graph_of(AveragePool2d{{.padding = Padding::same}, {2, 2}},
                               {activation("x", DataType::int8, {1, 2, 2, 1}, 1, 0)},
                               activation("y", DataType::int8, {1, 2, 2, 1}, 1, 0));
  const Array x = array_of(DataType::int8, {1, 2, 2, 1}, {-1, -2, -3, -4});
  EXPECT_EQ(run_node(graph, {}, {x}), (std::vector<std::int64_t>{-3, -3, -4, -4}));
  ArithmeticRule up;
  up.division = arith::Rounding::half_up;
  EXPECT_EQ(run_node(graph, up, {x}), (std::vector<std::int64_t>{-2, -3, -3, -4}));
}

TEST(AveragePool, MovesBetweenUnsignedAndSigned) {
  const Graph graph =
      graph_of(AveragePool2d{{}, {1, 2}}, {activation("x", DataType::uint8, {1, 1, 2, 1}, 1, 128)},
               activation("y", DataType::int8, {1, 1, 1, 1}, 1, 0));
  const Array x = array_of(DataType::uint8, {1, 1, 2, 1}, {100, 103});
  EXPECT_EQ(run_node(graph, {}, {x}), std::vector<std::int64_t>{102 - 128});
}

TEST(MeanByShifts, RoundsTheExactQuotientOnce) {
  const Graph graph = graph_of(Mean{{0}, false}, {activation("x", DataType::int8, {3}, 0.5F, 0)},
                               activation("y", DataType::int8, {}, 1, 0));
  const Array x = array_of(DataType::int8, {3}, {2, 3, 4});  // 4.5 / 3 = 1.5
  EXPECT_EQ(run_node(graph, power_of_two(arith::Rounding::half_even), {x})[0], 2);
  EXPECT_EQ(run_node(graph, power_of_two(arith::Rounding::floor), {x})[0], 1);
}

// Every stored value through a function in float64.
void expect_real_function(Op op, const std::function<double(double)>& function, float output_scale,
                          std::int64_t output_zero_point) {
  ArithmeticRule rule;
  rule.function = ArithmeticRule::Function::real;
  std::vector<std::int64_t> all;
  for (std::int64_t v = -128; v <= 127; ++v) all.push_back(v);
  const Shape shape{256};
  const Graph graph =
      graph_of(std::move(op), {activation("x", DataType::int8, shape, 0.0625F, -7)},
               activation("y", DataType::int8, shape, output_scale, output_zero_point));
  const auto outputs = run_node(graph, rule, {array_of(DataType::int8, shape, all)});
  for (std::size_t i = 0; i < all.size(); ++i) {
    const double real = function(0.0625 * static_cast<double>(all[i] + 7));
    const double stored = std::nearbyint(real / static_cast<double>(output_scale)) +
                          static_cast<double>(output_zero_point);
    ASSERT_EQ(static_cast<double>(outputs[i]), std::clamp(stored, -128.0, 127.0)) << all[i];
  }
}

TEST(RealFunctions, AreRoundedToTheNearestValue) {
  expect_real_function(
      Logistic{}, [](double x) { return 1 / (1 + std::exp(-x)); }, 0x1p-8F, -128);
  expect_real_function(
      Tanh{}, [](double x) { return std::tanh(x); }, 0x1p-7F, 0);
  expect_real_function(
      HardSwish{}, [](double x) { return x * std::clamp(x + 3, 0.0, 6.0) / 6; }, 0.05F, -100);
  expect_real_function(
      LeakyRelu{0.25F}, [](double x) { return x < 0 ? x / 4 : x; }, 0.125F, -3);
}

TEST(ConcatKernel, BringsItsInputsToTheGridOfTheOutput) {
  const Graph graph = graph_of(Concat{0},
                               {activation("x", DataType::int8, {2}, 1, 0),
                                activation("y", DataType::uint8, {3}, 0.5F, 128)},
                               activation("z", DataType::int8, {5}, 1, 0));
  const auto outputs = run_node(
      graph, power_of_two(arith::Rounding::half_up),
      {array_of(DataType::int8, {2}, {-7, 9}), array_of(DataType::uint8, {3}, {128, 131, 125})});
  EXPECT_EQ(outputs, (std::vector<std::int64_t>{-7, 9, 0, 2, -1}));
}

TEST(PadKernel, FillsWithRealZeroOrTheGivenValue) {
  Pad pad{.paddings = {{1, 2}}};
  const Tensor x = activation("x", DataType::uint8, {2}, 1, 30);
  const Array input = array_of(DataType::uint8, {2}, {5, 6});
  const Tensor y = activation("y", DataType::uint8, {5}, 1, 30);
  EXPECT_EQ(run_node(graph_of(pad, {x}, y), {}, {input}),
            (std::vector<std::int64_t>{30, 5, 6, 30, 30}));
  pad.has_value = true;
  pad.value = 9;
  const Tensor relabelled = activation("y", DataType::int8, {5}, 1, -98);
  EXPECT_EQ(run_node(graph_of(pad, {x}, relabelled), {}, {input}),
            (std::vector<std::int64_t>{-119, -123, -122, -119, -119}));
}

}  // namespace
}  // namespace requant::exec::reference
