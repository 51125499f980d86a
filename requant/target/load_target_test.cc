// The targets that the program carries.
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>

#include "requant/target/target.h"

namespace requant {
namespace {

using arith::MultiplierForm;
using arith::Rounding;

TEST(Targets, AreTheseInAlphabeticalOrder) {
  const std::vector<std::string> names{"array-int8",
                                       "bismo",
                                       "bitfusion",
                                       "cmsis-nn",
                                       "esp32-p4",
                                       "esp32-s3",
                                       "mixed-precision",
                                       "onnx-qdq",
                                       "onnx-qlinear",
                                       "pulp-nn",
                                       "shift-only",
                                       "shift-only-per-channel",
                                       "symmetric-int8",
                                       "symmetric-int8-per-channel",
                                       "symmetric-int8-pow2",
                                       "symmetric-uint8-act",
                                       "tensorrt",
                                       "tflite",
                                       "tflite-int16x8",
                                       "tflite-int8",
                                       "tflite-int8-per-tensor",
                                       "tflite-micro",
                                       "tflite-uint8",
                                       "uint8-only",
                                       "xilinx-dpu",
                                       "xpulpnn"};
  EXPECT_EQ(target_names(), names);
}

class EveryTarget : public testing::TestWithParam<std::string> {};

TEST_P(EveryTarget, LoadsIsCompleteAndHasSources) {
  const Target target = load_target(GetParam());
  EXPECT_EQ(target.name, GetParam());
  EXPECT_FALSE(target.title.empty());
  EXPECT_LE(target.title.size(), 80U);
  EXPECT_FALSE(target.description.empty());
  EXPECT_FALSE(target.sources.empty());
  EXPECT_TRUE(target.ops.contains(OpKind::conv2d));
  for (int k = 0; k < kOpKinds; ++k) {
    const auto kind = static_cast<OpKind>(k);
    const bool own = target.ops.contains(kind);
    EXPECT_FALSE(own && target.host_ops.contains(kind)) << name(kind);
  }
}

TEST_P(EveryTarget, RoundTripsThroughYaml) {
  const Target target = load_target(GetParam());
  const Target again = parse_target(to_yaml(target), "written " + target.name);
  EXPECT_EQ(again.precision, target.precision);
  EXPECT_EQ(again.cost, target.cost);
  EXPECT_EQ(again.title, target.title);
  EXPECT_EQ(again.description, target.description);
  EXPECT_EQ(again.activation, target.activation);
  EXPECT_EQ(again.weight, target.weight);
  EXPECT_EQ(again.bias, target.bias);
  EXPECT_EQ(again.scale_form, target.scale_form);
  EXPECT_EQ(again.ops, target.ops);
  EXPECT_EQ(again.host_ops, target.host_ops);
  EXPECT_EQ(again.arithmetic, target.arithmetic);
  EXPECT_EQ(again.sources, target.sources);
}

std::string identifier(const testing::TestParamInfo<std::string>& target) {
  std::string text = target.param;
  std::replace(text.begin(), text.end(), '-', '_');
  return text;
}

INSTANTIATE_TEST_SUITE_P(All, EveryTarget, testing::ValuesIn(target_names()), identifier);

arith::RescaleRule rescale(const std::string& target, OpKind kind, DataType type) {
  return load_target(target).arithmetic.rule(kind, type).rescale;
}

TEST(Targets, TfliteDiffersByOpAndType) {
  const auto uint8 = rescale("tflite", OpKind::conv2d, DataType::uint8);
  EXPECT_EQ(uint8.scale_product, arith::ScaleProduct::float32_product);
  EXPECT_TRUE(uint8.double_rounding);
  EXPECT_EQ(uint8.multiplier_bits, 31);
  const auto int8 = rescale("tflite", OpKind::conv2d, DataType::int8);
  EXPECT_EQ(int8, arith::RescaleRule{});
  const auto int16 = rescale("tflite", OpKind::conv2d, DataType::int16);
  EXPECT_EQ(int16.multiplier_bits, 15);
  EXPECT_FALSE(int16.double_rounding);
  EXPECT_EQ(int16.rounding, Rounding::half_up);
  const auto dense = rescale("tflite", OpKind::fully_connected, DataType::int8);
  EXPECT_EQ(dense.form, MultiplierForm::float64);
  EXPECT_EQ(rescale("tflite-micro", OpKind::fully_connected, DataType::int8).form,
            MultiplierForm::fixed_point);
  const Target tflite = load_target("tflite");
  EXPECT_EQ(tflite.arithmetic.rule(OpKind::add, DataType::uint8).rescale, arith::RescaleRule{});
  EXPECT_EQ(tflite.arithmetic.rule(OpKind::add, DataType::int16).input_left_shift, 15);
  EXPECT_EQ(tflite.arithmetic.rule(OpKind::add, DataType::int8).input_left_shift, 20);
}

// Rules that an heir inherits, but meant to change, would show here.
TEST(Targets, RoundAllTheirRescalesAlike) {
  for (const std::string& target_name : target_names()) {
    if (target_name.starts_with("tflite")) continue;  // rounds 8 and 16 bits differently
    const Target target = load_target(target_name);
    const DataType type = target.activation.types.front();
    const auto& reference = target.arithmetic.rule(OpKind::conv2d, type).rescale;
    for (const OpKind kind : target.ops) {
      EXPECT_EQ(target.arithmetic.rule(kind, type).rescale.rounding, reference.rounding)
          << target_name << " " << name(kind);
    }
  }
}

TEST(Targets, HoldTheirFacts) {
  for (const OpKind kind : {OpKind::conv2d, OpKind::fully_connected, OpKind::add}) {
    const auto rule = rescale("cmsis-nn", kind, DataType::int8);
    EXPECT_EQ(rule.form, MultiplierForm::fixed_point) << name(kind);
    EXPECT_EQ(rule.rounding, Rounding::half_up) << name(kind);
    EXPECT_FALSE(rule.double_rounding) << name(kind);
  }
  EXPECT_EQ(rescale("esp32-s3", OpKind::conv2d, DataType::int8).rounding, Rounding::half_up);
  EXPECT_EQ(rescale("esp32-p4", OpKind::conv2d, DataType::int8).rounding, Rounding::half_even);
  EXPECT_EQ(rescale("xilinx-dpu", OpKind::conv2d, DataType::int8).max_right_shift, 16);
  EXPECT_EQ(rescale("onnx-qlinear", OpKind::conv2d, DataType::uint8).form, MultiplierForm::float32);
  const Arithmetic qdq = load_target("onnx-qdq").arithmetic;
  EXPECT_EQ(qdq.rule(OpKind::add, DataType::int8).operands, Operands::folded);
  EXPECT_TRUE(qdq.rule(OpKind::add, DataType::int8).signed_as_unsigned);
  EXPECT_EQ(qdq.rule(OpKind::sub, DataType::int8).operands, Operands::dequantized);
  EXPECT_EQ(qdq.rule(OpKind::resize_bilinear, DataType::int8).operands, Operands::dequantized);
  EXPECT_EQ(rescale("pulp-nn", OpKind::conv2d, DataType::uint8).rounding, Rounding::floor);
  EXPECT_EQ(rescale("shift-only", OpKind::add, DataType::uint8).form, MultiplierForm::power_of_two);
  EXPECT_EQ(load_target("esp32-s3").bias.bits, 20);
  EXPECT_TRUE(load_target("xilinx-dpu").bias.own_shift);
  EXPECT_EQ(load_target("esp32-p4").weight.granularity, Granularity::per_channel);
  EXPECT_EQ(load_target("symmetric-int8-pow2").scale_form, ScaleForm::absolute_power_of_two);
  EXPECT_EQ(load_target("symmetric-uint8-act").activation.zero_points,
            (std::vector<std::int64_t>{0, 128}));
}

std::string error_of(const std::string& name) {
  try {
    load_target(name);
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

TEST(LoadTarget, NamesTheNearestTarget) {
  EXPECT_EQ(error_of("esp32s3"),
            "there is no target 'esp32s3'; did you mean 'esp32-s3'? Or name a file of your own "
            "(.yaml)");
}

TEST(LoadTarget, ReadsAFile) {
  const std::string path = testing::TempDir() + "/heir.yaml";
  std::ofstream(path) << "name: heir\ntitle: An heir\nextends: tflite-uint8\n";
  EXPECT_EQ(load_target(path).name, "heir");
}

TEST(LoadTarget, SaysThatAFileIsMissing) {
  EXPECT_EQ(error_of("/nowhere/x.yaml"),
            "/nowhere/x.yaml: cannot open this target file; check the path");
  EXPECT_EQ(error_of("/tmp/"), "/tmp/: this is a folder; name a target file (.yaml)");
}

}  // namespace
}  // namespace requant
