// The numbered constraints of the ops: each is violated once, and the report carries its label.
#include <gtest/gtest.h>

#include <cmath>
#include <functional>

#include "requant/graph/test_graph.h"
#include "requant/graph/verify.h"

namespace requant {
namespace {

struct Violation {
  OpKind kind;
  std::string label;
  std::function<void(Graph&, Node&)> edit;
};

void PrintTo(const Violation& v, std::ostream* out) { *out << name(v.kind) << " " << v.label; }

Tensor& input(Graph& graph, const Node& node, int i) { return graph.tensor(node.input(i)); }
Tensor& output(Graph& graph, const Node& node) { return graph.tensor(node.outputs[0]); }

// Another shape; constants keep enough data for it.
void reshape(Tensor& tensor, Shape shape) {
  tensor.shape = std::move(shape);
  if (tensor.is_constant()) {
    tensor.data = std::make_shared<Bytes>(
        storage_bytes(tensor.type, static_cast<std::size_t>(tensor.shape.count())));
  }
}

template <typename T>
T& op(Node& node) {
  return std::get<T>(node.op);
}

void add_bias(Graph& graph, Node& node, DataType type, Shape shape) {
  node.inputs.push_back(test::add_constant(graph, "b", type, std::move(shape)));
}

const auto float_output = [](Graph& g, Node& n) { output(g, n).type = DataType::float32; };
const auto wide_output = [](Graph& g, Node& n) { output(g, n).type = DataType::int16; };
const auto flat_input = [](Graph& g, Node& n) { input(g, n, 0).shape = {48}; };

std::vector<Violation> violations() {
  using K = OpKind;
  return {
      {K::conv2d, "N1", [](Graph&, Node& n) { n.inputs.resize(1); }},
      {K::conv2d, "N1", [](Graph&, Node& n) { n.inputs[1] = kNoTensor; }},
      {K::conv2d, "N1", [](Graph&, Node& n) { n.outputs.clear(); }},
      {K::conv2d, "N2", [](Graph& g, Node& n) { input(g, n, 0).quantization.reset(); }},
      {K::add, "N3",
       [](Graph& g, Node& n) {
         input(g, n, 1).quantization = Quantization{{1, 2, 3}, {0, 0, 0}, 0};
       }},
      {K::conv2d, "T1", float_output},
      {K::conv2d, "T2",
       [](Graph& g, Node& n) {
         reshape(input(g, n, 1), {2, 1, 1, 3});
         input(g, n, 1).type = DataType::float32;
         input(g, n, 1).data = std::make_shared<Bytes>(24);
       }},
      {K::conv2d, "T3", [](Graph& g, Node& n) { add_bias(g, n, DataType::float32, {2}); }},
      {K::depthwise_conv2d, "T4",
       [](Graph& g, Node& n) {
         input(g, n, 1).quantization = Quantization{{1, 2, 3}, {0, 0, 0}, 1};
       }},
      {K::fully_connected, "T5", [](Graph& g, Node& n) { add_bias(g, n, DataType::int32, {4}); }},
      {K::conv2d, "W1",
       [](Graph&, Node& n) {
         op<Conv2d>(n).window.stride = {0, 1};
       }},
      {K::conv2d, "W1",
       [](Graph&, Node& n) {
         op<Conv2d>(n).window.dilation = {1, 1LL << 40};
       }},
      {K::max_pool2d, "W1",
       [](Graph&, Node& n) {
         op<MaxPool2d>(n).size = {-1, 1};
       }},
      {K::average_pool2d, "W2",
       [](Graph&, Node& n) {
         op<AveragePool2d>(n).size = {5, 1};
       }},
      {K::conv2d, "C1", flat_input},
      {K::conv2d, "C1",
       [](Graph& g, Node& n) {
         reshape(input(g, n, 1), {2, 3});
       }},
      {K::conv2d, "C2",
       [](Graph& g, Node& n) {
         reshape(input(g, n, 1), {2, 1, 1, 2});
       }},
      {K::conv2d, "C2",
       [](Graph& g, Node& n) {
         reshape(input(g, n, 1), {2, 1, 1, 1});
       }},
      {K::depthwise_conv2d, "C1", flat_input},
      {K::depthwise_conv2d, "C2",
       [](Graph& g, Node& n) {
         reshape(input(g, n, 1), {2, 3, 3, 6});
       }},
      {K::depthwise_conv2d, "C3",
       [](Graph&, Node& n) { op<DepthwiseConv2d>(n).depth_multiplier = 3; }},
      {K::fully_connected, "C1", [](Graph& g, Node& n) { reshape(input(g, n, 1), {30}); }},
      {K::fully_connected, "C2",
       [](Graph& g, Node& n) {
         reshape(input(g, n, 1), {5, 7});
       }},
      {K::fully_connected, "C3",
       [](Graph& g, Node& n) {
         op<FullyConnected>(n).keep_num_dims = true;
         reshape(input(g, n, 1), {5, 3});
       }},
      {K::add, "C1", wide_output},
      {K::sub, "C1", [](Graph& g, Node& n) { input(g, n, 1).type = DataType::uint8; }},
      {K::mul, "C2", [](Graph& g, Node& n) { input(g, n, 1).shape = {2}; }},
      {K::average_pool2d, "C1", flat_input},
      {K::average_pool2d, "C2", wide_output},
      {K::max_pool2d, "C3",
       [](Graph&, Node& n) {
         op<MaxPool2d>(n).window.dilation = {2, 2};
       }},
      {K::mean, "C1", float_output},
      {K::mean, "C2",
       [](Graph&, Node& n) {
         op<Mean>(n).axes = {1, 1};
       }},
      {K::mean, "C2", [](Graph&, Node& n) { op<Mean>(n).axes = {4}; }},
      {K::mean, "C2", [](Graph&, Node& n) { op<Mean>(n).axes = {}; }},
      {K::concat, "C1", [](Graph&, Node& n) { n.inputs[1] = kNoTensor; }},
      {K::concat, "C2", [](Graph& g, Node& n) { input(g, n, 1).type = DataType::uint8; }},
      {K::concat, "C3", [](Graph&, Node& n) { op<Concat>(n).axis = 2; }},
      {K::concat, "C3", [](Graph&, Node& n) { op<Concat>(n).axis = -1; }},
      {K::concat, "C4",
       [](Graph& g, Node& n) {
         input(g, n, 1).shape = {3, 4};
       }},
      {K::pad, "C1", wide_output},
      {K::pad, "C2", [](Graph&, Node& n) { op<Pad>(n).paddings.pop_back(); }},
      {K::pad, "C2", [](Graph&, Node& n) { op<Pad>(n).paddings[0].first = -1; }},
      {K::pad, "C3",
       [](Graph&, Node& n) {
         op<Pad>(n) = {op<Pad>(n).paddings, true, 128};
       }},
      {K::reshape, "C1", wide_output},
      {K::reshape, "C2", [](Graph& g, Node& n) { output(g, n).shape = {7}; }},
      {K::reshape, "C3",
       [](Graph& g, Node& n) {
         output(g, n).shape = {4, -1};
       }},
      {K::reshape, "C4",
       [](Graph& g, Node& n) {
         output(g, n).shape = {};
         op<Reshape>(n) = {Reshape::Spelling::squeeze, {0}};
       }},
      {K::transpose, "C1", wide_output},
      {K::transpose, "C2",
       [](Graph&, Node& n) {
         op<Transpose>(n).permutation = {0, 0};
       }},
      {K::resize_bilinear, "C1", flat_input},
      {K::resize_bilinear, "C2", wide_output},
      {K::resize_nearest, "C3", [](Graph& g, Node& n) { output(g, n).shape = {}; }},
      {K::relu, "C2", [](Graph&, Node& n) { op<Relu>(n).activation = Activation::none; }},
      {K::leaky_relu, "C2", [](Graph&, Node& n) { op<LeakyRelu>(n).alpha = std::nanf(""); }},
      {K::logistic, "C1", float_output},
      {K::tanh, "C1", float_output},
      {K::hard_swish, "C1", float_output},
      {K::softmax, "C1", float_output},
      {K::softmax, "C2", [](Graph& g, Node& n) { input(g, n, 0).shape = {}; }},
      {K::softmax, "C3", [](Graph&, Node& n) { op<Softmax>(n).beta = 0; }},
      {K::arg_max, "C1", [](Graph&, Node& n) { op<ArgMax>(n).axis = 2; }},
      {K::arg_max, "C2", [](Graph& g, Node& n) { output(g, n).type = DataType::int8; }},
      {K::quantize, "C1", [](Graph& g, Node& n) { input(g, n, 0).type = DataType::boolean; }},
      {K::quantize, "C2", float_output},
      {K::batch_norm, "C1",
       [](Graph& g, Node& n) { input(g, n, 0).type = output(g, n).type = DataType::int32; }},
      {K::batch_norm, "C1", [](Graph& g, Node& n) { input(g, n, 0).type = DataType::float16; }},
      {K::batch_norm, "C2", [](Graph& g, Node& n) { input(g, n, 4).type = DataType::int32; }},
      {K::batch_norm, "C2",
       [](Graph& g, Node& n) {
         g.inputs.push_back(n.inputs[2]);
         input(g, n, 2).data = nullptr;
       }},
      {K::batch_norm, "C3", [](Graph& g, Node& n) { reshape(input(g, n, 3), {4}); }},
      {K::batch_norm, "C3",
       [](Graph& g, Node& n) {
         reshape(input(g, n, 3), {1, 3});
       }},
      {K::batch_norm, "C4", [](Graph&, Node& n) { op<BatchNorm>(n).epsilon = -1e-5; }},
      {K::batch_norm, "C4", [](Graph&, Node& n) { op<BatchNorm>(n).epsilon = std::nan(""); }},
      {K::dequantize, "C1", [](Graph& g, Node& n) { input(g, n, 0).type = DataType::float32; }},
      {K::dequantize, "C2",
       [](Graph& g, Node& n) {
         output(g, n) = Tensor{"y", DataType::int8, {3}, per_tensor(1, 0), nullptr, -1};
       }},
  };
}

class OpConstraint : public testing::TestWithParam<Violation> {};

TEST_P(OpConstraint, IsReportedByItsLabel) {
  const Violation& violation = GetParam();
  Graph graph = test::one_of_each();
  const NodeId id = test::node_of(graph, violation.kind);
  ASSERT_GE(id, 0);
  violation.edit(graph, graph.node(id));
  Diagnostics diagnostics("graph");
  verify(graph, diagnostics);
  const std::string label = "(" + std::string(name(violation.kind)) + " " + violation.label + ")";
  std::string all;
  for (const Problem& problem : diagnostics.problems()) all += problem.text() + "\n";
  EXPECT_NE(all.find(label), std::string::npos) << label << " is not in:\n" << all;
}

INSTANTIATE_TEST_SUITE_P(All, OpConstraint, testing::ValuesIn(violations()));

Shape inferred(Graph graph, OpKind kind) {
  const NodeId id = test::node_of(graph, kind);
  const TensorId y = graph.node(id).outputs[0];
  graph.tensor(y).shape = {};
  Diagnostics diagnostics("graph");
  infer_shapes(graph, diagnostics);
  EXPECT_TRUE(diagnostics.empty());
  return graph.tensor(y).shape;
}

TEST(OpShape, IsInferredForEveryOpThatDoesNotTakeItFromItsOutput) {
  const Graph graph = test::one_of_each();
  for (int k = 0; k < kOpKinds; ++k) {
    const auto kind = static_cast<OpKind>(k);
    if (kind == OpKind::opaque || kind == OpKind::reshape || kind == OpKind::resize_bilinear ||
        kind == OpKind::resize_nearest) {
      continue;
    }
    const Node& node = graph.node(test::node_of(graph, kind));
    EXPECT_EQ(inferred(graph, kind), graph.tensor(node.outputs[0]).shape) << name(kind);
  }
}

Shape reshaped(Reshape reshape, Shape from) {
  Graph graph = test::one_of_each();
  Node& node = graph.node(test::node_of(graph, OpKind::reshape));
  node.op = std::move(reshape);
  graph.tensor(node.inputs[0]).shape = std::move(from);
  return inferred(graph, OpKind::reshape);
}

TEST(OpShape, ReshapeTakesWhatTheSourceWroteWhereTheOutputSaysNothing) {
  using S = Reshape::Spelling;
  EXPECT_EQ(reshaped({S::reshape, {2, -1}}, {3, 4}), (Shape{2, 6}));
  EXPECT_EQ(reshaped({S::squeeze, {1, -1}}, {1, 1, 5, 1}), (Shape{1, 5}));
  EXPECT_EQ(reshaped({S::expand_dims, {-1}}, {3, 4}), (Shape{3, 4, 1}));
  EXPECT_EQ(reshaped({S::expand_dims, {0}}, {3, 4}), (Shape{1, 3, 4}));
}

Shape convolved(std::int64_t size, std::int64_t kernel, const Window& window) {
  Graph graph;
  const auto x = test::add_tensor(graph, "x", DataType::float32, {1, size, 1, 1});
  const auto w = test::add_constant(graph, "w", DataType::float32, {1, kernel, 1, 1});
  const auto y = test::add_tensor(graph, "y", DataType::float32, {});
  graph.inputs = {x};
  graph.outputs = {y};
  test::add_node(graph, Conv2d{window}, {x, w}, {y});
  return inferred(graph, OpKind::conv2d);
}

TEST(OpShape, WindowsCountAsTheFormatsDo) {
  Window same{{2, 1}, {1, 1}, Padding::same, {}};
  EXPECT_EQ(convolved(7, 3, same), (Shape{1, 4, 1, 1}));
  EXPECT_EQ(convolved(8, 3, same), (Shape{1, 4, 1, 1}));
  Window valid{{2, 1}, {1, 1}, Padding::valid, {}};
  EXPECT_EQ(convolved(7, 3, valid), (Shape{1, 3, 1, 1}));
  EXPECT_EQ(convolved(8, 3, valid), (Shape{1, 3, 1, 1}));
  Window dilated{{1, 1}, {3, 1}, Padding::valid, {}};
  EXPECT_EQ(convolved(7, 3, dilated), (Shape{1, 1, 1, 1}));
  Window padded{{1, 1}, {1, 1}, Padding::explicit_pads, {2, 0, 1, 0}};
  EXPECT_EQ(convolved(7, 3, padded), (Shape{1, 8, 1, 1}));
}

}  // namespace
}  // namespace requant
