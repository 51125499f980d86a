#include "requant/target/obstacles.h"

#include <gtest/gtest.h>

#include "requant/graph/test_graph.h"

namespace requant {
namespace {

// int8: conv2d (per-tensor weights, symmetric, powers of two), add, softmax.
Graph fitting() {
  Graph graph = test::small_convolution();
  graph.tensors[0].quantization = per_tensor(0.5F, 0);
  graph.tensors[3].quantization = per_tensor(1, 0);
  const auto sum = test::add_tensor(graph, "sum", DataType::int8, {1, 4, 4, 2}, per_tensor(2, 0));
  test::add_node(graph, Add{}, {3, 3}, {sum});
  const auto out =
      test::add_tensor(graph, "out", DataType::int8, {1, 4, 4, 2}, per_tensor(1.0F / 256, -128));
  test::add_node(graph, Softmax{}, {sum}, {out});
  graph.outputs = {out};
  return graph;
}

Target chip() {
  return parse_target(
      "name: chip\ntitle: A chip\nactivation: {types: [int8], zero_points: [0]}\n"
      "weight: {types: [int8], zero_points: [0], narrow_range: true, granularity: per_tensor}\n"
      "bias: {bits: 16}\nscale: absolute_power_of_two\nops: [conv2d, add]\nhost_ops: [softmax]\n"
      "arithmetic: {default: {rescale: {form: power_of_two, min_right_shift: 0, "
      "max_right_shift: 16}}}\n",
      "chip.yaml");
}

std::vector<std::string> groups(const Graph& graph, const Target& target) {
  std::vector<std::string> result;
  for (const auto& g : grouped(find_obstacles(graph, target), graph, target)) {
    result.push_back(g.what + " (first: " + g.first + ")");
  }
  return result;
}

using Texts = std::vector<std::string>;

void set_weights(Graph& graph, DataType type, std::vector<std::int64_t> values) {
  graph.tensors[1].type = type;
  graph.tensors[1].data = std::make_shared<Bytes>(pack_integers(type, values));
}

TEST(Obstacles, AreNoneWhereTheGraphFits) {
  EXPECT_EQ(groups(fitting(), chip()), Texts{});
  EXPECT_TRUE(obstacles(fitting(), chip()).empty());
}

TEST(Obstacles, SpareWhatOnlyTheHostTouches) {
  Graph graph = fitting();
  graph.tensors[5].type = DataType::uint8;
  graph.tensors[5].quantization = per_tensor(0.3F, 0);
  EXPECT_EQ(groups(graph, chip()), Texts{});
}

TEST(Obstacles, SpareTheOtherSideOfQuantizeAndDequantize) {
  Graph graph = fitting();
  const auto image = test::add_tensor(graph, "image", DataType::float32, {1, 4, 4, 3});
  graph.nodes.insert(graph.nodes.begin(), {Quantize{}, {image}, {0}, -1});
  graph.inputs = {image};
  Target target = chip();
  target.ops.insert(OpKind::quantize);
  EXPECT_EQ(groups(graph, target), Texts{});
}

TEST(Obstacles, ShortenLongNames) {
  Graph graph = fitting();
  graph.nodes[1].op = Sub{};
  graph.tensors[4].name = std::string(50, 'a') + std::string(30, 'b');
  EXPECT_EQ(groups(graph, chip()),
            Texts{"1 node is of a kind that the target does not run (first: node 1 sub '..." +
                  std::string(7, 'a') + std::string(30, 'b') + "', sub)"});
}

TEST(Obstacles, AreOpsThatTheTargetLacks) {
  Graph graph = fitting();
  graph.nodes[1].op = Sub{};
  EXPECT_EQ(
      groups(graph, chip()),
      Texts{"1 node is of a kind that the target does not run (first: node 1 sub 'sum', sub)"});
  graph.nodes[1].op = Opaque{"CUSTOM x"};
  EXPECT_EQ(groups(graph, chip()),
            Texts{"1 node is of a kind that the target does not run (first: node 1 opaque 'sum', "
                  "CUSTOM x)"});
}

TEST(Obstacles, AreFloatingPointNodes) {
  Graph graph = fitting();
  for (Tensor& t : graph.tensors) {
    t.type = DataType::float32;
    t.quantization.reset();
  }
  EXPECT_EQ(groups(graph, chip()),
            Texts{"2 nodes compute in floating point (first: node 0 conv2d 'y', float32)"});
}

TEST(Obstacles, AreBatchNormalizationsAsFloatingPoint) {
  Graph graph = test::one_of_each();
  std::erase_if(graph.nodes, [](const Node& n) { return n.kind() != OpKind::batch_norm; });
  EXPECT_EQ(groups(graph, chip()),
            Texts{"1 node computes in floating point (first: node 0 batch_norm 'y', float32)"});
}

TEST(Obstacles, AreActivationsOfAnotherType) {
  Graph graph = fitting();
  graph.tensors[0].type = DataType::uint8;
  graph.tensors[0].quantization->zero_point[0] = 128;  // as int8: 0
  EXPECT_EQ(groups(graph, chip()),
            Texts{"1 activation is not int8 (first: node 0 conv2d 'x', uint8)"});
  graph.tensors[0].quantization->zero_point[0] = 122;
  EXPECT_EQ(groups(graph, chip()),
            (Texts{"1 activation is not int8 (first: node 0 conv2d 'x', uint8)",
                   "1 activation has a zero point other than 0 (first: node 0 conv2d 'x', zero "
                   "point 122, -6 as int8)"}));
}

TEST(Obstacles, AreZeroPoints) {
  Graph graph = fitting();
  graph.tensors[0].quantization->zero_point[0] = 3;
  graph.tensors[3].quantization->zero_point[0] = -4;
  graph.tensors[1].quantization->zero_point[0] = 5;
  EXPECT_EQ(groups(graph, chip()),
            (Texts{"2 activations have a zero point other than 0 (first: node 0 conv2d 'x', zero "
                   "point 3)",
                   "1 weight tensor has a zero point other than 0 (first: node 0 conv2d 'w', zero "
                   "point 5)"}));
}

TEST(Obstacles, AreScalesThatAreNoPowersOfTwo) {
  Graph graph = fitting();
  graph.tensors[0].quantization->scale[0] = 0.3F;
  graph.tensors[1].quantization->scale[0] = 0.25F * (1 + 3e-6F);
  graph.tensors[3].quantization->scale[0] = 1 + 5e-7F;  // within the tolerance
  EXPECT_EQ(groups(graph, chip()),
            (Texts{"1 activation has a scale that is no power of two (first: node 0 conv2d 'x', "
                   "scale 0.3)",
                   "1 weight tensor has a scale that is no power of two (first: node 0 conv2d 'w', "
                   "scale 0.250001)"}));
}

TEST(Obstacles, AreMultipliersWhereOnlyTheyMustBePowersOfTwo) {
  Target shifts = chip();
  shifts.scale_form = ScaleForm::multiplier_power_of_two;
  Graph graph = fitting();
  for (const int t : {0, 3, 4})
    graph.tensors[static_cast<std::size_t>(t)].quantization->scale[0] *= 0.3F;
  EXPECT_EQ(groups(graph, shifts), Texts{});  // the ratios are powers of two
  graph.tensors[4].quantization->scale[0] *= 1.5F;
  EXPECT_EQ(groups(graph, shifts),
            Texts{"1 node has a multiplier that is no power of two (first: node 1 add 'sum', "
                  "multiplier 0.333333)"});
}

TEST(Obstacles, AreWeightsOfAnotherTypeGranularityOrRange) {
  Graph graph = fitting();
  set_weights(graph, DataType::int8, {1, 2, -128, 0, 0, 0});
  graph.tensors[1].quantization = Quantization{{0.5F, 0.25F}, {0, 0}, 0};
  EXPECT_EQ(groups(graph, chip()),
            (Texts{"1 weight tensor has a scale for every channel (first: node 0 conv2d 'w', 2 "
                   "scales)",
                   "1 weight tensor holds the lowest value of the type, which the target does not "
                   "take (first: node 0 conv2d 'w', value -128)"}));
  set_weights(graph, DataType::uint8, {1, 2, 3, 0, 0, 0});
  graph.tensors[1].quantization = per_tensor(0.5F, 128);
  EXPECT_EQ(groups(graph, chip()),
            Texts{"1 weight tensor is not int8 (first: node 0 conv2d 'w', uint8)"});
}

TEST(Obstacles, AreBiasesThatNeedMoreBits) {
  Graph graph = fitting();
  graph.tensors[2].data =
      std::make_shared<Bytes>(pack_integers(DataType::int32, std::vector<std::int64_t>{-40000, 8}));
  EXPECT_EQ(groups(graph, chip()),
            Texts{"1 bias needs more than 16 bits (first: node 0 conv2d 'b', value -40000)"});
  Target shifted = chip();
  shifted.bias = {13, true};  // both are multiples of 8, and 5000 needs 14 bits
  EXPECT_EQ(groups(graph, shifted),
            Texts{"1 bias needs more than 13 bits and a shift (first: node 0 conv2d 'b', value "
                  "-40000)"});
  shifted.bias.bits = 14;
  EXPECT_EQ(groups(graph, shifted), Texts{});
}

TEST(Obstacles, AreShiftsThatTheTargetHasNot) {
  Graph graph = fitting();
  graph.tensors[0].quantization->scale[0] = 1.0F / (1 << 20);
  EXPECT_EQ(groups(graph, chip()),
            Texts{"1 node needs a right shift outside of 0 to 16 (first: node 0 conv2d 'y', shift "
                  "22)"});
}

TEST(Obstacles, AreToldOneByOne) {
  Graph graph = fitting();
  graph.tensors[0].quantization->zero_point[0] = 3;
  graph.nodes[1].op = Sub{};
  const auto problems = obstacles(graph, chip());
  ASSERT_EQ(problems.size(), 2U);
  EXPECT_EQ(
      problems[0].text(),
      "node 1 (sub, output 'sum'): this node is of a kind that the target does not run (sub)");
  EXPECT_EQ(
      problems[1].text(),
      "node 0 (conv2d), tensor 'x': this activation has a zero point other than 0 (zero point "
      "3)");
}

}  // namespace
}  // namespace requant
