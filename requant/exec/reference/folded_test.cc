// ONNX Runtime's forms of the ops: where zero points are added, and in which order.
#include "requant/exec/reference/folded.h"

#include <gtest/gtest.h>

#include "requant/exec/reference/test_nodes.h"

namespace requant::exec::reference {
namespace {

constexpr DataType kI8 = DataType::int8;
constexpr DataType kU8 = DataType::uint8;

ArithmeticRule rule_of(Operands operands) {
  ArithmeticRule rule;
  rule.rescale.form = arith::MultiplierForm::float32;
  rule.rescale.rounding = arith::Rounding::half_even;
  rule.rescale.scale_product = arith::ScaleProduct::float32;
  rule.function = ArithmeticRule::Function::onnxruntime;
  rule.operands = operands;
  return rule;
}

ArithmeticRule as_unsigned() {
  ArithmeticRule rule = rule_of(Operands::folded);
  rule.signed_as_unsigned = true;
  return rule;
}

// x of zero point 61, y of -7, output of 3, with scales whose sums are near ties. The wanted values
// are ONNX Runtime's.
std::int64_t add_near_tie(const ArithmeticRule& rule, std::int64_t x, std::int64_t y) {
  const Graph graph =
      graph_of(Add{}, {activation("x", kI8, {1}, 2.45F, 61), activation("y", kI8, {1}, 0.175F, -7)},
               activation("z", kI8, {1}, 0.7F, 3));
  return run_node(graph, rule, {array_of(kI8, {1}, {x}), array_of(kI8, {1}, {y})})[0];
}

TEST(FoldedAdd, RoundsWithTheZeroPointOfTheOutput) {
  const Graph graph =
      graph_of(Add{}, {activation("x", kI8, {1}, 0.5F, 0), activation("y", kI8, {1}, 1, 0)},
               activation("z", kI8, {1}, 1, 3));
  const std::vector<Array> inputs{array_of(kI8, {1}, {1}), array_of(kI8, {1}, {0})};
  EXPECT_EQ(run_node(graph, rule_of(Operands::dequantized), inputs)[0], 3);  // round(0.5) + 3
  EXPECT_EQ(run_node(graph, rule_of(Operands::folded), inputs)[0], 4);       // round(0.5 + 3)
}

TEST(FoldedAdd, DependsOnTheTypeThatIsFolded) {
  EXPECT_EQ(add_near_tie(rule_of(Operands::folded), 76, 49), 70);
  EXPECT_EQ(add_near_tie(as_unsigned(), 76, 49), 69);
  EXPECT_EQ(add_near_tie(rule_of(Operands::dequantized), 76, 49), 69);
}

TEST(FoldedAdd, TakesARepeatedOperandFirst) {
  const auto run = [](const Shape& x_shape, const Shape& y_shape) {
    const Graph graph = graph_of(
        Add{},
        {activation("x", kI8, x_shape, 2.45F, 61), activation("y", kI8, y_shape, 0.175F, -7)},
        activation("z", kI8, {1, 1, 2, 2}, 0.7F, 3));
    const std::vector<std::int64_t> xs(static_cast<std::size_t>(x_shape.count()), 69);
    const std::vector<std::int64_t> ys(static_cast<std::size_t>(y_shape.count()), -9);
    return run_node(graph, rule_of(Operands::folded),
                    {array_of(kI8, x_shape, xs), array_of(kI8, y_shape, ys)})[0];
  };
  EXPECT_EQ(run({1, 1, 2, 2}, {1, 1, 2, 2}), 31);
  EXPECT_EQ(run({1, 1, 2, 2}, {1}), 31);
  EXPECT_EQ(run({1}, {1, 1, 2, 2}), 30);
  EXPECT_EQ(run({1, 1, 2, 1}, {1, 1, 2, 2}), 30);
  EXPECT_EQ(run({2}, {1, 1, 2, 2}), 31);  // a value for each channel is not repeated in a run
}

TEST(FoldedMul, RoundsWithTheZeroPointOfTheOutput) {
  const Graph graph = graph_of(
      Mul{}, {activation("x", kI8, {1}, 0.75F, 0), activation("y", kI8, {1}, 0x1.ccccceP-5F, 0)},
      activation("z", kI8, {1}, 0.1F, -83));
  const std::vector<Array> inputs{array_of(kI8, {1}, {26}), array_of(kI8, {1}, {16})};
  EXPECT_EQ(run_node(graph, rule_of(Operands::rescaled), inputs)[0], 93);  // round(175.5) - 83
  EXPECT_EQ(run_node(graph, rule_of(Operands::folded), inputs)[0], 92);    // round(92.5)
}

TEST(FoldedPool, RoundsWithTheZeroPointUnlessItCoversTheImage) {
  const auto run = [](const Shape& shape, const ArithmeticRule& rule) {
    const Graph graph = graph_of(AveragePool2d{{}, {1, 2}}, {activation("x", kI8, shape, 1, 0)},
                                 activation("y", kI8, {1, 1, shape[2] - 1, 1}, 1, 3));
    const std::vector<std::int64_t> pixels{0, 1, 0};
    return run_node(graph, rule,
                    {array_of(kI8, shape, {pixels.begin(), pixels.begin() + shape[2]})})[0];
  };
  EXPECT_EQ(run({1, 1, 3, 1}, rule_of(Operands::folded)), 4);       // round(0.5 + 3)
  EXPECT_EQ(run({1, 1, 3, 1}, as_unsigned()), 4);                   // round(0.5 + 131) - 128
  EXPECT_EQ(run({1, 1, 3, 1}, rule_of(Operands::dequantized)), 3);  // round(0.5) + 3
  EXPECT_EQ(run({1, 1, 2, 1}, rule_of(Operands::folded)), 3);       // round(1 * (1 / 2)) + 3
}

TEST(SoftmaxByTable, MultipliesByWholeLevels) {
  const auto run = [](DataType type, float output_scale, std::vector<std::int64_t> values) {
    const Shape shape{1, static_cast<std::int64_t>(values.size())};
    const Graph graph =
        graph_of(Softmax{}, {activation("x", type, shape, 0.1F, 5)},
                 activation("y", type, shape, output_scale, integer_type(type).min()));
    return run_node(graph, rule_of(Operands::dequantized), {array_of(type, shape, values)});
  };
  using Values = std::vector<std::int64_t>;
  EXPECT_EQ(run(kU8, 0x1P-8F, {7, 7}), (Values{128, 128}));
  EXPECT_EQ(run(kI8, 0x1P-8F, {-7, -7}), (Values{0, 0}));
  EXPECT_EQ(run(kU8, 0x1P-8F, {100}), Values{255});
  EXPECT_EQ(run(kU8, 0.0041F, {100}), Values{243});  // floor(1 / 0.0041) = 243, 1 / 0.0041 = 243.9
  EXPECT_EQ(run(kU8, 0x1P-8F, {0, 255}), (Values{0, 255}));
}

TEST(ResizeOfStoredValues, TruncatesTowardZero) {
  const auto run = [](DataType type, Operands operands, std::vector<std::int64_t> pixels) {
    const Graph graph = graph_of(ResizeBilinear{}, {activation("x", type, {1, 1, 2, 1}, 0.5F, 1)},
                                 activation("y", type, {1, 1, 4, 1}, 0.5F, 1));
    return run_node(graph, rule_of(operands), {array_of(type, {1, 1, 2, 1}, pixels)});
  };
  using Values = std::vector<std::int64_t>;
  EXPECT_EQ(run(kU8, Operands::rescaled, {0, 255}), (Values{0, 127, 255, 255}));
  EXPECT_EQ(run(kI8, Operands::rescaled, {-4, -1}), (Values{-4, -2, -1, -1}));
  // -2.5 stored is -3.5 from the zero point, a tie that goes to -4.
  EXPECT_EQ(run(kI8, Operands::dequantized, {-4, -1}), (Values{-4, -3, -1, -1}));
}

}  // namespace
}  // namespace requant::exec::reference
