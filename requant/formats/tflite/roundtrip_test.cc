// Reading a file and writing it back loses nothing.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>

#include "requant/formats/file_io.h"
#include "requant/formats/tflite/test_file.h"
#include "requant/graph/test_graph.h"

namespace requant::formats::tflite {
namespace {

using test::bytes_of;
using test::normal_form;

Bytes rewritten(std::span<const std::byte> content) { return write(read(content, "f")); }

TEST(Roundtrip, KeepsEveryModelOfTheEvaluationData) {
  const auto models = test::data_models();
  if (models.empty()) GTEST_SKIP() << "no evaluation data; REQUANT_DATA names it";
  for (const auto& path : models) {
    const Bytes content = read_file(path);
    EXPECT_TRUE(normal_form(content) == normal_form(rewritten(content))) << path;
  }
}

Bytes own_file() {
  Model model;
  model.graph = requant::test::one_of_each();
  return write(model);
}

TEST(Roundtrip, GivesEveryOpBack) {
  const Graph before = requant::test::one_of_each();
  const Graph after = read(own_file(), "f").graph;
  ASSERT_EQ(after.nodes.size(), before.nodes.size());
  for (std::size_t n = 0; n < before.nodes.size(); ++n) {
    Op op = after.nodes[n].op;
    if (auto* reshape = std::get_if<Reshape>(&op)) reshape->dims.clear();
    EXPECT_TRUE(op == before.nodes[n].op) << describe(before, static_cast<NodeId>(n));
    ASSERT_EQ(after.nodes[n].inputs.size(), before.nodes[n].inputs.size());
    for (std::size_t i = 0; i < before.nodes[n].inputs.size(); ++i) {
      const Tensor& a = after.tensor(after.nodes[n].inputs[i]);
      const Tensor& b = before.tensor(before.nodes[n].inputs[i]);
      EXPECT_EQ(a.name, b.name);
      EXPECT_EQ(a.type, b.type);
      EXPECT_EQ(a.shape, b.shape);
      EXPECT_TRUE(a.quantization == b.quantization);
      if (b.is_constant()) {
        ASSERT_TRUE(a.is_constant());
        EXPECT_TRUE(*a.data == *b.data);
      }
    }
  }
}

TEST(Roundtrip, KeepsAFileThatItWroteItself) {
  const Bytes content = own_file();
  EXPECT_TRUE(normal_form(content) == normal_form(rewritten(content)));
}

// What requant has no use for: other subgraphs, signatures, metadata, unused buffers, an unknown
// custom operator with options, a fused activation that no op has, sparsity, calibration records.
File rich_file() {
  File file = test::unpack_or_throw(own_file());
  auto& model = file.model;
  auto& main = *model.subgraphs[0];
  main.name = "main";
  main.debug_metadata_index = 4;
  main.tensors[0]->shape_signature = {-1, 4, 4, 3};
  main.tensors[0]->quantization->min = {-64};
  main.tensors[0]->quantization->max = {63.5F};

  auto custom = std::make_unique<schema::OperatorCodeT>();
  custom->builtin_code = schema::BuiltinOperator::CUSTOM;
  custom->deprecated_builtin_code = 32;
  custom->custom_code = "Polish";
  custom->version = 7;
  model.operator_codes.push_back(std::move(custom));
  auto op = std::make_unique<schema::OperatorT>();
  op->opcode_index = static_cast<std::uint32_t>(model.operator_codes.size() - 1);
  op->inputs = {0, -1};
  op->outputs = {static_cast<std::int32_t>(main.tensors.size())};
  op->intermediates = {static_cast<std::int32_t>(main.tensors.size()) + 1};
  op->custom_options = {1, 2, 3};
  op->mutating_variable_inputs = {true, false};
  main.operators.push_back(std::move(op));
  for (const char* name : {"polished", "scratch", "sparse", "state"}) {
    main.tensors.push_back(std::make_unique<schema::TensorT>());
    main.tensors.back()->name = name;
    main.tensors.back()->shape = {2};
    main.tensors.back()->has_rank = true;
  }
  auto& sparse = *main.tensors[main.tensors.size() - 2];
  sparse.buffer = static_cast<std::uint32_t>(file.buffers.size());
  sparse.sparsity = std::make_unique<schema::SparsityParametersT>();
  sparse.sparsity->traversal_order = {0};
  sparse.sparsity->dim_metadata.push_back(std::make_unique<schema::DimensionMetadataT>());
  schema::Int32VectorT segments;
  segments.values = {0, 1};
  sparse.sparsity->dim_metadata[0]->array_segments.Set(std::move(segments));
  file.buffers.push_back(std::make_shared<const Bytes>(4));
  main.tensors.back()->is_variable = true;
  main.tensors.back()->quantization = std::make_unique<schema::QuantizationParametersT>();
  schema::BlockwiseQuantizationT blocks;
  blocks.block_size = 32;
  main.tensors.back()->quantization->details.Set(std::move(blocks));

  model.subgraphs.push_back(std::make_unique<schema::SubGraphT>(main));
  model.subgraphs.back()->name = "again";
  file.buffers.push_back(std::make_shared<const Bytes>(Bytes(5, std::byte{9})));  // unused
  file.buffers.push_back(std::make_shared<const Bytes>());  // present, without bytes
  auto metadata = std::make_unique<schema::MetadataT>();
  metadata->name = "TFLITE_METADATA";
  metadata->buffer = static_cast<std::uint32_t>(file.buffers.size());
  model.metadata.push_back(std::move(metadata));
  file.buffers.push_back(std::make_shared<const Bytes>(Bytes(3, std::byte{7})));
  auto signature = std::make_unique<schema::SignatureDefT>();
  signature->signature_key = "serving_default";
  signature->inputs.push_back(std::make_unique<schema::TensorMapT>());
  signature->inputs[0]->name = "image";
  model.signature_defs.push_back(std::move(signature));
  model.metadata_buffer = {1};
  return file;
}

TEST(Roundtrip, KeepsWhatItHasNoUseFor) {
  const Bytes content = bytes_of(rich_file());
  EXPECT_TRUE(normal_form(content) == normal_form(rewritten(content)));
}

TEST(Roundtrip, KeepsSqueezeDimsThatAreThereButEmpty) {
  Model model;
  Graph& graph = model.graph;
  requant::test::add_tensor(graph, "x", DataType::float32, {1, 2});
  requant::test::add_tensor(graph, "y", DataType::float32, {2});
  graph.nodes.push_back({Reshape{Reshape::Spelling::squeeze, {}}, {0}, {1}, -1});
  graph.inputs = {0};
  graph.outputs = {1};
  const Bytes content = rewritten(write(model));
  const auto* op = schema::GetModel(content.data())->subgraphs()->Get(0)->operators()->Get(0);
  ASSERT_NE(op->builtin_options_as_SqueezeOptions(), nullptr);
  EXPECT_NE(op->builtin_options_as_SqueezeOptions()->squeeze_dims(), nullptr);
}

TEST(Roundtrip, AlignsBuffersAndLeavesTheFirstEmpty) {
  const Bytes content = own_file();
  const auto& buffers = *schema::GetModel(content.data())->buffers();
  EXPECT_EQ(buffers.Get(0)->data(), nullptr);
  int with_data = 0;
  for (const auto* buffer : buffers) {
    if (buffer->data() == nullptr) continue;
    ++with_data;
    const auto* data = reinterpret_cast<const std::byte*>(buffer->data()->data());
    EXPECT_EQ((data - content.data()) % 16, 0);
  }
  EXPECT_GT(with_data, 3);
}

TEST(Roundtrip, TakesInDataThatLiesBeyondTheTables) {
  File file = test::unpack_or_throw(own_file());
  const auto constant = [](const auto& tensor) { return tensor->buffer != 0; };
  auto& tensors = file.model.subgraphs[0]->tensors;
  const auto buffer = (*std::ranges::find_if(tensors, constant))->buffer;
  const Bytes data = *file.buffers[buffer];
  const Bytes expected = bytes_of(file);

  flatbuffers::FlatBufferBuilder builder;
  for (auto& b : file.buffers) {
    file.model.buffers[static_cast<std::size_t>(&b - file.buffers.data())]->data.clear();
    if (b == nullptr) continue;
    const auto* first = reinterpret_cast<const std::uint8_t*>(b->data());
    file.model.buffers[static_cast<std::size_t>(&b - file.buffers.data())]->data.assign(
        first, first + b->size());
  }
  auto& outside = *file.model.buffers[buffer];
  outside.data.clear();
  outside.size = data.size();
  outside.offset = 1 << 20;
  schema::FinishModelBuffer(builder, schema::CreateModel(builder, &file.model));
  Bytes content(outside.offset);
  ASSERT_LT(builder.GetSize(), content.size());
  std::memcpy(content.data(), builder.GetBufferPointer(), builder.GetSize());
  content.insert(content.end(), data.begin(), data.end());
  EXPECT_TRUE(normal_form(content) == normal_form(expected));
  content.pop_back();
  EXPECT_NE(test::message_of(content).find("beyond the end of the file"), std::string::npos);
}

}  // namespace
}  // namespace requant::formats::tflite
