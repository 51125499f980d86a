// Networks of floating point, written and read back.
#include <gmock/gmock.h>

#include "requant/base/error.h"
#include "requant/base/random.h"
#include "requant/formats/onnx/constant.h"
#include "requant/formats/onnx/reader.h"
#include "requant/formats/onnx/test_model.h"
#include "requant/formats/onnx/test_written.h"
#include "requant/graph/verify.h"

namespace requant::formats::onnx {
namespace {

using requant::test::add_node;
using requant::test::add_tensor;

// A network that grows at its end; weights are random.
class Network {
 public:
  explicit Network(const Shape& input) : end_(add_tensor(graph_, "x", DataType::float32, input)) {
    graph_.inputs = {end_};
  }

  TensorId parameter(const std::string& name, const Shape& shape) {
    std::vector<double> values(static_cast<std::size_t>(shape.count()));
    for (double& v : values) v = random_.uniform() + 0.5;
    return graph_.add_tensor(float_constant(name, shape, values));
  }
  // The op on what there is and on `others`; its output has that name.
  Network& then(Op op, const std::string& name, const std::vector<TensorId>& others = {},
                const Shape& shape = {}) {
    const TensorId y = add_tensor(graph_, name, DataType::float32, shape);
    std::vector<TensorId> inputs{end_};
    inputs.insert(inputs.end(), others.begin(), others.end());
    const NodeId node = add_node(graph_, std::move(op), inputs, {y});
    Diagnostics problems("network");
    infer_shape(graph_, node, problems);
    EXPECT_TRUE(problems.empty());
    end_ = y;
    return *this;
  }
  Network& normalize(const std::string& name, double epsilon) {
    const Shape channels{graph_.tensor(end_).shape.last()};
    std::vector<TensorId> parameters;
    for (const char* what : {"_scale", "_bias", "_mean", "_variance"}) {
      parameters.push_back(parameter(name + what, channels));
    }
    return then(BatchNorm{epsilon}, name, parameters);
  }
  TensorId end() const { return end_; }
  Model model(const std::string& format = "onnx") {
    Model result;
    graph_.name = "network";
    graph_.outputs = {end_};
    result.graph = graph_;
    result.format = format;
    result.input_layouts = {Layout::channels_first};
    return result;
  }

 private:
  Random random_{5};
  Graph graph_;
  TensorId end_;
};

// The epsilon of files, which hold it as float32.
const double kEpsilon = static_cast<double>(1e-3F);

// A residual network of every op that float networks are made of.
Network residual_network() {
  Network n({1, 9, 8, 3});
  const Window strided{{2, 2}, {1, 1}, Padding::same, {}};
  const Window same{{1, 1}, {1, 1}, Padding::same, {}};
  n.then(Conv2d{.window = strided}, "c1", {n.parameter("w1", {6, 3, 3, 3})});
  n.normalize("n1", kEpsilon).then(Relu{Activation::relu6}, "r1");
  n.then(DepthwiseConv2d{same, 1}, "c2", {n.parameter("w2", {1, 3, 3, 6})});
  n.normalize("n2", 0).then(Relu{}, "r2");
  const TensorId stream = n.end();
  n.then(Conv2d{}, "c3", {n.parameter("w3", {6, 1, 1, 6}), n.parameter("b3", {6})});
  n.then(Add{}, "sum", {stream}).then(Relu{}, "r3");
  n.then(MaxPool2d{same, {2, 2}}, "p1").then(AveragePool2d{{}, {2, 1}}, "p2");
  return n;
}

// What the graph is, node by node: ops, and names, shapes and values of tensors.
std::vector<std::string> lines(const Graph& graph) {
  std::vector<std::string> result;
  for (const Node& node : graph.nodes) {
    std::string line(name(node.kind()));
    for (const auto& ids : {node.inputs, node.outputs}) {
      for (const TensorId id : ids) {
        const Tensor& t = graph.tensor(id);
        line += " " + t.name + " " + t.shape.text() + " " + std::string(name(t.type));
        if (!t.is_constant()) continue;
        for (const double v : float_values(t)) line += " " + std::to_string(v);
      }
    }
    result.push_back(line);
  }
  return result;
}

void expect_comes_back(const Model& model) {
  const Bytes bytes = write(model);
  const Model back = read(bytes, "'test.onnx'", ".");
  EXPECT_EQ(lines(back.graph), lines(model.graph));
  for (std::size_t n = 0; n < std::min(back.graph.nodes.size(), model.graph.nodes.size()); ++n) {
    EXPECT_TRUE(back.graph.nodes[n].op == model.graph.nodes[n].op) << "node " << n;
  }
  EXPECT_EQ(back.input_layouts, model.input_layouts);
  EXPECT_EQ(write(back), bytes);
}

TEST(OnnxFloatGraph, ComesBackFromItsFile) {
  Network pooled = residual_network();
  pooled.then(Mean{{1, 2}, true}, "mean").then(Reshape{.dims = {1, 6}}, "flat", {}, {1, 6});
  pooled.then(FullyConnected{}, "y", {pooled.parameter("wf", {4, 6}), pooled.parameter("bf", {4})});
  expect_comes_back(pooled.model());

  Network reduced = residual_network();
  reduced.then(Mean{{1, 2}, false}, "mean");
  reduced.then(FullyConnected{}, "y", {reduced.parameter("wf", {4, 6})});
  expect_comes_back(reduced.model());
}

TEST(OnnxFloatGraph, ComesBackWhereALayerReadsAnImageAndAMatrixIsNormalized) {
  Network n = residual_network();
  const Shape flat{1, n.model().graph.tensor(n.end()).shape.count()};
  n.then(Reshape{.dims = flat.dims}, "flat", {}, flat);
  n.then(FullyConnected{}, "f", {n.parameter("wf", {4, flat[1]})});
  n.normalize("nf", 0.5).then(Relu{}, "y");
  expect_comes_back(n.model());
}

TEST(OnnxFloatGraph, MetadataOfAnyTextComesBack) {
  Model model = residual_network().model();
  std::string text;
  while (text.size() < 600'000) text += "{\"step\": 0.125}\n\t\"\\ \xc3\xa4 ";
  model.metadata = {{"requant.network", text}, {"empty", ""}, {"zero", std::string("a\0b", 3)}};
  EXPECT_EQ(read(write(model), "'test.onnx'", ".").metadata, model.metadata);
}

TEST(OnnxFloatGraph, BatchNormalizationIsTheOperatorOnChannels) {
  Network n({1, 4, 4, 3});
  const auto message = test::written(n.normalize("n", kEpsilon).model());
  const auto& node = test::node(message, "BatchNormalization");
  EXPECT_EQ(test::dims(message.graph().input(0)), (test::Integers{1, 3, 4, 4}));
  EXPECT_EQ(test::op_types(message), (std::vector<std::string>{"BatchNormalization", "Transpose"}));
  ASSERT_EQ(node.input_size(), 5);
  EXPECT_EQ(node.input(0), "x");
  EXPECT_EQ(node.input(1), "n_scale");
  EXPECT_EQ(node.input(4), "n_variance");
  ASSERT_EQ(node.attribute_size(), 1);
  EXPECT_EQ(node.attribute(0).f(), 1e-3F);
}

// Of other ranks the file's channels are not the last dimension: a product and a sum stay.
TEST(OnnxFloatGraph, BatchNormalizationOfASequenceIsAProductAndASum) {
  test::TestModel m;
  m.input("x", {1, 2, 5}).output("y");
  m.floats("one", {2}, {1, 1}).floats("two", {2}, {2, 2});
  m.node("BatchNormalization", {"x", "one", "two", "one", "one"}, {"y"});
  const Graph graph = m.read().graph;
  ASSERT_EQ(graph.nodes.size(), 2U);
  EXPECT_EQ(graph.nodes[0].kind(), OpKind::mul);
  EXPECT_EQ(graph.nodes[1].kind(), OpKind::add);
}

// Whether a float value is quantized before or after: what is on integers stays linear there.
TEST(OnnxFloatGraph, BatchNormalizationNextToGridsIsAProductAndASum) {
  test::TestModel m;
  m.grid("x", 0.5F, 3).input("x", {1, 2}, proto::TensorProto::INT8).output("y");
  m.floats("one", {2}, {1, 1}).dequantize("x", "xr", "x");
  m.node("BatchNormalization", {"xr", "one", "one", "one", "one"}, {"y"});
  const Graph graph = m.read().graph;
  ASSERT_EQ(graph.nodes.size(), 3U);
  EXPECT_EQ(graph.nodes[1].kind(), OpKind::mul);
}

TEST(OnnxFloatGraph, OperatorsOnIntegersRefuseTensorsOfFewerBits) {
  Model model;
  model.graph = requant::test::small_convolution();
  model.graph.tensor(1).bits = 4;
  try {
    write(model, {.form = Form::qoperator});
    FAIL();
  } catch (const Error& error) {
    EXPECT_STREQ(
        error.what(),
        "tensor 'w' uses 4 of the bits of int8; operators on integers have 8 bits: write the "
        "form qdq");
  }
}

}  // namespace
}  // namespace requant::formats::onnx
