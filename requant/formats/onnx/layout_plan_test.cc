#include "requant/formats/onnx/layout_plan.h"

#include "requant/formats/onnx/test_written.h"

namespace requant::formats::onnx {
namespace {

using requant::test::add_node;
using requant::test::add_tensor;
using test::attribute;
using test::count;
using test::dims;
using test::initializer;
using test::Integers;
using test::node;
using test::one_op;
using test::op_types;
using test::values;
using test::written;

const Quantization kGrid = per_tensor(0.5F, 3);

TEST(OnnxLayout, ConvolutionWeightsBecomeOihw) {
  Graph graph = one_op(Conv2d{}, {{1, 2, 2, 2}}, {1, 1, 2, 2});
  // O = 2, H = 2, W = 1, I = 2
  graph.nodes[0].inputs.push_back(
      test::add_bytes(graph, "w", {2, 2, 1, 2}, {1, 2, 3, 4, 5, 6, 7, 8}));
  const auto model = written(graph, Form::qdq);
  EXPECT_EQ(dims(initializer(model, "w")), (Integers{2, 2, 2, 1}));
  EXPECT_EQ(values<std::int8_t>(initializer(model, "w")),
            (std::vector<std::int8_t>{1, 3, 2, 4, 5, 7, 6, 8}));
}

TEST(OnnxLayout, DepthwiseWeightsBecomeO1hw) {
  Graph graph = one_op(DepthwiseConv2d{{}, 2}, {{1, 2, 1, 1}}, {1, 1, 1, 2});
  graph.nodes[0].inputs.push_back(test::add_bytes(graph, "w", {1, 2, 1, 2}, {1, 2, 3, 4}));
  const auto model = written(graph, Form::qdq);
  EXPECT_EQ(dims(initializer(model, "w")), (Integers{2, 1, 2, 1}));
  EXPECT_EQ(values<std::int8_t>(initializer(model, "w")), (std::vector<std::int8_t>{1, 3, 2, 4}));
}

// A max pool to `pooled`, a reshape to rank 2, and what reads that.
Graph pool_and_flatten(const Shape& pooled) {
  const std::int64_t n = pooled[0];
  const Shape image{n, 2 * pooled[1], 2 * pooled[2], pooled[3]};
  Graph graph = one_op(MaxPool2d{{.stride = {2, 2}}, {2, 2}}, {image}, pooled);
  graph.outputs = {add_tensor(graph, "flat", DataType::int8, {n, pooled.count() / n}, kGrid)};
  add_node(graph, Reshape{}, {1}, {2});
  return graph;
}

TEST(OnnxLayout, FlattenForAFullyConnectedLayerPermutesItsColumns) {
  Graph graph = pool_and_flatten({1, 1, 2, 3});
  const auto w = test::add_bytes(graph, "w", {1, 6}, {1, 2, 3, 4, 5, 6});
  const auto y = add_tensor(graph, "out", DataType::int8, {1, 1}, kGrid);
  add_node(graph, FullyConnected{}, {2, w}, {y});
  graph.outputs = {y};
  const auto model = written(graph, Form::qoperator);
  EXPECT_EQ(op_types(model), (std::vector<std::string>{"MaxPool", "Reshape", "QGemm"}));
  EXPECT_EQ(values<std::int8_t>(initializer(model, "w")),
            (std::vector<std::int8_t>{1, 4, 2, 5, 3, 6}));
}

TEST(OnnxLayout, ALayerThatFlattensByItselfPermutesItsColumns) {
  Graph graph = one_op(MaxPool2d{}, {{1, 1, 2, 3}}, {1, 1, 2, 3});
  const auto w = test::add_bytes(graph, "w", {1, 6}, {1, 2, 3, 4, 5, 6});
  const auto y = add_tensor(graph, "out", DataType::int8, {1, 1}, kGrid);
  add_node(graph, FullyConnected{}, {1, w}, {y});
  graph.outputs = {y};
  const auto model = written(graph, Form::qoperator);
  EXPECT_EQ(count(model, "Transpose"), 0);
  EXPECT_EQ(values<std::int8_t>(initializer(model, "w")),
            (std::vector<std::int8_t>{1, 4, 2, 5, 3, 6}));
}

TEST(OnnxLayout, FlattenThatOthersReadIsTransposedOnce) {
  for (const Shape& pooled : {Shape{1, 2, 2, 3}, Shape{1, 1, 1, 3}, Shape{1, 2, 2, 1}}) {
    const auto model = written(pool_and_flatten(pooled), Form::qoperator);
    const bool moves = pooled == Shape{1, 2, 2, 3};
    EXPECT_EQ(count(model, "Transpose"), moves ? 1 : 0) << pooled.text();
    EXPECT_EQ(count(model, "Reshape"), 1);
    if (moves) {
      EXPECT_EQ(attribute(node(model, "Transpose"), "perm"), (Integers{0, 2, 3, 1}));
    }
  }
}

TEST(OnnxLayout, ATransposeOfTheGraphThatUndoesTheOrderIsGone) {
  Graph graph = pool_and_flatten({1, 2, 2, 3});
  graph.nodes.pop_back();
  const auto moved = add_tensor(graph, "moved", DataType::int8, {1, 3, 2, 2}, kGrid);
  add_node(graph, Transpose{{0, 3, 1, 2}}, {1}, {moved});
  add_node(graph, Reshape{}, {moved}, {2});
  EXPECT_EQ(op_types(written(graph, Form::qoperator)),
            (std::vector<std::string>{"MaxPool", "Reshape"}));
}

TEST(OnnxLayout, ATransposeOfTheGraphTakesTheOrdersIn) {
  // Graph: y[n][h][w][c] = x[n][w][h][c].
  const Graph graph = one_op(Transpose{{0, 2, 1, 3}}, {{1, 2, 3, 4}}, {1, 3, 2, 4});
  const auto model = written(graph, Form::qoperator);
  EXPECT_EQ(attribute(node(model, "Transpose"), "perm"), (Integers{0, 1, 3, 2}));
}

TEST(OnnxLayout, DeepChainsTakeNoDeepStack) {
  Model model;
  const int length = 300000;
  model.graph = requant::test::chain(length);
  for (Tensor& tensor : model.graph.tensors) tensor.shape = {1, 1, 1, 4};
  LayoutPlan plan(model);
  EXPECT_EQ(plan.order(length), Order::channels_first);
}

TEST(OnnxLayout, VectorsBroadcastAlongTheChannels) {
  Graph graph = one_op(Add{}, {{1, 2, 2, 3}, {3}}, {1, 2, 2, 3});
  const auto reshaped = written(graph, Form::qoperator);
  EXPECT_EQ(op_types(reshaped), (std::vector<std::string>{"Reshape", "Reshape", "QLinearAdd"}));
  EXPECT_EQ(dims(reshaped.graph().value_info(1)), (Integers{1, 3, 1, 1}));
  graph.nodes[0].inputs[1] = test::add_bytes(graph, "c", {1, 1, 2, 3}, {1, 2, 3, 4, 5, 6});
  const auto constant = written(graph, Form::qoperator);
  EXPECT_EQ(dims(initializer(constant, "c")), (Integers{1, 3, 1, 2}));
  EXPECT_EQ(values<std::int8_t>(initializer(constant, "c")),
            (std::vector<std::int8_t>{1, 4, 2, 5, 3, 6}));
}

TEST(OnnxLayout, AxesAndPaddingsFollowTheOrder) {
  const Shape image{1, 2, 2, 3};
  EXPECT_EQ(
      attribute(node(written(one_op(Softmax{}, {image}, image), Form::qdq), "Softmax"), "axis"),
      Integers{1});
  const Graph concat = one_op(Concat{2}, {image, image}, {1, 2, 4, 3});
  EXPECT_EQ(attribute(node(written(concat, Form::qoperator), "Concat"), "axis"), Integers{3});
  const Graph pad = one_op(Pad{{{0, 0}, {1, 2}, {3, 4}, {5, 6}}}, {image}, Shape{1, 5, 9, 14});
  const auto model = written(pad, Form::qoperator);
  const auto& pads = initializer(model, node(model, "Pad").input(1));
  EXPECT_EQ(values<std::int64_t>(pads), (Integers{0, 5, 1, 3, 0, 6, 2, 4}));
  const auto& fill = initializer(model, node(model, "Pad").input(2));
  EXPECT_EQ(values<std::int8_t>(fill), std::vector<std::int8_t>{3});
}

TEST(OnnxLayout, MeanOverTheImageIsAGlobalPool) {
  const Shape image{2, 4, 5, 3};
  const auto kept = written(one_op(Mean{{1, 2}, true}, {image}, {2, 1, 1, 3}), Form::qoperator);
  EXPECT_EQ(op_types(kept), std::vector<std::string>{"QLinearGlobalAveragePool"});
  const auto dropped = written(one_op(Mean{{2, 1}, false}, {image}, {2, 3}), Form::qoperator);
  EXPECT_EQ(op_types(dropped), (std::vector<std::string>{"QLinearGlobalAveragePool", "Reshape"}));
}

TEST(OnnxLayout, MeanOverOtherAxesIsAReduceMean) {
  const Graph graph = one_op(Mean{{2}, false}, {{2, 4, 5, 3}}, {2, 4, 3});
  const auto old = written(graph, Form::qdq);
  // What is left, N H C, is not in that order in NCHW.
  EXPECT_EQ(count(old, "Transpose"), 1);
  EXPECT_EQ(attribute(node(old, "ReduceMean"), "axes"), Integers{2});
  const auto current = written(graph, Form::qdq, 18);
  const auto& axes = initializer(current, node(current, "ReduceMean").input(1));
  EXPECT_EQ(values<std::int64_t>(axes), Integers{2});
}

TEST(OnnxLayout, ArgMaxOverChannelsNeedsNoTranspose) {
  Graph graph = one_op(ArgMax{3}, {{1, 4, 5, 3}}, {1, 4, 5}, DataType::int8);
  graph.tensors[1].type = DataType::int32;
  graph.tensors[1].quantization.reset();
  const auto model = written(graph, Form::qoperator);
  EXPECT_EQ(op_types(model), (std::vector<std::string>{"ArgMax", "Cast"}));
  EXPECT_EQ(attribute(node(model, "ArgMax"), "axis"), Integers{1});
}

TEST(OnnxLayout, EndsOfAnOnnxModelAreAsItsLayoutsSay) {
  Model model;
  model.graph = one_op(MaxPool2d{}, {{1, 2, 2, 3}}, {1, 2, 2, 3});
  model.format = "onnx";
  model.input_layouts = {Layout::channels_last};
  model.output_layouts = {Layout::channels_first};
  const auto moved = written(model, {Form::qoperator, 0});
  EXPECT_EQ(op_types(moved), (std::vector<std::string>{"Transpose", "MaxPool"}));
  EXPECT_EQ(dims(moved.graph().input(0)), (Integers{1, 2, 2, 3}));
  EXPECT_EQ(dims(moved.graph().output(0)), (Integers{1, 3, 2, 2}));
  model.input_layouts = {Layout::channels_first};
  model.output_layouts = {};
  const auto last = written(model, {Form::qoperator, 0});
  EXPECT_EQ(op_types(last), (std::vector<std::string>{"MaxPool", "Transpose"}));
  EXPECT_EQ(last.graph().output(0).name(), "y");
  EXPECT_EQ(dims(last.graph().output(0)), (Integers{1, 2, 2, 3}));
}

TEST(OnnxLayout, SamePaddingIsSmallerBefore) {
  const Graph graph = one_op(AveragePool2d{{.stride = {2, 2}, .padding = Padding::same}, {3, 2}},
                             {{1, 4, 5, 1}}, {1, 2, 3, 1});
  const auto model = written(graph, Form::qdq);
  EXPECT_EQ(attribute(node(model, "AveragePool"), "pads"), (Integers{0, 0, 1, 1}));
  EXPECT_EQ(attribute(node(model, "AveragePool"), "kernel_shape"), (Integers{3, 2}));
}

TEST(OnnxLayout, ResizeSaysHowPositionsAreRounded) {
  struct Case {
    ResizeNearest op;
    std::string coordinates;
    std::string nearest;
  };
  for (const Case& c : {Case{{false, false}, "asymmetric", "floor"},
                        Case{{true, false}, "align_corners", "round_prefer_ceil"},
                        Case{{false, true}, "half_pixel", "round_prefer_ceil"}}) {
    const auto model = written(one_op(c.op, {{1, 2, 3, 4}}, {1, 5, 7, 4}), Form::qoperator);
    const auto& resize = node(model, "Resize");
    EXPECT_EQ(test::text_attribute(resize, "coordinate_transformation_mode"), c.coordinates);
    EXPECT_EQ(test::text_attribute(resize, "nearest_mode"), c.nearest);
    EXPECT_EQ(values<std::int64_t>(initializer(model, resize.input(3))), (Integers{1, 4, 5, 7}));
  }
}

}  // namespace
}  // namespace requant::formats::onnx
