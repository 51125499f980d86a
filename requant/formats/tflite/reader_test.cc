// Files that are wrong, and what the reader says about them.
#include "requant/formats/tflite/reader.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <functional>
#include <limits>

#include "requant/formats/tflite/rich_file.h"

namespace requant::formats::tflite {
namespace {

// One convolution: tensors x, w, b, y; buffers 1 (w) and 2 (b).
std::string message_after(const std::function<void(File&, schema::SubGraphT&)>& change) {
  File file = test::unpack_or_throw(test::small_file());
  change(file, *file.model.subgraphs[0]);
  return test::message_of(file);
}

std::string message_after(const std::function<void(schema::SubGraphT&)>& change) {
  return message_after([&](File&, schema::SubGraphT& graph) { change(graph); });
}

schema::QuantizationParametersT& quantization(schema::SubGraphT& graph, std::size_t tensor) {
  return *graph.tensors[tensor]->quantization;
}

TEST(Reader, TakesASoundFile) {
  EXPECT_EQ(message_after([](schema::SubGraphT&) {}), "");
}

TEST(Reader, RefusesTensorsOutsideOfTheFile) {
  EXPECT_EQ(message_after([](auto& g) { g.operators[0]->inputs[1] = 9; }),
            "f: node 0 (CONV_2D): reads tensor 9, but the file has 4");
  EXPECT_EQ(message_after([](auto& g) { g.operators[0]->inputs[1] = -2; }),
            "f: node 0 (CONV_2D): reads tensor -2, but the file has 4");
  EXPECT_EQ(message_after([](auto& g) {
              g.outputs = {3, 4};
            }),
            "f: outputs of the graph: name tensor 4, but the file has 4");
  EXPECT_EQ(message_after([](File& file, auto&) {
              file.model.signature_defs.push_back(std::make_unique<schema::SignatureDefT>());
              auto& signature = *file.model.signature_defs[0];
              signature.signature_key = "serve";
              signature.inputs.push_back(std::make_unique<schema::TensorMapT>());
              signature.inputs[0]->tensor_index = 77;
            }),
            "f: signature 'serve': names tensor 77, but the file has 4");
}

TEST(Reader, RefusesBuffersAndCodesOutsideOfTheFile) {
  EXPECT_EQ(message_after([](auto& g) { g.tensors[1]->buffer = 50; }),
            "f: tensor 1 ('w'): refers to buffer 50, but the file has 4");
  EXPECT_EQ(message_after([](auto& g) { g.operators[0]->opcode_index = 5; }),
            "f: node 0: uses operator code 5, but the file has 1");
  EXPECT_EQ(message_after([](File& file, auto&) { file.model.metadata[0]->buffer = 9; }),
            "f: metadata 'requant.source': refers to buffer 9, but the file has 4");
}

TEST(Reader, RefusesShapesThatAreNegativeOrHuge) {
  EXPECT_EQ(message_after([](auto& g) { g.tensors[0]->shape[1] = -4; }),
            "f: tensor 0 ('x'): shape 1x-4x4x3 has a negative dimension");
  EXPECT_EQ(message_after([](auto& g) {
              g.tensors[0]->shape = {65536, 65536, 65536, 65536};
            }),
            "f: tensor 0 ('x'): shape 65536x65536x65536x65536 has more than 2^31 - 1 elements");
}

TEST(Reader, RefusesDataThatDoesNotFitTypeAndShape) {
  EXPECT_EQ(
      message_after([](File& file, auto&) { file.buffers[1] = std::make_shared<const Bytes>(5); }),
      "f: tensor 1 ('w'): has 5 bytes of data where type int8 and shape 2x1x1x3 take 6");
  EXPECT_EQ(
      message_after([](auto& g) { g.tensors[0]->type = static_cast<schema::TensorType>(99); }),
      "f: tensor 0 ('x'): has the unknown type 99");
}

TEST(Reader, RefusesDataInOtherFiles) {
  EXPECT_EQ(message_after([](auto& g) { g.tensors[1]->external_buffer = 3; }),
            "f: tensor 1 ('w'): keeps its data in another file (external buffer 3): put the data "
            "into the model file");
}

TEST(Reader, RefusesScalesThatMakeNoSense) {
  const std::string expected = " must be finite and greater than 0";
  const auto with_scale = [](float scale) {
    return message_after([=](auto& g) { quantization(g, 0).scale = {scale}; });
  };
  EXPECT_EQ(with_scale(0), "f: tensor 0 ('x'): scale 0.000000" + expected);
  EXPECT_EQ(with_scale(-1), "f: tensor 0 ('x'): scale -1.000000" + expected);
  EXPECT_EQ(with_scale(std::numeric_limits<float>::infinity()),
            "f: tensor 0 ('x'): scale inf" + expected);
  EXPECT_EQ(with_scale(std::nanf("")), "f: tensor 0 ('x'): scale nan" + expected);
}

TEST(Reader, RefusesZeroPointsOutsideOfTheType) {
  EXPECT_EQ(message_after([](auto& g) { quantization(g, 0).zero_point = {128}; }),
            "f: tensor 0 ('x'): zero point 128 is outside of type int8");
  EXPECT_EQ(message_after([](auto& g) { quantization(g, 0).zero_point = {}; }),
            "f: tensor 0 ('x'): has 1 scales and 0 zero points; it must have as many of both");
}

TEST(Reader, RefusesScalesThatDoNotMatchTheDimension) {
  const auto with = [](std::vector<float> scale, int dimension) {
    return message_after([=](auto& g) {
      quantization(g, 1).zero_point.assign(scale.size(), 0);
      quantization(g, 1).scale = scale;
      quantization(g, 1).quantized_dimension = dimension;
    });
  };
  EXPECT_EQ(with({1, 1}, 0), "");
  EXPECT_EQ(with({1, 1, 1}, 0),
            "f: tensor 1 ('w'): has 3 scales along dimension 0 of shape 2x1x1x3");
  EXPECT_EQ(with({1, 1}, 4), "f: tensor 1 ('w'): is quantized along dimension 4 of shape 2x1x1x3");
}

// Some files carry the dimension of the weights along with a bias.
TEST(Reader, TakesTheOneDimensionOfABiasAsItsQuantizedOne) {
  File file = test::unpack_or_throw(test::small_file());
  auto& q = quantization(*file.model.subgraphs[0], 2);
  q.scale = {1, 1};
  q.zero_point = {0, 0};
  q.quantized_dimension = 3;
  EXPECT_EQ(read(test::bytes_of(file), "f").graph.tensors[2].quantization->axis, 0);
}

TEST(Reader, RefusesCyclesAndDoubledWriters) {
  const auto add_node = [](schema::SubGraphT& g, std::vector<int> inputs,
                           std::vector<int> outputs) {
    g.operators.push_back(std::make_unique<schema::OperatorT>(*g.operators[0]));
    g.operators.back()->inputs = std::move(inputs);
    g.operators.back()->outputs = std::move(outputs);
  };
  EXPECT_NE(message_after([&](auto& g) {
              g.operators[0]->inputs[0] = 3;
            }).find("it reads tensor 3 'y', which is written only later"),
            std::string::npos);
  EXPECT_NE(message_after([&](auto& g) {
              add_node(g, {0, 1, 2}, {3});
            }).find("it writes tensor 3 'y', which is written before"),
            std::string::npos);
}

TEST(Reader, RefusesAStrideOfZero) {
  EXPECT_NE(message_after([](auto& g) {
              g.operators[0]->builtin_options.AsConv2DOptions()->stride_h = 0;
            }).find("stride"),
            std::string::npos);
}

TEST(Reader, NamesAllProblemsAtOnce) {
  EXPECT_EQ(message_after([](File& file, auto& g) {
              file.model.version = 2;
              g.tensors[1]->buffer = 50;
              quantization(g, 0).scale = {0};
              g.operators[0]->inputs[2] = 8;
            }),
            "f: 4 problems:\n"
            "  the schema version is 2; requant reads version 3: convert the model again\n"
            "  tensor 0 ('x'): scale 0.000000 must be finite and greater than 0\n"
            "  tensor 1 ('w'): refers to buffer 50, but the file has 4\n"
            "  node 0 (CONV_2D): reads tensor 8, but the file has 4");
}

TEST(Reader, RefusesAFileWithoutASubgraph) {
  EXPECT_EQ(message_after([](File& file, auto&) { file.model.subgraphs.clear(); }),
            "f: the file has no subgraph to run");
}

// 4000 buffers that are one and the same table of 64 KB would take 256 MB.
TEST(Reader, RefusesTablesThatShareTheirDataToGrow) {
  flatbuffers::FlatBufferBuilder builder;
  const auto data = builder.CreateVector(std::vector<std::uint8_t>(65536));
  const std::vector<flatbuffers::Offset<schema::Buffer>> same(4000,
                                                              schema::CreateBuffer(builder, data));
  const auto buffers = builder.CreateVector(same);
  schema::FinishModelBuffer(builder, schema::CreateModel(builder, 3, 0, 0, 0, buffers));
  const auto* first = reinterpret_cast<const std::byte*>(builder.GetBufferPointer());
  EXPECT_NE(test::message_of(Bytes(first, first + builder.GetSize())).find("share the same data"),
            std::string::npos);
}

// The verifier of flatbuffers lets a vector of 64-bit numbers pass that lies 4 bytes off.
TEST(Reader, RefusesNumbersThatAreNotAligned) {
  Bytes content = test::small_file();
  const auto* model = schema::GetModel(content.data());
  const auto* quantization = model->subgraphs()->Get(0)->tensors()->Get(0)->quantization();
  const auto place_of = [&](const void* part) {
    return static_cast<std::size_t>(static_cast<const std::byte*>(part) - content.data());
  };
  const std::size_t vector = place_of(quantization->zero_point());
  // The field of the table (it begins with 4 bytes that lead to its vtable) that refers to the
  // vector, by the distance between them.
  for (std::size_t field = place_of(quantization) + 4;; field += 4) {
    ASSERT_LT(field, vector);
    flatbuffers::uoffset_t distance;
    std::memcpy(&distance, content.data() + field, sizeof(distance));
    if (field + distance != vector) continue;
    distance += 4;
    std::memcpy(content.data() + field, &distance, sizeof(distance));
    break;
  }
  EXPECT_EQ(test::message_of(content),
            "f: the file is damaged or cut off: get it again from its source");
}

TEST(Reader, KeepsOperatorsThatNoOpExpresses) {
  const auto op_after = [](const std::function<void(File&, schema::OperatorT&)>& change) {
    File file = test::unpack_or_throw(test::small_file());
    change(file, *file.model.subgraphs[0]->operators[0]);
    return read(test::bytes_of(file), "f").graph.nodes[0];
  };
  const Node tanh = op_after([](File&, auto& op) {
    op.builtin_options.AsConv2DOptions()->fused_activation_function =
        schema::ActivationFunctionType::TANH;
  });
  EXPECT_EQ(std::get<Opaque>(tanh.op).name, "CONV_2D");
  EXPECT_EQ(tanh.inputs.size(), 3U);
  const Node custom = op_after([](File& file, auto&) {
    auto& code = *file.model.operator_codes[0];
    code.builtin_code = schema::BuiltinOperator::CUSTOM;
    code.deprecated_builtin_code = 32;
    code.custom_code = "xyz";
  });
  EXPECT_EQ(std::get<Opaque>(custom.op).name, "CUSTOM xyz");
}

}  // namespace
}  // namespace requant::formats::tflite
