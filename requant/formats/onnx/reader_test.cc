#include "requant/formats/onnx/reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

#include "requant/formats/onnx/test_model.h"

namespace requant::formats::onnx {
namespace {

using test::TestModel;
using ::testing::ElementsAre;

std::vector<OpKind> kinds(const Graph& graph) {
  std::vector<OpKind> result;
  for (const Node& node : graph.nodes) result.push_back(node.kind());
  return result;
}

const Node& node_of(const Graph& graph, OpKind kind) {
  return *std::ranges::find(graph.nodes, kind, &Node::kind);
}

std::vector<std::int8_t> counted(std::size_t n) {
  std::vector<std::int8_t> values(n);
  std::iota(values.begin(), values.end(), std::int8_t{0});
  return values;
}

// Weights OIHW 2x3x2x2 = 0..23, a bias, and the grids of input, weights and output.
TestModel parameters() {
  TestModel m;
  m.grid("x", 0.5F, 3).grid("w", 0.25F, 0).grid("y", 1.0F, -128);
  m.bytes("w", {2, 3, 2, 2}, counted(24)).wide("b", {2}, {7, -9});
  m.floats("b_scale", {}, {0.125F}).wide("b_zero", {}, {0});
  return m;
}

TestModel qlinear_conv() {
  TestModel m = parameters();
  m.input("x", {1, 3, 5, 4}, proto::TensorProto::INT8).output("y", proto::TensorProto::INT8);
  m.node("QLinearConv",
         {"x", "x_scale", "x_zero", "w", "w_scale", "w_zero", "y_scale", "y_zero", "b"}, {"y"});
  return m;
}

TestModel qdq_conv(const std::string& clamp = "") {
  TestModel m = parameters();
  m.input("x", {1, 3, 5, 4}, proto::TensorProto::INT8).output("y", proto::TensorProto::INT8);
  m.dequantize("x", "xr", "x").dequantize("w", "wr", "w").dequantize("b", "br", "b");
  m.node("Conv", {"xr", "wr", "br"}, {"c"});
  if (!clamp.empty()) m.node(clamp, {"c"}, {"r"});
  m.quantize(clamp.empty() ? "c" : "r", "y", "y");
  return m;
}

TEST(OnnxReader, QLinearConvIsAConvolutionOfNhwc) {
  const Model model = qlinear_conv().read();
  const Graph& graph = model.graph;
  ASSERT_THAT(kinds(graph), ElementsAre(OpKind::conv2d));
  EXPECT_EQ(graph.tensor(graph.inputs[0]).shape, (Shape{1, 5, 4, 3}));
  EXPECT_EQ(graph.tensor(graph.outputs[0]).shape, (Shape{1, 4, 3, 2}));
  EXPECT_THAT(model.input_layouts, ElementsAre(Layout::channels_first));
  EXPECT_THAT(model.output_layouts, ElementsAre(Layout::channels_first));
  EXPECT_EQ(model.arithmetic, "onnx-qlinear");
  const Node& conv = graph.nodes[0];
  const Tensor& weights = graph.tensor(conv.input(1));
  EXPECT_EQ(weights.name, "w");
  EXPECT_EQ(weights.shape, (Shape{2, 2, 2, 3}));  // OHWI
  const auto stored = stored_integers(weights);
  EXPECT_THAT(std::vector(stored.begin(), stored.begin() + 6), ElementsAre(0, 4, 8, 1, 5, 9));
  EXPECT_THAT(stored_integers(graph.tensor(conv.input(2))), ElementsAre(7, -9));
  EXPECT_EQ(graph.tensor(conv.input(2)).quantization, per_tensor(0.125F, 0));
  EXPECT_EQ(graph.tensor(graph.outputs[0]).quantization, per_tensor(1.0F, -128));
}

// One op, whatever wrote it: the tensors have the same numbers.
void expect_same(const Graph& a, const Graph& b) {
  ASSERT_EQ(a.nodes.size(), b.nodes.size());
  for (std::size_t n = 0; n < a.nodes.size(); ++n) {
    EXPECT_EQ(a.nodes[n].op, b.nodes[n].op);
    ASSERT_EQ(a.nodes[n].inputs.size(), b.nodes[n].inputs.size());
    for (std::size_t i = 0; i < a.nodes[n].inputs.size(); ++i) {
      const Tensor& ta = a.tensor(a.nodes[n].inputs[i]);
      const Tensor& tb = b.tensor(b.nodes[n].inputs[i]);
      EXPECT_EQ(ta.type, tb.type);
      EXPECT_EQ(ta.shape, tb.shape);
      EXPECT_EQ(ta.quantization, tb.quantization);
      ASSERT_EQ(ta.is_constant(), tb.is_constant());
      if (ta.is_constant()) {
        EXPECT_EQ(*ta.data, *tb.data);
      }
    }
  }
}

TEST(OnnxReader, AQdqClusterIsTheSameOpAsItsQLinearOne) {
  expect_same(qlinear_conv().read().graph, qdq_conv().read().graph);
}

TEST(OnnxReader, IntegerConvolutionWithConstantScalesIsTheSameOp) {
  TestModel m = parameters();
  m.input("real", {1, 3, 5, 4}).output("y", proto::TensorProto::INT8);
  m.floats("factor", {}, {0.125F}).floats("bias", {1, 2, 1, 1}, {7 * 0.125F, -9 * 0.125F});
  m.quantize("real", "x", "x");
  m.node("ConvInteger", {"x", "w", "x_zero", "w_zero"}, {"acc"});
  TestModel::set(m.node("Cast", {"acc"}, {"float"}), "to", proto::TensorProto::FLOAT);
  m.node("Mul", {"float", "factor"}, {"scaled"});
  m.node("Add", {"scaled", "bias"}, {"sum"});
  m.quantize("sum", "y", "y");
  const Graph graph = m.read().graph;
  ASSERT_THAT(kinds(graph), ElementsAre(OpKind::quantize, OpKind::conv2d));
  const Node& conv = graph.nodes[1];
  EXPECT_EQ(graph.tensor(conv.input(1)).quantization, per_tensor(0.25F, 0));
  EXPECT_THAT(stored_integers(graph.tensor(conv.input(2))), ElementsAre(7, -9));
}

TEST(OnnxReader, ReluBeforeTheQuantizationIsFused) {
  const Graph graph = qdq_conv("Relu").read().graph;
  ASSERT_THAT(kinds(graph), ElementsAre(OpKind::conv2d));
  EXPECT_EQ(activation_of(graph.nodes[0].op), Activation::relu);
}

TEST(OnnxReader, OtherClampsBecomeBoundsOfStoredValues) {
  TestModel m = parameters();
  m.input("x", {1, 3, 5, 4}, proto::TensorProto::INT8).output("y", proto::TensorProto::INT8);
  m.floats("low", {}, {0.0F}).floats("high", {}, {10.0F});
  m.dequantize("x", "xr", "x").dequantize("w", "wr", "w");
  m.node("Conv", {"xr", "wr"}, {"c"});
  m.node("Clip", {"c", "low", "high"}, {"r"});
  m.quantize("r", "y", "y");
  const Graph graph = m.read().graph;
  // The lowest value of the type stands for 0 already.
  ASSERT_THAT(kinds(graph), ElementsAre(OpKind::conv2d, OpKind::minimum));
  EXPECT_THAT(stored_integers(graph.tensor(graph.nodes[1].input(1))), ElementsAre(-118));
  EXPECT_EQ(graph.tensor(graph.outputs[0]).name, "y");
}

TEST(OnnxReader, AsManyGroupsAsChannelsAreADepthwiseConvolution) {
  TestModel m;
  m.grid("x", 0.5F, 0).grid("w", 0.25F, 0).grid("y", 1.0F, 0);
  m.input("x", {1, 3, 6, 6}, proto::TensorProto::INT8).output("y", proto::TensorProto::INT8);
  m.bytes("w", {3, 1, 2, 2}, counted(12));
  auto& conv =
      m.node("QLinearConv",
             {"x", "x_scale", "x_zero", "w", "w_scale", "w_zero", "y_scale", "y_zero"}, {"y"});
  TestModel::set(conv, "group", 3);
  TestModel::set(conv, "strides", test::Dims{2, 2});
  TestModel::set(conv, "pads", test::Dims{0, 0, 1, 1});
  const Graph graph = m.read().graph;
  ASSERT_THAT(kinds(graph), ElementsAre(OpKind::depthwise_conv2d));
  const auto& op = std::get<DepthwiseConv2d>(graph.nodes[0].op);
  EXPECT_EQ(op.depth_multiplier, 1);
  EXPECT_EQ(op.window.padding, Padding::explicit_pads);
  const Tensor& weights = graph.tensor(graph.nodes[0].input(1));
  EXPECT_EQ(weights.shape, (Shape{1, 2, 2, 3}));
  const auto stored = stored_integers(weights);
  EXPECT_THAT(std::vector(stored.begin(), stored.begin() + 6), ElementsAre(0, 4, 8, 1, 5, 9));
}

TEST(OnnxReader, PaddingOfEqualHalvesIsSame) {
  TestModel m;
  m.input("x", {1, 1, 5, 5}).output("y");
  auto& pool = m.node("MaxPool", {"x"}, {"y"});
  TestModel::set(pool, "kernel_shape", test::Dims{3, 3});
  TestModel::set(pool, "pads", test::Dims{1, 1, 1, 1});
  const Graph graph = m.read().graph;
  EXPECT_EQ(std::get<MaxPool2d>(graph.nodes[0].op).window.padding, Padding::same);
}

TEST(OnnxReader, LayersOnAFlattenedImageTakeItInTheOrderOfNhwc) {
  TestModel m;
  m.grid("x", 0.5F, 0).grid("w", 0.25F, 0).grid("y", 1.0F, 0);
  m.input("x", {1, 2, 2, 2}, proto::TensorProto::INT8).output("y", proto::TensorProto::INT8);
  m.bytes("w", {8, 1}, counted(8));
  auto& pool = m.node("MaxPool", {"x"}, {"p"});
  TestModel::set(pool, "kernel_shape", test::Dims{1, 1});
  m.node("Flatten", {"p"}, {"f"});
  m.dequantize("f", "fr", "x").dequantize("w", "wr", "w");
  m.node("MatMul", {"fr", "wr"}, {"z"});
  m.quantize("z", "y", "y");
  const Graph graph = m.read().graph;
  ASSERT_THAT(kinds(graph),
              ElementsAre(OpKind::max_pool2d, OpKind::reshape, OpKind::fully_connected));
  // Element (h, w, c) is 4 c + 2 h + w of the file.
  EXPECT_THAT(stored_integers(graph.tensor(graph.nodes[2].input(1))),
              ElementsAre(0, 4, 1, 5, 2, 6, 3, 7));
}

// Names are those of the integers, as for ops that compute; on another grid, a node quantizes anew.
TEST(OnnxReader, AReshapeBetweenTheSameGridsHasTheNameOfItsIntegers) {
  const auto read = [](const std::string& grid) {
    TestModel m;
    m.grid("x", 0.5F, 3).grid("other", 1.0F, 0).longs("dims", {2}, {1, 12});
    m.input("x", {1, 3, 4}, proto::TensorProto::INT8).output("y");
    m.dequantize("x", "xr", "x").node("Reshape", {"xr", "dims"}, {"r"});
    return m.quantize("r", "q", grid).dequantize("q", "y", grid).read().graph;
  };
  const auto written = [](const Graph& graph, NodeId node) {
    return graph.tensor(graph.node(node).outputs[0]).name;
  };
  const Graph same = read("x");
  ASSERT_THAT(kinds(same), ElementsAre(OpKind::reshape, OpKind::dequantize));
  EXPECT_EQ(written(same, 0), "q");
  const Graph other = read("other");
  ASSERT_THAT(kinds(other), ElementsAre(OpKind::reshape, OpKind::quantize, OpKind::dequantize));
  EXPECT_EQ(written(other, 0), "r");
  EXPECT_EQ(written(other, 1), "q");
}

TEST(OnnxReader, TransposesThatOnlySettleTheLayoutDisappear) {
  TestModel m;
  m.input("x", {1, 4, 4, 2}).output("y");  // NHWC, as TensorFlow's exporters have it
  TestModel::set(m.node("Transpose", {"x"}, {"n"}), "perm", test::Dims{0, 3, 1, 2});
  auto& pool = m.node("MaxPool", {"n"}, {"p"});
  TestModel::set(pool, "kernel_shape", test::Dims{2, 2});
  TestModel::set(m.node("Transpose", {"p"}, {"y"}), "perm", test::Dims{0, 2, 3, 1});
  const Model model = m.read();
  ASSERT_THAT(kinds(model.graph), ElementsAre(OpKind::max_pool2d));
  EXPECT_EQ(model.graph.tensor(model.graph.inputs[0]).shape, (Shape{1, 4, 4, 2}));
  EXPECT_THAT(model.input_layouts, ElementsAre(Layout::channels_last));
  EXPECT_THAT(model.output_layouts, ElementsAre(Layout::channels_last));
}

TEST(OnnxReader, ConstantsBroadcastAlongTheChannelsOfAnImage) {
  TestModel m;
  m.input("x", {1, 3, 2, 2}).output("y");
  m.floats("c", {3, 1, 1}, {1, 2, 3});
  auto& pool = m.node("MaxPool", {"x"}, {"p"});
  TestModel::set(pool, "kernel_shape", test::Dims{1, 1});
  m.node("Add", {"p", "c"}, {"y"});
  const Graph graph = m.read().graph;
  EXPECT_EQ(graph.tensor(node_of(graph, OpKind::add).input(1)).shape, (Shape{1, 1, 1, 3}));
}

TEST(OnnxReader, BatchNormalizationGoesIntoQuantizedWeights) {
  TestModel m;
  m.grid("x", 0.5F, 0).grid("w", 0.25F, 0).grid("y", 1.0F, 0);
  m.input("x", {1, 2}, proto::TensorProto::INT8).output("y", proto::TensorProto::INT8);
  m.bytes("w", {2, 2}, {1, 2, 3, 4});
  m.floats("g", {2}, {2, -4}).floats("o", {2}, {1, 0}).floats("m", {2}, {0, 1});
  m.floats("v", {2}, {1, 1});
  m.dequantize("x", "xr", "x").dequantize("w", "wr", "w");
  m.node("MatMul", {"xr", "wr"}, {"z"});
  auto& normalization = m.node("BatchNormalization", {"z", "g", "o", "m", "v"}, {"n"});
  auto* epsilon = normalization.add_attribute();
  epsilon->set_name("epsilon");
  epsilon->set_type(proto::AttributeProto::FLOAT);
  epsilon->set_f(0);
  m.quantize("n", "y", "y");
  const Graph graph = m.read().graph;
  ASSERT_THAT(kinds(graph), ElementsAre(OpKind::fully_connected));
  const Tensor& weights = graph.tensor(graph.nodes[0].input(1));
  EXPECT_THAT(stored_integers(weights), ElementsAre(1, 3, -2, -4));  // the second row turned over
  EXPECT_THAT(weights.quantization->scale, ElementsAre(0.5F, 1.0F));
  const Tensor& bias = graph.tensor(graph.nodes[0].input(2));
  EXPECT_THAT(bias.quantization->scale, ElementsAre(0.25F, 0.5F));
  EXPECT_THAT(stored_integers(bias), ElementsAre(4, 8));  // 1 / 0.25, 4 / 0.5
}

TEST(OnnxReader, QuantNodesOfOddWidthsAreClampsInEightBits) {
  TestModel m;
  m.input("x", {1, 4}).output("y");
  m.floats("s", {}, {0.5F}).floats("z", {}, {0}).floats("bits", {}, {3});
  TestModel::set(m.node("Quant", {"x", "s", "z", "bits"}, {"y"}, "qonnx.custom_op.general"),
                 "narrow", 1);
  const Graph graph = m.read().graph;
  ASSERT_THAT(kinds(graph),
              ElementsAre(OpKind::quantize, OpKind::maximum, OpKind::minimum, OpKind::dequantize));
  EXPECT_THAT(stored_integers(graph.tensor(graph.nodes[1].input(1))), ElementsAre(-3));
  EXPECT_THAT(stored_integers(graph.tensor(graph.nodes[2].input(1))), ElementsAre(3));
}

TEST(OnnxReader, WeightsOfQuantNodesAreRounded) {
  TestModel m;
  m.input("x", {1, 2}, proto::TensorProto::INT8).output("y", proto::TensorProto::INT8);
  m.grid("x", 0.5F, 0).grid("y", 1.0F, 0);
  m.floats("w", {2, 1}, {0.9F, -5.0F}).floats("s", {1}, {0.5F}).floats("z", {}, {0});
  m.floats("bits", {}, {3});
  m.node("Quant", {"w", "s", "z", "bits"}, {"wr"}, "qonnx.custom_op.general");
  m.dequantize("x", "xr", "x");
  m.node("MatMul", {"xr", "wr"}, {"z"});
  m.model.mutable_graph()->mutable_node(2)->set_output(0, "product");
  m.quantize("product", "y", "y");
  const Graph graph = m.read().graph;
  EXPECT_THAT(stored_integers(graph.tensor(node_of(graph, OpKind::fully_connected).input(1))),
              ElementsAre(2, -4));
}

TEST(OnnxReader, ShapesThatTheGraphComputesAreConstants) {
  TestModel m;
  m.input("x", {2, 3, 4}).output("y");
  m.longs("zero", {}, {0}).longs("axes", {1}, {0}).longs("rest", {1}, {-1});
  m.node("Shape", {"x"}, {"shape"});
  m.node("Gather", {"shape", "zero"}, {"batch"});
  m.node("Unsqueeze", {"batch", "axes"}, {"list"});
  TestModel::set(m.node("Concat", {"list", "rest"}, {"to"}), "axis", 0);
  m.node("Reshape", {"x", "to"}, {"y"});
  const Graph graph = m.read().graph;
  ASSERT_THAT(kinds(graph), ElementsAre(OpKind::reshape));
  EXPECT_EQ(graph.tensor(graph.outputs[0]).shape, (Shape{2, 12}));
}

TEST(OnnxReader, RequantShiftScalesTheLayerBeforeIt) {
  TestModel m;
  m.input("x", {1, 1, 2, 2}).output("y");
  m.floats("w", {1, 1, 1, 1}, {3}).floats("mul", {1, 1, 1}, {5}).floats("add", {1, 1, 1}, {10});
  m.node("Conv", {"x", "w"}, {"acc"});
  auto& shift = m.node("RequantShift", {"acc", "mul", "add"}, {"y"});
  TestModel::set(shift, "div", 16);
  TestModel::set(shift, "n_levels_out", 256);
  TestModel::set(shift, "signed", 0);
  const Model model = m.read();
  ASSERT_THAT(kinds(model.graph), ElementsAre(OpKind::quantize, OpKind::conv2d));
  const Node& conv = model.graph.nodes[1];
  EXPECT_EQ(model.arithmetic, "pulp-nn");
  EXPECT_EQ(model.graph.tensor(conv.input(1)).quantization, per_tensor(5.0F / 16, 0));
  EXPECT_THAT(stored_integers(model.graph.tensor(conv.input(2))), ElementsAre(2));
  EXPECT_EQ(model.graph.tensor(conv.outputs[0]).quantization, per_tensor(1.0F, -128));
}

TEST(OnnxReader, OfAMetadataKeyThatIsThereTwiceTheFirstIsKept) {
  TestModel m = qlinear_conv();
  for (const char* value : {"one", "two"}) {
    auto* entry = m.model.add_metadata_props();
    entry->set_key("author");
    entry->set_value(value);
  }
  EXPECT_THAT(m.read().metadata, ElementsAre(std::pair<std::string, std::string>("author", "one")));
}

}  // namespace
}  // namespace requant::formats::onnx
