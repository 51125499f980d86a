// Reading a file and writing it back loses nothing.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>

#include "requant/formats/file_io.h"
#include "requant/formats/tflite/rich_file.h"

namespace requant::formats::tflite {
namespace {

using test::bytes_of;
using test::normal_form;
using test::own_file;

using test::rewritten;
using test::rich_file;

TEST(Roundtrip, KeepsEveryModelOfTheEvaluationData) {
  const auto models = test::data_models();
  if (models.empty()) GTEST_SKIP() << "no evaluation data; REQUANT_DATA names it";
  for (const auto& path : models) {
    const Bytes content = read_file(path);
    EXPECT_TRUE(normal_form(content) == normal_form(rewritten(content))) << path;
  }
}

TEST(Roundtrip, GivesEveryOpBack) {
  const Graph before = requant::test::one_of_each_on_integers();
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
