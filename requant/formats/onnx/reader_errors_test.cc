#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "requant/base/error.h"
#include "requant/formats/onnx/test_model.h"

namespace requant::formats::onnx {
namespace {

using test::TestModel;
using ::testing::AllOf;
using ::testing::HasSubstr;

std::string refusal(const TestModel& model, const std::filesystem::path& folder = ".") {
  try {
    model.read(folder);
    return "";
  } catch (const Error& error) {
    EXPECT_EQ(error.fault(), Fault::user);
    return error.what();
  }
}

// x -> Relu -> y, and a constant c of three floats.
TestModel small() {
  TestModel m;
  m.input("x", {1, 4}).output("y");
  m.node("Relu", {"x"}, {"y"});
  m.floats("c", {3}, {1, 2, 3});
  return m;
}

TEST(OnnxErrors, NamesTheOperatorsThatItHasNot) {
  TestModel m = small();
  m.node("Einsum", {"y"}, {"z"});
  m.node("Attention", {"y"}, {"a"}, "com.example");
  m.node("Relu", {"z"}, {"after"});
  EXPECT_THAT(refusal(m), AllOf(HasSubstr("node 1 (Einsum 'z_node'): requant has no such operator"),
                                HasSubstr("node 2 (Attention 'a_node')"), HasSubstr("com.example"),
                                ::testing::Not(HasSubstr("node 3"))));
}

TEST(OnnxErrors, NamesTheOpsetsThatItReads) {
  TestModel m(99);
  m.input("x", {1}).output("x");
  EXPECT_THAT(refusal(m), HasSubstr("it uses opset 99; requant reads 7 to 28"));
  TestModel none;
  none.model.clear_opset_import();
  EXPECT_THAT(refusal(none), HasSubstr("imports no opset"));
}

TEST(OnnxErrors, CyclesAndValuesThatNothingWrites) {
  TestModel m;
  m.input("x", {1, 4}).output("b");
  m.node("Add", {"x", "b"}, {"a"});
  m.node("Relu", {"a"}, {"b"});
  EXPECT_THAT(refusal(m),
              HasSubstr("node 0 (Add 'a_node'): it reads 'b', which nothing before it"));
  TestModel twice = small();
  twice.node("Relu", {"x"}, {"y"});
  EXPECT_THAT(refusal(twice), HasSubstr("it writes 'y', which is written before"));
}

TEST(OnnxErrors, InitializersOfTheWrongSizeTypeOrName) {
  TestModel m = small();
  m.floats("short", {4}, {1, 2});
  m.floats("negative", {-1}, {});
  m.floats("c", {1}, {1});
  m.constant<float>("odd", {1}, {1}, 99);
  EXPECT_THAT(
      refusal(m),
      AllOf(HasSubstr("initializer 'short': it has 8 bytes of data where type float32 and "
                      "shape 4 take 16"),
            HasSubstr("initializer 'negative'"), HasSubstr("initializer 'c': it is there twice"),
            HasSubstr("initializer 'odd': it has the element type 99")));
}

TEST(OnnxErrors, ScalesThatAreNone) {
  for (const float scale : {0.0F, -1.0F, NAN, INFINITY}) {
    TestModel m;
    m.input("x", {1, 4}).output("y", proto::TensorProto::INT8);
    m.grid("g", scale, 0);
    m.quantize("x", "y", "g");
    EXPECT_THAT(refusal(m), HasSubstr("it must be finite and above 0")) << scale;
  }
}

TEST(OnnxErrors, ScalesOfRunTime) {
  TestModel m;
  m.input("x", {1, 4}).input("s", {}).output("y", proto::TensorProto::UINT8);
  m.node("QuantizeLinear", {"x", "s"}, {"y"});
  EXPECT_THAT(refusal(m), HasSubstr("scales that are computed at run time are not supported"));
}

TEST(OnnxErrors, DimensionsThatAreNotFixed) {
  TestModel m = small();
  auto* dims = m.model.mutable_graph()
                   ->mutable_input(0)
                   ->mutable_type()
                   ->mutable_tensor_type()
                   ->mutable_shape();
  dims->mutable_dim(0)->set_dim_param("N");  // a batch of any size is one
  EXPECT_EQ(refusal(m), "");
  dims->mutable_dim(1)->set_dim_param("width");
  EXPECT_THAT(refusal(m), HasSubstr("its dimension 1 'width' is not fixed"));
}

TEST(OnnxErrors, CutFilesAreDamaged) {
  const std::string whole = small().file();
  for (std::size_t n = 3; n < whole.size(); ++n) {
    try {
      TestModel::read_text(whole.substr(0, n));
    } catch (const Error& error) {
      EXPECT_THAT(error.what(), HasSubstr("'test.onnx'"));
    }
  }
}

// A folder of its own, that goes with the test.
class ExternalData : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::path(::testing::TempDir()) / "requant_external_data";
    std::filesystem::create_directories(folder_ / "inner");
    std::ofstream(folder_ / "outside.bin") << "01234567";
    std::ofstream(folder_ / "inner" / "data.bin") << "01234567";
    std::filesystem::remove(folder_ / "inner" / "link.bin");
    std::filesystem::create_symlink(folder_ / "outside.bin", folder_ / "inner" / "link.bin");
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::string refusal_of(const std::string& location, const std::string& offset = "0") {
    TestModel m = small();
    auto* tensor = m.model.mutable_graph()->mutable_initializer(0);
    tensor->clear_raw_data();
    tensor->set_data_type(proto::TensorProto::INT8);
    tensor->set_data_location(proto::TensorProto::EXTERNAL);
    for (const auto& [key, value] :
         {std::pair{"location", location}, std::pair{"offset", offset}}) {
      auto* entry = tensor->add_external_data();
      entry->set_key(key);
      entry->set_value(value);
    }
    return refusal(m, folder_ / "inner");
  }

  std::filesystem::path folder_;
};

TEST_F(ExternalData, IsReadBesideTheModelOnly) {
  EXPECT_EQ(refusal_of("data.bin"), "");
  EXPECT_EQ(refusal_of("data.bin", "5"), "");
  EXPECT_THAT(refusal_of("data.bin", "6"), HasSubstr("ends before byte 6 + 3"));
  EXPECT_THAT(refusal_of("data.bin", "six"), HasSubstr("is no number"));
  EXPECT_THAT(refusal_of("../outside.bin"), HasSubstr("lies outside of the model's folder"));
  EXPECT_THAT(refusal_of((folder_ / "outside.bin").string()), HasSubstr("lies outside"));
  EXPECT_THAT(refusal_of("link.bin"), HasSubstr("is a link out of the model's folder"));
  EXPECT_THAT(refusal_of("none.bin"), HasSubstr("is not beside the model"));
}

}  // namespace
}  // namespace requant::formats::onnx
