// Models that changed after they were read.
#include "requant/formats/tflite/writer.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "requant/formats/tflite/metadata.h"
#include "requant/formats/tflite/rich_file.h"

namespace requant::formats::tflite {
namespace {

using schema::BuiltinOperator;

File written(const Model& model) { return test::unpack_or_throw(write(model)); }

const schema::SubGraphT& main_graph(const File& file) { return *file.model.subgraphs[0]; }

const schema::OperatorCodeT& code_of(const File& file, std::size_t node) {
  return *file.model.operator_codes[main_graph(file).operators[node]->opcode_index];
}

// The one convolution, as read from a file: tensors x, w, b, y.
Model convolution() {
  Model model;
  model.graph = requant::test::small_convolution();
  return read(write(model), "f");
}

// Every op once, as read from a file.
Model every_op() { return read(test::own_file(), "f"); }

std::vector<std::int64_t> constant(const File& file, std::int32_t tensor) {
  const auto& source = *main_graph(file).tensors[static_cast<std::size_t>(tensor)];
  Tensor result;
  result.type = DataType::int32;
  result.shape = Shape(std::vector<std::int64_t>(source.shape.begin(), source.shape.end()));
  result.data = file.buffers[source.buffer];
  return stored_integers(result);
}

TEST(Writer, ChangesTypesAndTheVersionThatTheyAskFor) {
  Model model = convolution();
  EXPECT_EQ(code_of(written(model), 0).version, 3);
  for (const TensorId id : {0, 3}) {
    model.graph.tensor(id).type = DataType::int16;
    model.graph.tensor(id).quantization = per_tensor(0.01F, 0);
  }
  const File file = written(model);
  EXPECT_EQ(file.model.operator_codes.size(), 1U);
  EXPECT_EQ(code_of(file, 0).version, 8);  // 16-bit activations with a bias of 32 bits
  EXPECT_EQ(main_graph(file).operators[0]->builtin_options.AsConv2DOptions()->quantized_bias_type,
            schema::TensorType::INT32);
  EXPECT_EQ(main_graph(file).tensors[0]->type, schema::TensorType::INT16);
  EXPECT_EQ(main_graph(file).tensors[1]->type, schema::TensorType::INT8);
  EXPECT_EQ(code_of(file, 0).builtin_code, BuiltinOperator::CONV_2D);
  EXPECT_EQ(code_of(file, 0).deprecated_builtin_code, 3);
}

TEST(Writer, DropsTheCalibrationRecordWithTheScale) {
  File source = test::rich_file();
  source.model.subgraphs.resize(1);
  Model model = read(test::bytes_of(source), "f");
  ASSERT_EQ(main_graph(written(model)).tensors[0]->quantization->min.size(), 1U);
  model.graph.tensor(0).quantization->scale = {0.75F};
  const File file = written(model);
  const auto& quantization = *main_graph(file).tensors[0]->quantization;
  EXPECT_EQ(quantization.scale, std::vector<float>{0.75F});
  EXPECT_TRUE(quantization.min.empty());
  EXPECT_TRUE(quantization.max.empty());
  EXPECT_EQ(main_graph(file).tensors[0]->shape_signature, (std::vector<std::int32_t>{-1, 4, 4, 3}));
}

TEST(Writer, WritesPerChannelScales) {
  Model model = convolution();
  model.graph.tensor(1).quantization = Quantization{{0.5F, 0.25F}, {0, 0}, 0};
  const File file = written(model);
  EXPECT_EQ(main_graph(file).tensors[1]->quantization->scale, (std::vector<float>{0.5F, 0.25F}));
  EXPECT_EQ(main_graph(file).tensors[1]->quantization->zero_point,
            (std::vector<std::int64_t>{0, 0}));
}

TEST(Writer, PutsNewDataInThePlaceOfTheOld) {
  Model model = convolution();
  const File before = written(model);
  model.graph.tensor(1).data = std::make_shared<const Bytes>(Bytes(6, std::byte{5}));
  const File file = written(model);
  EXPECT_EQ(file.buffers.size(), before.buffers.size());
  EXPECT_EQ(*file.buffers[main_graph(file).tensors[1]->buffer], Bytes(6, std::byte{5}));
}

TEST(Writer, LeavesABufferThatOthersShare) {
  File source = test::unpack_or_throw(test::small_file());
  auto& tensors = source.model.subgraphs[0]->tensors;
  tensors.push_back(std::make_unique<schema::TensorT>(*tensors[1]));
  Model model = read(test::bytes_of(source), "f");
  model.graph.tensor(1).data = std::make_shared<const Bytes>(Bytes(6, std::byte{5}));
  const File file = written(model);
  EXPECT_EQ(*file.buffers[main_graph(file).tensors[1]->buffer], Bytes(6, std::byte{5}));
  EXPECT_EQ(*file.buffers[main_graph(file).tensors[4]->buffer], Bytes(6));
}

TEST(Writer, InsertsANode) {
  Model model = convolution();
  Graph& graph = model.graph;
  const TensorId z =
      graph.add_tensor({"z", DataType::int8, {1, 4, 4, 2}, per_tensor(1, -2), nullptr, -1});
  graph.nodes.push_back({Relu{Activation::relu6}, {3}, {z}, -1});
  graph.outputs = {z};
  const File file = written(model);
  ASSERT_EQ(main_graph(file).operators.size(), 2U);
  EXPECT_EQ(code_of(file, 1).builtin_code, BuiltinOperator::RELU6);
  EXPECT_EQ(code_of(file, 1).deprecated_builtin_code, 21);
  EXPECT_EQ(code_of(file, 1).version, 2);
  EXPECT_EQ(main_graph(file).outputs, std::vector<std::int32_t>{4});
  EXPECT_EQ(main_graph(file).tensors[4]->name, "z");
}

TEST(Writer, DropsWhatARemovedNodeNeeded) {
  Model model = every_op();
  const File before = written(model);
  const NodeId pad = requant::test::node_of(model.graph, OpKind::pad);
  const TensorId output = model.graph.node(pad).outputs[0];
  const TensorId input = model.graph.node(pad).inputs[0];
  model.graph.nodes.erase(model.graph.nodes.begin() + pad);
  std::erase(model.graph.outputs, output);
  std::erase(model.graph.inputs, input);
  const File file = written(model);
  EXPECT_EQ(main_graph(file).tensors.size(), main_graph(before).tensors.size() - 3);
  EXPECT_EQ(main_graph(file).operators.size(), main_graph(before).operators.size() - 1);
  EXPECT_EQ(file.model.operator_codes.size(), before.model.operator_codes.size() - 1);
  EXPECT_EQ(file.buffers.size(), before.buffers.size());
  EXPECT_EQ(read(write(model), "f").graph.nodes.size(), model.graph.nodes.size());
}

TEST(Writer, WritesNewConstantsOnlyForANodeThatChanged) {
  Model model = every_op();
  const NodeId pad = requant::test::node_of(model.graph, OpKind::pad);
  const NodeId mean = requant::test::node_of(model.graph, OpKind::mean);
  const File before = written(model);
  auto& op = std::get<Pad>(model.graph.node(pad).op);
  op.paddings[0] = {2, 3};
  model.graph.tensor(model.graph.node(pad).outputs[0]).shape = {7, 4};
  const File file = written(model);
  const auto inputs = [](const File& f, NodeId n) {
    return main_graph(f).operators[static_cast<std::size_t>(n)]->inputs;
  };
  EXPECT_EQ(constant(before, inputs(before, pad)[1]), (std::vector<std::int64_t>{1, 2, 0, 1}));
  EXPECT_EQ(constant(file, inputs(file, pad)[1]), (std::vector<std::int64_t>{2, 3, 0, 1}));
  EXPECT_EQ(constant(file, inputs(file, mean)[1]), (std::vector<std::int64_t>{1, 2}));
  EXPECT_EQ(main_graph(file).tensors.size(), main_graph(before).tensors.size());
  EXPECT_TRUE(read(write(model), "f").graph.node(pad).op == model.graph.node(pad).op);
}

TEST(Writer, WritesTheOptionsOfANodeThatChanged) {
  Model model = convolution();
  set_activation(model.graph.nodes[0].op, Activation::relu6);
  const File file = written(model);
  EXPECT_EQ(
      main_graph(file).operators[0]->builtin_options.AsConv2DOptions()->fused_activation_function,
      schema::ActivationFunctionType::RELU6);
}

TEST(Writer, WritesAPadValueInTheTypeOfItsInput) {
  Model model = every_op();
  const NodeId pad = requant::test::node_of(model.graph, OpKind::pad);
  auto& op = std::get<Pad>(model.graph.node(pad).op);
  op.has_value = true;
  op.value = -7;
  const File file = written(model);
  const auto& node = *main_graph(file).operators[static_cast<std::size_t>(pad)];
  EXPECT_EQ(code_of(file, static_cast<std::size_t>(pad)).builtin_code, BuiltinOperator::PADV2);
  const auto& value = *main_graph(file).tensors[static_cast<std::size_t>(node.inputs[2])];
  EXPECT_EQ(value.type, schema::TensorType::INT8);
  EXPECT_EQ(*file.buffers[value.buffer], Bytes(1, std::byte{0xF9}));
  EXPECT_TRUE(read(write(model), "f").graph.node(pad).op == model.graph.node(pad).op);
}

TEST(Writer, WritesANewShapeForAReshapeWhoseOutputChanged) {
  Model model = every_op();
  const NodeId reshape = requant::test::node_of(model.graph, OpKind::reshape);
  model.graph.tensor(model.graph.node(reshape).outputs[0]).shape = {3, 2};
  const File file = written(model);
  const auto& op = *main_graph(file).operators[static_cast<std::size_t>(reshape)];
  EXPECT_EQ(constant(file, op.inputs[1]), (std::vector<std::int64_t>{3, 2}));
  EXPECT_EQ(op.builtin_options.AsReshapeOptions()->new_shape, (std::vector<std::int32_t>{3, 2}));
}

TEST(Writer, WritesANewSizeForAResizeWhoseOutputChanged) {
  Model model = every_op();
  const NodeId resize = requant::test::node_of(model.graph, OpKind::resize_bilinear);
  model.graph.tensor(model.graph.node(resize).outputs[0]).shape = {1, 6, 5, 3};
  const File file = written(model);
  const auto& op = *main_graph(file).operators[static_cast<std::size_t>(resize)];
  EXPECT_EQ(constant(file, op.inputs[1]), (std::vector<std::int64_t>{6, 5}));
}

TEST(Writer, FollowsReplacedOutputsInSignatures) {
  File source = test::unpack_or_throw(test::small_file());
  source.model.signature_defs.push_back(std::make_unique<schema::SignatureDefT>());
  auto& maps = source.model.signature_defs[0]->outputs;
  maps.push_back(std::make_unique<schema::TensorMapT>());
  maps[0]->name = "scores";
  maps[0]->tensor_index = 3;
  Model model = read(test::bytes_of(source), "f");
  Graph& graph = model.graph;
  const TensorId z = graph.add_tensor({"z", DataType::float32, {1, 4, 4, 2}, {}, nullptr, -1});
  graph.nodes.push_back({Dequantize{}, {3}, {z}, -1});
  graph.outputs = {z};
  const File file = written(model);
  ASSERT_EQ(file.model.signature_defs[0]->outputs.size(), 1U);
  EXPECT_EQ(file.model.signature_defs[0]->outputs[0]->tensor_index, 4U);
}

TEST(Writer, WritesNodesInTheOrderOfTheGraph) {
  Model model = every_op();
  std::swap(model.graph.nodes[0], model.graph.nodes[3]);
  const File file = written(model);
  EXPECT_EQ(code_of(file, 0).builtin_code, BuiltinOperator::ADD);
  EXPECT_EQ(code_of(file, 3).builtin_code, BuiltinOperator::CONV_2D);
}

TEST(Writer, KeepsOwnMetadataApartFromThatOfOthers) {
  File source = test::rich_file();
  Model model = read(test::bytes_of(source), "f");
  ASSERT_EQ(model.metadata, (Metadata{{"requant.source", "test"}}));
  model.metadata = {{"requant.target", "esp32-s3"}, {"requant.note", ""}};
  const Bytes content = write(model);
  EXPECT_EQ(read(content, "f").metadata, model.metadata);
  const File file = test::unpack_or_throw(content);
  ASSERT_EQ(file.model.metadata.size(), 3U);
  EXPECT_EQ(file.model.metadata[0]->name, "TFLITE_METADATA");
  EXPECT_EQ(*file.buffers[file.model.metadata[0]->buffer], Bytes(3, std::byte{7}));
}

// What the writer says about a model that it cannot write.
std::string refusal(const Model& model) {
  try {
    write(model);
    return "";
  } catch (const Error& error) {
    return error.what();
  }
}

TEST(Writer, GivesExplicitPadsANodeOfTheirOwn) {
  Model model = convolution();
  Graph& graph = model.graph;
  auto& window = std::get<Conv2d>(graph.nodes[0].op).window;
  const auto same = window;
  window.padding = Padding::explicit_pads;
  window.pads = {0, 1, 2, 1};
  const Tensor& x = graph.tensor(graph.nodes[0].input(0));
  const Tensor& w = graph.tensor(graph.nodes[0].input(1));
  Shape& y = graph.tensor(graph.nodes[0].outputs[0]).shape;
  y[1] = (x.shape[1] + 2 - w.shape[1]) / same.stride[0] + 1;
  y[2] = (x.shape[2] + 2 - w.shape[2]) / same.stride[1] + 1;
  model.rest = nullptr;
  const Graph back = read(write(model), "test").graph;
  ASSERT_EQ(back.nodes.size(), 2U);
  const auto& pad = std::get<Pad>(back.nodes[0].op);
  EXPECT_EQ(pad.paddings,
            (std::vector<std::pair<std::int64_t, std::int64_t>>{{0, 0}, {0, 2}, {1, 1}, {0, 0}}));
  EXPECT_EQ(std::get<Conv2d>(back.nodes[1].op).window.padding, Padding::valid);
}

TEST(Writer, RefusesWhatTheFormatLacks) {
  Model stranger = convolution();
  stranger.graph.nodes[0].op = Opaque{"Gemm"};
  stranger.rest = nullptr;
  EXPECT_EQ(refusal(stranger),
            "the op Gemm that writes tensor 'y' is known only to the format that it came from; it "
            "cannot be written as TFLite");
  Model type = convolution();
  type.graph.tensor(1).type = DataType::uint2;
  EXPECT_EQ(refusal(type), "tensor 'w' is of type uint2, which TFLite lacks");
  Model normalization;
  normalization.graph = requant::test::one_of_each();
  EXPECT_EQ(refusal(normalization),
            "the batch normalization that writes tensor 'y' cannot be written as TFLite, which has "
            "no such operator: write the network as ONNX");
}

}  // namespace
}  // namespace requant::formats::tflite
