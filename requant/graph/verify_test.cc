#include "requant/graph/verify.h"

#include <gtest/gtest.h>

#include <cmath>
#include <iostream>
#include <limits>

#include "requant/base/random.h"
#include "requant/graph/test_graph.h"

namespace requant {
namespace {

using test::add_node;
using test::add_tensor;

std::vector<std::string> problems(const Graph& graph) {
  Diagnostics diagnostics("graph");
  verify(graph, diagnostics);
  std::vector<std::string> result;
  for (const auto& p : diagnostics.problems()) result.push_back(p.text());
  return result;
}

std::vector<std::string> shape_problems(Graph& graph) {
  Diagnostics diagnostics("graph");
  infer_shapes(graph, diagnostics);
  std::vector<std::string> result;
  for (const auto& p : diagnostics.problems()) result.push_back(p.text());
  return result;
}

using Texts = std::vector<std::string>;

// Puts `value` into the attributes of the op that are numbers.
void damage(Op& op, std::int64_t value) {
  std::visit(
      [&](auto& o) {
        if constexpr (requires { o.window; }) {
          o.window = {{value, 1}, {1, value}, Padding::explicit_pads, {value, 0, 0, value}};
        }
        if constexpr (requires { o.size; }) o.size = {value, value};
        if constexpr (requires { o.axis; }) o.axis = value;
        if constexpr (requires { o.axes; }) o.axes = {value};
        if constexpr (requires { o.permutation; }) o.permutation = {value, 0};
        if constexpr (requires { o.paddings; }) o.paddings = {{value, value}, {0, value}};
        if constexpr (requires { o.depth_multiplier; }) o.depth_multiplier = value;
        if constexpr (requires { o.dims; }) o.dims = {value, -1};
        if constexpr (requires { o.spelling; }) o.spelling = Reshape::Spelling::expand_dims;
      },
      op);
}

TEST(Verify, TakesAQuantizedConvolution) {
  EXPECT_EQ(problems(test::small_convolution()), Texts{});
}

TEST(Verify, TakesEveryOp) { EXPECT_EQ(problems(test::one_of_each()), Texts{}); }

TEST(Verify, TakesFloatAndHybridGraphs) {
  Graph graph = test::small_convolution();
  for (Tensor& t : graph.tensors) {
    if (t.is_constant()) continue;
    t.type = DataType::float32;
    t.quantization.reset();
  }
  graph.nodes[0].inputs[2] = kNoTensor;
  EXPECT_EQ(problems(graph), Texts{});  // float activations, int8 weights
}

TEST(Verify, TakesIntegersWithoutScaleWhereAnOpOnlyMovesThem) {
  Graph graph;
  const auto x = add_tensor(graph, "x", DataType::uint8, {2, 3});
  const auto y = add_tensor(graph, "y", DataType::uint8, {3, 2});
  graph.inputs = {x};
  graph.outputs = {y};
  add_node(graph, Transpose{{1, 0}}, {x}, {y});
  EXPECT_EQ(problems(graph), Texts{});
}

TEST(Verify, ReportsIdsOutside) {
  Graph graph = test::small_convolution();
  graph.nodes[0].inputs[1] = 99;
  graph.nodes[0].outputs[0] = -7;
  graph.outputs = {4};
  EXPECT_EQ(problems(graph), (Texts{"node 0 (conv2d): there is no tensor 99; the graph has 4",
                                    "node 0 (conv2d): there is no tensor -7; the graph has 4",
                                    "graph outputs: there is no tensor 4; the graph has 4"}));
}

TEST(Verify, ReportsATensorReadBeforeItIsWritten) {
  Graph graph = test::chain(2);
  std::swap(graph.nodes[0], graph.nodes[1]);
  EXPECT_EQ(problems(graph), Texts{"node 0 (logistic, output 't2'): it reads tensor 1 't1', which "
                                   "is written only later"});
}

TEST(Verify, ReportsACycle) {
  Graph graph = test::chain(2);
  graph.nodes[0].inputs = {2};
  EXPECT_EQ(problems(graph).size(), 1U);
}

TEST(Verify, ReportsATensorThatIsWrittenTwice) {
  Graph graph = test::chain(2);
  graph.nodes[1].outputs = {1};
  EXPECT_EQ(
      problems(graph),
      (Texts{"node 1 (logistic, output 't1'): it writes tensor 1 't1', which is written before",
             "graph outputs: nothing writes tensor 2 't2'"}));
}

TEST(Verify, ReportsAGraphInputThatIsListedTwice) {
  Graph graph = test::chain(1);
  graph.inputs = {0, 0};
  EXPECT_EQ(problems(graph), Texts{"graph inputs: tensor 0 't0' is listed twice"});
}

TEST(Verify, ReportsConstantsThatAreTooShort) {
  Graph graph = test::small_convolution();
  graph.tensors[1].data = std::make_shared<Bytes>(3);
  EXPECT_EQ(problems(graph), Texts{"tensor 1 'w': it has 3 bytes of data where its shape 2x1x1x3 "
                                   "needs 6"});
}

TEST(Verify, ReportsScalesThatAreNoScales) {
  for (const float scale : {0.0F, -1.0F, std::numeric_limits<float>::infinity(),
                            std::numeric_limits<float>::quiet_NaN()}) {
    Graph graph = test::small_convolution();
    graph.tensors[0].quantization = per_tensor(scale, 0);
    ASSERT_EQ(problems(graph).size(), 1U) << scale;
    EXPECT_NE(problems(graph)[0].find("must be finite and above 0"), std::string::npos);
  }
}

TEST(Verify, ReportsZeroPointsOutsideOfTheType) {
  Graph graph = test::small_convolution();
  graph.tensors[0].quantization = per_tensor(1, 200);
  EXPECT_EQ(problems(graph), Texts{"tensor 0 'x': the zero point is 200, outside of int8"});
}

TEST(Verify, ReportsBitsThatATypeDoesNotHave) {
  for (const int bits : {-4, 1, 9}) {
    Graph graph = test::small_convolution();
    graph.tensor(0).bits = bits;
    EXPECT_EQ(
        problems(graph),
        Texts{"tensor 0 'x': it is to use " + std::to_string(bits) +
              " bits of int8; a quantized tensor of integers uses 2 bits to all of its type"});
  }
  Graph graph = test::one_of_each();
  for (Tensor& tensor : graph.tensors) tensor.bits = is_float(tensor.type) ? 4 : 0;
  EXPECT_FALSE(problems(graph).empty());
  graph = test::small_convolution();
  for (const int t : {0, 1, 3}) graph.tensor(t).bits = 8;
  EXPECT_EQ(problems(graph), Texts{});
}

TEST(Verify, ReportsWhatLiesOutsideOfTheBitsThatAreUsed) {
  Graph graph = test::small_convolution();
  graph.tensor(0).bits = 3;
  graph.tensor(1).bits = 2;
  EXPECT_EQ(problems(graph), Texts{});  // zero point 3, weights 0
  graph.tensor(0).quantization->zero_point = {4};
  const std::vector<std::int64_t> weights{1, -2, 0, 0, 2, 0};
  graph.tensor(1).data = std::make_shared<Bytes>(pack_integers(DataType::int8, weights));
  EXPECT_EQ(problems(graph),
            (Texts{"tensor 0 'x': the zero point is 4, outside of the 3 bits of int8 that it uses",
                   "tensor 1 'w': its value 2 is outside of the 2 bits of int8 that it uses"}));
}

TEST(StoredRange, IsThatOfTheBitsOrOfTheType) {
  Tensor tensor;
  tensor.type = DataType::int8;
  EXPECT_EQ(stored_range(tensor), (arith::IntegerType{8, true}));
  tensor.bits = 4;
  EXPECT_EQ(stored_range(tensor).min(), -8);
  EXPECT_EQ(stored_range(tensor).max(), 7);
  tensor.type = DataType::uint8;
  EXPECT_EQ(stored_range(tensor).max(), 15);
}

TEST(Verify, ReportsScalesThatDoNotMatchTheAxis) {
  Graph graph = test::small_convolution();
  graph.tensors[1].quantization = Quantization{{1, 1, 1}, {0, 0, 0}, 0};
  EXPECT_EQ(problems(graph), Texts{"tensor 1 'w': it has 3 scales along dimension 0 of shape "
                                   "2x1x1x3"});
  graph.tensors[1].quantization = Quantization{{1, 1}, {0, 0}, 9};
  EXPECT_EQ(problems(graph).size(), 2U);  // the axis, and that it is not that of the channels
  graph.tensors[1].quantization = Quantization{{1, 1}, {0}, 0};
  EXPECT_EQ(problems(graph), Texts{"tensor 1 'w': it has 2 scales and 1 zero points"});
}

TEST(Verify, ReportsShapesThatAreNoShapes) {
  Graph graph = test::small_convolution();
  graph.tensors[0].shape = {1, -4, 4, 3};
  EXPECT_EQ(problems(graph),
            Texts{"tensor 0 'x': it has shape 1x-4x4x3; every dimension must be at "
                  "least 1 and the product at most 2^40"});
  graph.tensors[0].shape = Shape{1, 1LL << 40, 1LL << 40, 3};
  EXPECT_EQ(problems(graph).size(), 1U);
}

TEST(Verify, LooksNotIntoOpaqueNodes) {
  Graph graph = test::chain(1);
  const auto state = add_tensor(graph, "state", DataType::other, Shape{0, -1});
  const auto y = add_tensor(graph, "y", DataType::uint8, {});
  add_node(graph, Opaque{"CUSTOM x"}, {1, state, kNoTensor}, {y});
  graph.outputs.push_back(y);
  EXPECT_EQ(problems(graph), Texts{});
}

TEST(InferShapes, FillsInWhatTheFileLeavesOut) {
  Graph graph = test::small_convolution();
  graph.tensors[3].shape = {};
  EXPECT_EQ(shape_problems(graph), Texts{});
  EXPECT_EQ(graph.tensors[3].shape, (Shape{1, 4, 4, 2}));
  EXPECT_EQ(problems(graph), Texts{});
}

TEST(InferShapes, ReportsAShapeThatContradictsTheOp) {
  Graph graph = test::small_convolution();
  graph.tensors[3].shape = {1, 4, 4, 5};
  EXPECT_EQ(shape_problems(graph),
            Texts{"node 0 (conv2d, output 'y'): the file gives its output the shape 1x4x4x5 where "
                  "the op computes 1x4x4x2"});
}

// Whatever a file says, verify and infer_shapes come back.
TEST(Verify, SurvivesRandomDamage) {
  const std::uint64_t seed = 20260101;
  std::cout << "seed " << seed << "\n";
  Random random(seed);
  const std::vector<std::int64_t> nasty{
      std::numeric_limits<std::int64_t>::min(), -1, 0, 1, 2, 7, 1LL << 31, 1LL << 40, 1LL << 62,
      std::numeric_limits<std::int64_t>::max()};
  const auto pick = [&] {
    return nasty[static_cast<std::size_t>(
        random.integer(0, static_cast<std::int64_t>(nasty.size()) - 1))];
  };
  for (int round = 0; round < 3000; ++round) {
    Graph graph = test::one_of_each();
    for (int edits = 0; edits < 3; ++edits) {
      Tensor& tensor = graph.tensor(static_cast<TensorId>(
          random.integer(0, static_cast<std::int64_t>(graph.tensors.size()) - 1)));
      Node& node = graph.node(static_cast<NodeId>(
          random.integer(0, static_cast<std::int64_t>(graph.nodes.size()) - 1)));
      switch (random.integer(0, 7)) {
        case 0:
          if (tensor.shape.rank() > 0) tensor.shape[0] = pick();
          break;
        case 1:
          tensor.shape.dims.push_back(pick());
          break;
        case 2:
          tensor.shape.dims.clear();
          break;
        case 3:
          if (!node.inputs.empty()) node.inputs[0] = static_cast<TensorId>(random.integer(-3, 70));
          break;
        case 4:
          node.outputs[0] = static_cast<TensorId>(random.integer(-3, 70));
          break;
        case 5:
          tensor.quantization = Quantization{{1, 2}, {pick(), 0}, static_cast<int>(pick())};
          break;
        case 6:
          tensor.bits = static_cast<int>(pick());
          break;
        default:
          damage(node.op, pick());
      }
    }
    Diagnostics diagnostics("graph");
    infer_shapes(graph, diagnostics);
    verify(graph, diagnostics);
  }
}

}  // namespace
}  // namespace requant
