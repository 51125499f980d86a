#include "requant/formats/onnx/writer.h"

#include <set>

#include "requant/base/error.h"
#include "requant/formats/onnx/test_written.h"

namespace requant::formats::onnx {
namespace {

using test::attribute;
using test::dims;
using test::initializer;
using test::Integers;
using test::node;
using test::one_op;
using test::op_types;
using test::values;
using test::written;

std::string message_of(const Graph& graph, const WriteOptions& options = {}) {
  Model model;
  model.graph = graph;
  try {
    write(model, options);
  } catch (const Error& error) {
    EXPECT_EQ(error.fault(), Fault::user);
    return error.what();
  }
  return "";
}

TEST(OnnxWriter, EveryOpIsWrittenInBothFormsUnderUniqueNames) {
  for (const Form form : {Form::qdq, Form::qoperator}) {
    const auto model = written(requant::test::one_of_each(), form);
    EXPECT_EQ(model.graph().output_size(), kOpKinds - 1);
    std::set<std::string> node_names;
    std::set<std::string> value_names;
    for (const auto& input : model.graph().input()) value_names.insert(input.name());
    for (const auto& n : model.graph().node()) {
      EXPECT_TRUE(node_names.insert(n.name()).second) << n.name();
      EXPECT_TRUE(value_names.insert(n.output(0)).second) << n.output(0);
    }
    for (const auto& tensor : model.graph().initializer()) value_names.insert(tensor.name());
    for (const auto& n : model.graph().node()) {
      for (const auto& input : n.input()) {
        EXPECT_TRUE(input.empty() || value_names.contains(input)) << input;
      }
    }
    EXPECT_EQ(model.graph().value_info_size() + model.graph().output_size(),
              model.graph().node_size());
  }
}

TEST(OnnxWriter, QdqFormPutsAFloatConvolutionBetweenGrids) {
  const auto model = written(requant::test::small_convolution(), Form::qdq);
  EXPECT_EQ(op_types(model),
            (std::vector<std::string>{"DequantizeLinear", "DequantizeLinear", "DequantizeLinear",
                                      "Conv", "QuantizeLinear"}));
  EXPECT_EQ(dims(model.graph().input(0)), (Integers{1, 3, 4, 4}));
  EXPECT_EQ(dims(model.graph().output(0)), (Integers{1, 2, 4, 4}));
  EXPECT_EQ(dims(initializer(model, "w")), (Integers{2, 3, 1, 1}));
  EXPECT_EQ(model.graph().output(0).name(), "y");
  EXPECT_EQ(node(model, "Conv").name(), "y");
  // Scale of the bias: 0.5 * 0.25.
  const auto& bias = model.graph().node(2);
  EXPECT_EQ(bias.input(0), "b");
  EXPECT_EQ(values<float>(initializer(model, bias.input(1))), std::vector<float>{0.125F});
  EXPECT_EQ(bias.input_size(), 2);
  const auto& quantize = node(model, "QuantizeLinear");
  EXPECT_EQ(values<float>(initializer(model, quantize.input(1))), std::vector<float>{1.0F});
  EXPECT_EQ(values<std::int8_t>(initializer(model, quantize.input(2))),
            std::vector<std::int8_t>{-2});
}

TEST(OnnxWriter, QOperatorFormIsOneQLinearConv) {
  const auto model = written(requant::test::small_convolution(), Form::qoperator);
  ASSERT_EQ(op_types(model), std::vector<std::string>{"QLinearConv"});
  const auto& conv = model.graph().node(0);
  const std::vector<std::string> inputs{conv.input().begin(), conv.input().end()};
  EXPECT_EQ(inputs, (std::vector<std::string>{"x", "x/scale", "x/zero_point", "w", "w/scale",
                                              "w/zero_point", "y/scale", "y/zero_point", "b"}));
  EXPECT_EQ(attribute(conv, "group"), Integers{1});
  EXPECT_EQ(model.opset_import_size(), 1);
}

TEST(OnnxWriter, PerChannelWeightsAreDequantizedAlongDimension0) {
  Graph graph;
  const auto x =
      requant::test::add_tensor(graph, "x", DataType::int8, {1, 2, 2, 2}, per_tensor(0.5F, 0));
  const auto w = requant::test::add_constant(graph, "w", DataType::int8, {1, 1, 1, 2},
                                             Quantization{{0.25F, 2.0F}, {0, 0}, 3});
  const auto b = requant::test::add_constant(graph, "b", DataType::int32, {2}, per_tensor(1, 0));
  const auto y =
      requant::test::add_tensor(graph, "y", DataType::int8, {1, 2, 2, 2}, per_tensor(0.5F, 0));
  requant::test::add_node(graph, DepthwiseConv2d{}, {x, w, b}, {y});
  graph.inputs = {x};
  graph.outputs = {y};
  const auto model = written(graph, Form::qdq);
  const auto& weights = model.graph().node(1);
  EXPECT_EQ(attribute(weights, "axis"), Integers{0});
  EXPECT_EQ(dims(initializer(model, "w")), (Integers{2, 1, 1, 1}));
  EXPECT_EQ(values<float>(initializer(model, "w/scale")), (std::vector<float>{0.25F, 2.0F}));
  EXPECT_EQ(values<float>(initializer(model, "b/scale")), (std::vector<float>{0.125F, 1.0F}));
  EXPECT_EQ(attribute(node(model, "Conv"), "group"), Integers{2});
}

TEST(OnnxWriter, FullyConnectedIsAGemmWithTransposedWeights) {
  Graph graph = one_op(FullyConnected{}, {{2, 6}}, {2, 5});
  graph.nodes[0].inputs.push_back(test::add_bytes(graph, "w", {5, 6}, Integers(30, 1)));
  const auto qdq = written(graph, Form::qdq);
  EXPECT_EQ(attribute(node(qdq, "Gemm"), "transB"), Integers{1});
  EXPECT_EQ(test::count(qdq, "Transpose"), 0);
  const auto qoperator = written(graph, Form::qoperator);
  const auto& gemm = node(qoperator, "QGemm");
  EXPECT_EQ(gemm.domain(), "com.microsoft");
  ASSERT_EQ(gemm.input_size(), 9);
  EXPECT_EQ(gemm.input(6), "");  // no bias
  EXPECT_EQ(gemm.input(7), "y/scale");
  EXPECT_EQ(qoperator.opset_import(1).domain(), "com.microsoft");
}

TEST(OnnxWriter, WideBiasStaysExactAsInt32OrBecomesReal) {
  for (const std::int64_t value : {std::int64_t{-77}, std::int64_t{1} << 40}) {
    Graph graph = one_op(FullyConnected{}, {{1, 1}}, {1, 1}, DataType::int16);
    graph.tensors[0].quantization = graph.tensors[1].quantization = per_tensor(0.5F, 0);
    graph.nodes[0].inputs.push_back(test::add_bytes(graph, "w", {1, 1}, {1}));
    graph.nodes[0].inputs.push_back(test::add_bytes(graph, "b", {1}, {value}, DataType::int64));
    const auto model = written(graph, Form::qdq);
    const auto& bias = initializer(model, "b");
    if (value < 0) {
      EXPECT_EQ(values<std::int32_t>(bias), std::vector<std::int32_t>{-77});
    } else {
      // 2^40 * 0.25
      EXPECT_EQ(values<float>(bias), std::vector<float>{274877906944.0F});
    }
  }
}

TEST(OnnxWriter, NamesAreKeptOrMadeUnique) {
  Graph graph = requant::test::chain(2);
  graph.tensors[1].name = "t2";
  graph.tensors[0].name = "";
  const auto model = written(graph, Form::qoperator);
  EXPECT_EQ(model.graph().input(0).name(), "tensor");
  EXPECT_EQ(model.graph().output(0).name(), "t2");
  EXPECT_EQ(model.graph().node(0).output(0), "t2_2");
  EXPECT_EQ(model.graph().node(1).name(), "t2");
}

TEST(OnnxWriter, ModelCarriesProducerMetadataAndGraphName) {
  Model source;
  source.graph = requant::test::chain(1);
  source.graph.name = "net";
  source.metadata = {{"requant.target", "x"}};
  const auto model = written(source);
  EXPECT_EQ(model.producer_name(), "requant");
  EXPECT_EQ(model.graph().name(), "net");
  ASSERT_EQ(model.metadata_props_size(), 1);
  EXPECT_EQ(model.metadata_props(0).key(), "requant.target");
  EXPECT_EQ(model.metadata_props(0).value(), "x");
}

TEST(OnnxWriter, AnInputThatIsAnOutputIsCopied) {
  Graph graph = requant::test::chain(1);
  graph.outputs.push_back(0);
  graph.outputs.push_back(1);
  const auto model = written(graph, Form::qoperator);
  EXPECT_EQ(op_types(model), (std::vector<std::string>{"QLinearSigmoid", "Identity", "Identity"}));
  std::set<std::string> names;
  for (const auto& output : model.graph().output()) names.insert(output.name());
  EXPECT_EQ(names.size(), 3U);
  EXPECT_FALSE(names.contains(model.graph().input(0).name()));
}

TEST(OnnxWriter, TypesAndOpsRaiseTheOpset) {
  EXPECT_EQ(written(requant::test::small_convolution(), Form::qdq).opset_import(0).version(), 13);
  EXPECT_EQ(written(one_op(HardSwish{}, {{3}}, {3}), Form::qdq).opset_import(0).version(), 14);
  const auto wide = written(one_op(Logistic{}, {{3}}, {3}, DataType::int16), Form::qoperator);
  EXPECT_EQ(wide.opset_import(0).version(), 21);
  EXPECT_EQ(wide.ir_version(), 10);
}

TEST(OnnxWriter, NarrowWeightsArePackedLittleEndFirst) {
  struct Case {
    DataType type;
    int number;
    int opset;
    std::string bytes;
  };
  // -1, 1, 0, -2 in 4 bits: 0x1f 0xe0; in 2 bits: 0b10'00'01'11.
  for (const Case& c : {Case{DataType::int4, 22, 21, std::string("\x1f\xe0", 2)},
                        Case{DataType::int2, 26, 25, std::string("\x87", 1)}}) {
    Graph graph = one_op(FullyConnected{}, {{1, 4}}, {1, 1});
    graph.nodes[0].inputs.push_back(test::add_bytes(graph, "w", {1, 4}, {-1, 1, 0, -2}, c.type));
    const auto model = written(graph, Form::qoperator);
    EXPECT_EQ(model.opset_import(0).version(), c.opset);
    EXPECT_EQ(initializer(model, "w").data_type(), c.number);
    EXPECT_EQ(initializer(model, "w").raw_data(), c.bytes);
    EXPECT_EQ(test::count(model, "Gemm"), 1);
  }
}

TEST(OnnxWriter, AnOpsetThatDoesNotSufficeIsRefused) {
  const Graph wide = one_op(Logistic{}, {{3}}, {3}, DataType::int16);
  EXPECT_EQ(message_of(wide, {Form::qdq, 20}),
            "opset 20 is too low for tensor 'x0' of type int16: ask for opset 21 or above");
  EXPECT_NE(message_of(wide, {Form::qdq, 12}).find("from 13 to"), std::string::npos);
  EXPECT_EQ(written(wide, Form::qdq, 22).opset_import(0).version(), 22);
}

TEST(OnnxWriter, WhatOnnxCannotExpressIsRefusedByName) {
  Graph opaque = requant::test::chain(1);
  opaque.nodes[0].op = Opaque{"CUSTOM Foo"};
  EXPECT_NE(message_of(opaque).find("CUSTOM Foo"), std::string::npos);
  const Graph resize = one_op(ResizeBilinear{true, true}, {{1, 2, 2, 1}}, {1, 4, 4, 1});
  EXPECT_NE(message_of(resize).find("'y'"), std::string::npos);
  Graph broken = requant::test::chain(1);
  broken.tensors[0].quantization->scale = {0.0F};
  EXPECT_NE(message_of(broken).find("t0"), std::string::npos);
}

}  // namespace
}  // namespace requant::formats::onnx
