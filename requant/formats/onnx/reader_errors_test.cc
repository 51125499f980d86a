#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <limits>
#include <numeric>

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

// x [1, 3, 4, 4] and weights of 2 output channels, quantized; y.
TestModel weighted() {
  TestModel m;
  m.grid("x", 0.5F, 3).grid("w", 0.25F, 0).grid("y", 1.0F, 0);
  m.bytes("w", {2, 3, 1, 1}, {1, 2, 3, 4, 5, 6});
  m.input("x", {1, 3, 4, 4}, proto::TensorProto::INT8).output("y", proto::TensorProto::INT8);
  return m;
}

TEST(OnnxErrors, NodesThatReadWhatTheyWrite) {
  TestModel m;
  m.input("x", {1, 4}).output("x");
  m.node("Relu", {"x"}, {"a"});
  m.node("Identity", {"a"}, {"a"});
  EXPECT_THAT(refusal(m), HasSubstr("node 1 (Identity 'a_node'): it writes 'a', which is written"));
}

TEST(OnnxErrors, NodesWithoutOutputs) {
  TestModel quant;
  quant.input("x", {1, 4}).output("x").floats("s", {}, {1});
  quant.node("Relu", {"x"}, {"a"});
  quant.node("Quant", {"a", "s", "s", "s"}, {"none"}).clear_output();
  EXPECT_THAT(refusal(quant), HasSubstr("node 1 (Quant 'none_node')"));
  TestModel cast = weighted();
  cast.dequantize("x", "xr", "x").quantize("xr", "xq", "x").quantize("xr", "y", "x");
  cast.node("ConvInteger", {"xq", "w", "x_zero"}, {"c"});
  cast.node("Cast", {"c"}, {"none"}).clear_output();
  EXPECT_THAT(refusal(cast), HasSubstr("node 3 (ConvInteger 'c_node'): its int32 result"));
}

TEST(OnnxErrors, ScalesThatDoNotFitTheChannels) {
  TestModel m = weighted();
  m.floats("scales", {3}, {1, 1, 1}).bytes("zeros", {3}, {0, 0, 0});
  m.node("QLinearConv", {"x", "x_scale", "x_zero", "w", "scales", "zeros", "y_scale", "y_zero"},
         {"y"});
  EXPECT_THAT(refusal(m), HasSubstr("it has 3 scales along dimension 0 of shape 2x3x1x1"));
  TestModel qdq = weighted();
  qdq.floats("scales", {3}, {1, 2, 1}).dequantize("x", "xr", "x");
  TestModel::set(qdq.node("DequantizeLinear", {"w", "scales"}, {"wr"}), "axis", 1);
  qdq.node("Conv", {"xr", "wr"}, {"c"});
  qdq.quantize("c", "y", "y");
  EXPECT_THAT(refusal(qdq), HasSubstr("scales along another dimension than that of the output"));
  TestModel activation = weighted();
  activation.floats("scales", {3}, {1, 2, 1});
  TestModel::set(activation.node("DequantizeLinear", {"x", "scales"}, {"y"}), "axis", 1);
  EXPECT_THAT(refusal(activation), HasSubstr("which only weights can have"));
}

TEST(OnnxErrors, ScalesOfABiasAlongNoDimension) {
  for (const std::int64_t axis : {std::int64_t{-7}, std::int64_t{7}, std::int64_t{1} << 40}) {
    TestModel m;
    m.input("x", {1, 4}).output("y").wide("low", {2}, {1, 2}).floats("scales", {2}, {1, 2});
    TestModel::set(m.node("DequantizeLinear", {"low", "scales"}, {"low_real"}), "axis", axis);
    m.node("Relu", {"x"}, {"r"});
    m.node("Clip", {"r", "low_real"}, {"y"});
    EXPECT_THAT(refusal(m), HasSubstr("node 0 (DequantizeLinear")) << axis;
  }
}

TEST(OnnxErrors, MoreGroupsThanChannels) {
  for (const std::int64_t groups : {std::int64_t{4}, std::numeric_limits<std::int64_t>::max()}) {
    TestModel m = weighted();
    m.dequantize("x", "xr", "x").dequantize("w", "wr", "w");
    TestModel::set(m.node("Conv", {"xr", "wr"}, {"y"}), "group", groups);
    EXPECT_THAT(refusal(m), HasSubstr("groups do not fit 3 channels"));
  }
}

TEST(OnnxErrors, ValuesWithoutOrWithTooManyElements) {
  TestModel empty;
  empty.input("x", {1, 3, 4, 4}).output("y").floats("c", {1, 0, 2, 2}, {});
  empty.floats("w", {2, 3, 1, 1}, {1, 2, 3, 4, 5, 6});
  empty.node("Conv", {"c", "w"}, {"y"});
  EXPECT_THAT(refusal(empty), HasSubstr("node 0 (Conv 'y_node')"));
  TestModel pool;
  pool.output("y").floats("c", {1, 0, 2, 2}, {});
  pool.node("GlobalAveragePool", {"c"}, {"y"});
  EXPECT_THAT(refusal(pool), HasSubstr("has no elements, shape 1x2x2x0"));
  TestModel huge;
  huge.input("x", {1, 1 << 20, 1 << 20, 1 << 20}).output("y").node("Relu", {"x"}, {"y"});
  EXPECT_THAT(refusal(huge), HasSubstr("graph input 'x': shape 1x1048576x1048576x1048576 has too"));
  TestModel beside_zero = small();
  beside_zero.floats("e", {0, std::int64_t{1} << 40, std::int64_t{1} << 40}, {});
  EXPECT_THAT(refusal(beside_zero), HasSubstr("initializer 'e': shape"));
}

TEST(OnnxErrors, DimensionsWithoutEnd) {
  TestModel m;
  std::vector<std::int64_t> axes(40);
  std::iota(axes.begin(), axes.end(), 0);
  m.input("x", {4}).output("y").longs("axes", {40}, axes);
  m.node("Unsqueeze", {"x", "axes"}, {"y"});
  EXPECT_THAT(refusal(m), HasSubstr("it has a value of 41 dimensions; requant takes up to 32"));
  TestModel input;
  input.input("x", test::Dims(40, 1)).output("y").node("Relu", {"x"}, {"y"});
  EXPECT_THAT(refusal(input), HasSubstr("it has 40 dimensions; requant takes up to 32"));
}

TEST(OnnxErrors, BoundsOutsideOfTheirType) {
  TestModel m;
  m.input("x", {4}, proto::TensorProto::INT8).output("y").longs("low", {}, {300});
  m.node("Clip", {"x", "low"}, {"y"});
  EXPECT_THAT(refusal(m), HasSubstr("its bounds must be one int8 each"));
}

TEST(OnnxErrors, QuantNodesWithParametersThatCannotBe) {
  const auto with = [](const test::Dims& scales, float zero, float bits) {
    TestModel m;
    m.output("y").floats("w", {2}, {1, 2}).floats("zero", {}, {zero}).floats("bits", {}, {bits});
    m.floats("scales", scales, std::vector<float>(static_cast<std::size_t>(scales[0]), 0.5F));
    m.node("Quant", {"w", "scales", "zero", "bits"}, {"wq"});
    m.node("Relu", {"wq"}, {"y"});
    return refusal(m);
  };
  EXPECT_EQ(with({1}, 0, 4), "");
  EXPECT_THAT(with({2, 1, 1}, 0, 4), HasSubstr("more dimensions than what they scale"));
  EXPECT_THAT(with({1}, 1e30F, 4), HasSubstr("its zero point is not one whole number below 2^31"));
  EXPECT_THAT(with({1}, 0, INFINITY), HasSubstr("its bit width is not one whole number"));
}

TEST(OnnxErrors, RequantShiftsThatDoNotFit) {
  const auto with = [](const std::vector<float>& mul, const std::vector<float>& add, float div) {
    TestModel m;
    m.input("x", {1, 2}).output("y").floats("w", {2, 2}, {1, -2, 3, 4});
    const auto one_row = [](const auto& v) { return test::Dims{1, std::ssize(v)}; };
    m.floats("mul", one_row(mul), mul).floats("add", one_row(add), add);
    m.node("MatMul", {"x", "w"}, {"m"});
    auto& shift = m.node("RequantShift", {"m", "mul", "add"}, {"y"});
    for (const auto& [name, value] :
         {std::pair{"div", div}, std::pair{"n_levels_out", 256.0F}, std::pair{"signed", 1.0F}}) {
      auto* attribute = shift.add_attribute();
      attribute->set_name(name);
      attribute->set_f(value);
    }
    return refusal(m);
  };
  EXPECT_EQ(with({3, 5}, {6, -10}, 256), "");
  EXPECT_THAT(with({3, 5}, {6, 0, 9}, 256), HasSubstr("it has 2 factors and 3 summands"));
  EXPECT_THAT(with({3, 5, 1}, {0, 0, 0}, 256), HasSubstr("what follows it 3"));
  EXPECT_THAT(with({3, 5}, {1e30F, 0}, 256), HasSubstr("must be whole numbers below 2^53"));
  EXPECT_THAT(with({3, 5}, {6, -10}, INFINITY), HasSubstr("its div is no power of two"));
}

// Each DequantizeLinear has a scale of its own, so that none shares its real values.
TEST(OnnxErrors, ConstantsThatGrowOutOfProportion) {
  TestModel m;
  m.output("y").bytes("c", {1 << 18}, std::vector<std::int8_t>(1 << 18, 1));
  for (int i = 1; i <= 100; ++i) {
    const std::string n = std::to_string(i);
    m.floats("s" + n, {}, {static_cast<float>(i)});
    m.node("DequantizeLinear", {"c", "s" + n}, {"d" + n});
    m.node("Sigmoid", {"d" + n}, {i == 100 ? "y" : "r" + n});
  }
  EXPECT_THAT(refusal(m), HasSubstr("the model's constants are computed too often"));
}

TEST(OnnxErrors, LongChainsAreRead) {
  TestModel m;
  m.input("x", {1, 4}).output("v20000");
  for (int i = 0; i < 20000; ++i) {
    m.node("Relu", {i == 0 ? "x" : "v" + std::to_string(i)}, {"v" + std::to_string(i + 1)});
  }
  EXPECT_EQ(refusal(m), "");
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

// Attributes have no folder of their own: a file beside the program would be read.
TEST_F(ExternalData, IsNotReadForAttributes) {
  TestModel m;
  m.input("x", {1, 2}).output("y").longs("one", {1}, {1});
  auto& filled = m.node("ConstantOfShape", {"one"}, {"shape"});
  auto* value = filled.add_attribute();
  value->set_name("value");
  value->mutable_t()->set_data_type(proto::TensorProto::INT64);
  value->mutable_t()->set_data_location(proto::TensorProto::EXTERNAL);
  auto* entry = value->mutable_t()->add_external_data();
  entry->set_key("location");
  entry->set_value("data.bin");
  m.node("Reshape", {"x", "shape"}, {"y"});
  const auto before = std::filesystem::current_path();
  std::filesystem::current_path(folder_ / "inner");
  EXPECT_THAT(refusal(m), HasSubstr("it has an attribute with external data"));
  std::filesystem::current_path(before);
}

}  // namespace
}  // namespace requant::formats::onnx
