#include "requant/formats/onnx/stored_range.h"
#include "requant/formats/onnx/test_written.h"

namespace requant::formats::onnx {
namespace {

using test::initializer;
using test::node;
using test::one_op;
using test::op_types;
using test::values;
using test::written;

// int8 of scale 0.5 and zero point 3: relu6 lets 3 to 15 through.
const Shape kShape{2, 3};

TEST(OnnxClamp, OfTheQOperatorFormClipsStoredValues) {
  const auto model =
      written(one_op(Add{Activation::relu6}, {kShape, kShape}, kShape), Form::qoperator);
  EXPECT_EQ(op_types(model), (std::vector<std::string>{"QLinearAdd", "Clip"}));
  const auto& clip = node(model, "Clip");
  EXPECT_EQ(values<std::int8_t>(initializer(model, clip.input(1))), std::vector<std::int8_t>{3});
  EXPECT_EQ(values<std::int8_t>(initializer(model, clip.input(2))), std::vector<std::int8_t>{15});
  EXPECT_EQ(clip.output(0), "y");
}

TEST(OnnxClamp, OfTheQdqFormIsASecondSandwichOnTheSameGrid) {
  const auto model = written(one_op(Add{Activation::relu6}, {kShape, kShape}, kShape), Form::qdq);
  EXPECT_EQ(op_types(model), (std::vector<std::string>{"DequantizeLinear", "DequantizeLinear",
                                                       "Add", "QuantizeLinear", "DequantizeLinear",
                                                       "Clip", "QuantizeLinear"}));
  const auto& clip = node(model, "Clip");
  EXPECT_EQ(values<float>(initializer(model, clip.input(1))), std::vector<float>{0.0F});
  EXPECT_EQ(values<float>(initializer(model, clip.input(2))), std::vector<float>{6.0F});
  const auto& graph = model.graph();
  EXPECT_EQ(graph.node(3).input(1), graph.node(6).input(1));
  EXPECT_EQ(graph.node(3).input(2), graph.node(6).input(2));
  EXPECT_EQ(graph.node(6).output(0), "y");
}

TEST(OnnxClamp, BoundsOfTheQdqFormLieOnTheGrid) {
  Graph graph = one_op(Add{Activation::relu6}, {kShape, kShape}, kShape);
  graph.tensors[2].quantization = per_tensor(0.41F, 0);  // 6 is 14.63 steps, so 15
  const auto model = written(graph, Form::qdq);
  EXPECT_EQ(values<float>(initializer(model, node(model, "Clip").input(2))),
            std::vector<float>{15.0F * 0.41F});
}

TEST(OnnxClamp, SaturationOfTheTypeIsEnough) {
  Graph graph = one_op(Add{Activation::relu}, {kShape, kShape}, kShape);
  graph.tensors[2].quantization = per_tensor(0.5F, -128);
  EXPECT_EQ(op_types(written(graph, Form::qoperator)), std::vector<std::string>{"QLinearAdd"});
  // 6 is 282 steps above the zero point.
  graph.nodes[0].op = Add{Activation::relu6};
  graph.tensors[2].quantization = per_tensor(6.0F / 282, -128);
  EXPECT_EQ(op_types(written(graph, Form::qoperator)), std::vector<std::string>{"QLinearAdd"});
}

TEST(OnnxClamp, ReluOnAnotherGridClampsToTheOutputsGrid) {
  Graph graph = one_op(Relu{Activation::relu_n1_to_1}, {kShape}, kShape);
  EXPECT_EQ(op_types(written(graph, Form::qoperator)), std::vector<std::string>{"Clip"});
  graph.tensors[1].quantization = per_tensor(0.3F, 5);  // -1 and 1 are 3.33 steps away
  const auto model = written(graph, Form::qoperator);
  EXPECT_EQ(op_types(model),
            (std::vector<std::string>{"DequantizeLinear", "Clip", "QuantizeLinear"}));
  const auto& clip = node(model, "Clip");
  EXPECT_EQ(values<float>(initializer(model, clip.input(1))), std::vector<float>{-3.0F * 0.3F});
  EXPECT_EQ(values<float>(initializer(model, clip.input(2))), std::vector<float>{3.0F * 0.3F});
}

TEST(OnnxClamp, FloatGraphsTakeTheActivationItself) {
  Graph graph = one_op(Add{Activation::relu6}, {kShape, kShape}, kShape, DataType::float32);
  for (Tensor& tensor : graph.tensors) tensor.quantization.reset();
  EXPECT_EQ(op_types(written(graph, Form::qdq)), (std::vector<std::string>{"Add", "Clip"}));
  graph.nodes[0].op = Add{Activation::relu};
  EXPECT_EQ(op_types(written(graph, Form::qoperator)), (std::vector<std::string>{"Add", "Relu"}));
}

TEST(OnnxClamp, StoredRangeRoundsTiesAwayFromZeroAndStaysInTheType) {
  Tensor output;
  output.type = DataType::int8;
  output.quantization = per_tensor(4.0F, 10);  // 6 is 1.5 steps
  EXPECT_EQ(stored_range(Activation::relu6, output).max, 12);
  output.quantization = per_tensor(1e-30F, 10);
  EXPECT_EQ(stored_range(Activation::relu6, output).max, 127);
  EXPECT_EQ(stored_range(Activation::relu6, output).min, 10);
  EXPECT_EQ(stored_range(Activation::relu_n1_to_1, output).min, -128);
  EXPECT_EQ(stored_range(Activation::none, output).min, -128);
}

TEST(OnnxClamp, SoftmaxWithBetaScalesItsInput) {
  const auto model = written(one_op(Softmax{2.0F}, {kShape}, kShape), Form::qdq);
  EXPECT_EQ(values<float>(initializer(model, node(model, "DequantizeLinear").input(1))),
            std::vector<float>{1.0F});
}

}  // namespace
}  // namespace requant::formats::onnx
