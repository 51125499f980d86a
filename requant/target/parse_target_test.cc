// A user's target file: what it may say, and every fault with its line.
#include <gtest/gtest.h>

#include "requant/target/target.h"

namespace requant {
namespace {

constexpr const char* kChip = R"(name: my-chip
title: A chip
activation:
  types: [int8]
  zero_points: [0]
weight:
  types: [int8]
  granularity: per_tensor
bias: {bits: 24}
scale: free
ops: [conv2d, add]
host_ops: [softmax]
arithmetic:
  default:
    rescale: {rounding: half_up, double_rounding: false}
sources:
  - {fact: it is small, source: its manual}
)";

// kChip with one text replaced by another.
std::string chip(const std::string& old, const std::string& replacement) {
  std::string text = kChip;
  const auto at = text.find(old);
  EXPECT_NE(at, std::string::npos) << old;
  return text.replace(at, old.size(), replacement);
}

std::string error_of(const std::string& yaml) {
  try {
    parse_target(yaml, "my-chip.yaml");
  } catch (const Error& error) {
    EXPECT_EQ(error.fault(), Fault::user);
    return error.what();
  }
  return "no error";
}

TEST(ParseTarget, ReadsWhatItSays) {
  const Target target = parse_target(kChip, "my-chip.yaml");
  EXPECT_EQ(target.name, "my-chip");
  EXPECT_EQ(target.title, "A chip");
  EXPECT_EQ(target.activation, (ActivationScheme{{DataType::int8}, {0}, false}));
  EXPECT_EQ(target.weight.types, std::vector<DataType>{DataType::int8});
  EXPECT_TRUE(target.weight.zero_points.empty());
  EXPECT_EQ(target.bias, (BiasScheme{24, false}));
  EXPECT_EQ(target.ops, (std::set<OpKind>{OpKind::conv2d, OpKind::add}));
  EXPECT_EQ(target.host_ops, std::set<OpKind>{OpKind::softmax});
  const auto& rule = target.arithmetic.rule(OpKind::conv2d, DataType::int8).rescale;
  EXPECT_EQ(rule.rounding, arith::Rounding::half_up);
  EXPECT_FALSE(rule.double_rounding);
  EXPECT_EQ(target.sources, (std::vector<SourceNote>{{"it is small", "its manual"}}));
  EXPECT_EQ(target.text, kChip);
}

TEST(ParseTarget, RunsHostOpsInTheRulesOfTflite) {
  const Target target = parse_target(kChip, "my-chip.yaml");
  EXPECT_EQ(target.arithmetic.rule(OpKind::softmax, DataType::int8),
            load_target("tflite").arithmetic.rule(OpKind::softmax, DataType::int8));
}

TEST(ParseTarget, SetsRulesByOpTypeAndBoth) {
  const Target target =
      parse_target(chip("sources:",
                        "  rules:\n"
                        "    - {types: [int8], input_left_shift: 7}\n"
                        "    - {ops: [add], overflow: saturate}\n"
                        "    - {ops: [add], types: [int8], accumulator_bits: 16}\n"
                        "sources:"),
                   "my-chip.yaml");
  const auto rule = [&](OpKind kind, DataType type) { return target.arithmetic.rule(kind, type); };
  EXPECT_EQ(rule(OpKind::conv2d, DataType::int8).input_left_shift, 7);
  EXPECT_EQ(rule(OpKind::conv2d, DataType::uint8).input_left_shift, 20);
  EXPECT_EQ(rule(OpKind::add, DataType::uint8).overflow, Overflow::saturate);
  // A rule starts from the one that held for its op before.
  EXPECT_EQ(rule(OpKind::add, DataType::int8).accumulator_bits, 16);
  EXPECT_EQ(rule(OpKind::add, DataType::int8).overflow, Overflow::saturate);
  EXPECT_EQ(rule(OpKind::add, DataType::int8).rescale.rounding, arith::Rounding::half_up);
}

TEST(ParseTarget, InheritsAndOverrides) {
  const Target parent = load_target("tflite-int8");
  const Target target = parse_target(
      "name: heir\ntitle: An heir\nextends: tflite-int8\nweight: {granularity: per_tensor}\n"
      "sources: [{fact: f, source: s}]\n",
      "heir.yaml");
  EXPECT_EQ(target.name, "heir");
  EXPECT_EQ(target.description, "");
  EXPECT_EQ(target.activation, parent.activation);
  EXPECT_EQ(target.weight.granularity, Granularity::per_tensor);
  EXPECT_EQ(target.weight.narrow_range, parent.weight.narrow_range);
  EXPECT_EQ(target.arithmetic, parent.arithmetic);
  EXPECT_EQ(target.sources, (std::vector<SourceNote>{{"f", "s"}}));
}

// What an heir changes by default reaches the inherited rules, where these leave it open.
TEST(ParseTarget, HandsADefaultOnToInheritedRules) {
  const Target target = parse_target(
      "name: heir\ntitle: An heir\nextends: esp32-s3\n"
      "arithmetic: {default: {rescale: {rounding: half_even}, accumulator_bits: 48}}\n",
      "heir.yaml");
  const ArithmeticRule& rule = target.arithmetic.rule(OpKind::conv2d, DataType::int8);
  EXPECT_EQ(rule.rescale.rounding, arith::Rounding::half_even);
  EXPECT_EQ(rule.accumulator_bits, 20);  // the rule of esp32-s3 for conv2d states it
}

struct FileFault {
  const char* name;
  std::string yaml;
  std::string message;  // after "my-chip.yaml: "
};

void PrintTo(const FileFault& fault, std::ostream* out) { *out << fault.name; }

class TargetFault : public testing::TestWithParam<FileFault> {};

TEST_P(TargetFault, IsToldWithItsLine) {
  EXPECT_EQ(error_of(GetParam().yaml), "my-chip.yaml: " + GetParam().message);
}

const char* const kOps =
    "conv2d, depthwise_conv2d, fully_connected, add, sub, mul, average_pool2d, max_pool2d, mean, "
    "concat, pad, reshape, transpose, resize_bilinear, resize_nearest, relu, leaky_relu, logistic, "
    "tanh, hard_swish, softmax, arg_max, quantize, dequantize, minimum, maximum";

std::vector<FileFault> faults() {
  return {
      {"not_yaml", chip("title: A chip", "title: [A chip"),
       "line 3: this is not YAML: end of sequence flow not found"},
      {"no_map", "- a\n- b\n", "line 1: the file must hold keys and values, as in 'name: my-chip'"},
      {"empty", "", "line 1: the file must hold keys and values, as in 'name: my-chip'"},
      {"unknown_key",
       chip("  granularity: per_tensor", "  granularty: per_tensor\n  granularity: per_tensor"),
       "line 8: unknown key 'granularty' in 'weight'; did you mean 'granularity'?"},
      {"unknown_key_at_the_top", chip("bias:", "colour: red\nbias:"),
       "line 9: unknown key 'colour'; use one of extends, name, title, description, activation, "
       "weight, bias, scale, host_ops, ops, arithmetic, precision, cost, sources"},
      {"unknown_key_in_rescale", chip("rounding: half_up", "roundng: half_up"),
       "line 15: unknown key 'roundng' in 'arithmetic.default.rescale'; did you mean 'rounding'?"},
      {"doubled_key", chip("scale: free", "scale: free\nscale: free"),
       "line 11: 'scale' is given twice"},
      {"missing_name", chip("name: my-chip\n", ""), "line 1: 'name' is missing"},
      {"missing_title", chip("title: A chip\n", ""), "line 1: 'title' is missing"},
      {"missing_scale", chip("scale: free\n", ""), "line 1: 'scale' is missing"},
      {"missing_types", chip("activation:\n  types: [int8]\n", "activation:\n"),
       "line 4: 'activation.types' is missing"},
      {"missing_granularity", chip("  granularity: per_tensor\n", ""),
       "line 7: 'weight.granularity' is missing"},
      {"bad_name", chip("my-chip", "My Chip"),
       "line 1: the name 'My Chip' may hold lower-case letters, digits, '-', '_' and '.' only"},
      {"wrong_word", chip("half_up", "half_uo"),
       "line 15: 'arithmetic.default.rescale.rounding' cannot be 'half_uo'; did you mean "
       "'half_up'?"},
      {"far_word", chip("scale: free", "scale: whatever"),
       "line 10: 'scale' cannot be 'whatever'; use one of free, multiplier_power_of_two, "
       "absolute_power_of_two"},
      {"wrong_type", chip("activation:\n  types: [int8]", "activation:\n  types: [int9]"),
       "line 4: 'activation.types' cannot be 'int9'; did you mean 'int8'?"},
      {"doubled_type", chip("activation:\n  types: [int8]", "activation:\n  types: [int8, int8]"),
       "line 4: 'activation.types' names 'int8' twice"},
      {"no_types", chip("activation:\n  types: [int8]", "activation:\n  types: []"),
       "line 4: 'activation.types' is empty"},
      {"unknown_op", chip("[conv2d, add]", "[conv2d, convolution]"),
       "line 11: 'ops' cannot be 'convolution'; use one of " + std::string(kOps)},
      {"word_for_a_map", chip("bias: {bits: 24}", "bias: 24"),
       "line 9: 'bias' must hold keys and values, as in 'name: my-chip'"},
      {"list_for_a_word", chip("scale: free", "scale: [free]"), "line 10: 'scale' must be a word"},
      {"no_number", chip("bits: 24", "bits: many"),
       "line 9: 'bias.bits' is 'many'; it must be a whole number from 4 to 64"},
      {"number_out_of_range", chip("bits: 24", "bits: 65"),
       "line 9: 'bias.bits' is '65'; it must be a whole number from 4 to 64"},
      {"no_truth", chip("double_rounding: false", "double_rounding: never"),
       "line 15: 'arithmetic.default.rescale.double_rounding' cannot be 'never'; use one of true, "
       "false"},
      {"no_zero_point", chip("zero_points: [0]", "zero_points: [middle]"),
       "line 5: a zero point cannot be 'middle'; use 'any' or a list of whole numbers"},
      {"no_zero_points", chip("zero_points: [0]", "zero_points: []"),
       "line 5: the zero points are empty; use 'any' or [0]"},
      {"unknown_parent", chip("title: A chip", "title: A chip\nextends: tflite-int"),
       "line 3: there is no target 'tflite-int' to extend; did you mean 'tflite-int8'?"},
      {"zero_point_outside", chip("zero_points: [0]", "zero_points: [0, 128]"),
       "line 5: the zero point 128 is no value of int8"},
      {"narrow_unsigned",
       chip("  types: [int8]\n  granularity",
            "  types: [uint8]\n  narrow_range: true\n  granularity"),
       "line 8: 'weight.narrow_range' is for signed types only; uint8 has no sign"},
      {"exceptions_from_nothing",
       chip("granularity: per_tensor", "granularity: per_tensor\n  per_tensor_ops: [conv2d]"),
       "line 9: 'weight.per_tensor_ops' are exceptions from per_channel, but the granularity is "
       "per_tensor"},
      {"exception_without_weights",
       chip("granularity: per_tensor", "granularity: per_channel\n  per_tensor_ops: [add]"),
       "line 9: 'add' has no weights"},
      {"shifts_crossed",
       chip("rounding: half_up,", "form: power_of_two, min_right_shift: 9, max_right_shift: 3}#"),
       "line 15: the least right shift, 9, is above the greatest, 3"},
      {"bits_without_mantissa",
       chip("rounding: half_up, double_rounding: false", "form: float32, multiplier_bits: 8"),
       "line 15: 'multiplier_bits' says nothing about a multiplier of form float32; leave it out, "
       "or "
       "use the form fixed_point"},
      {"folded_integers", chip("    rescale: {", "    operands: folded\n    rescale: {"),
       "line 15: 'operands' is folded, which is arithmetic in float32; set 'rescale.form' to "
       "float32"},
      {"shift_of_a_float",
       chip("rounding: half_up, double_rounding: false", "form: float32, max_right_shift: 8"),
       "line 15: 'max_right_shift' says nothing about a float32 multiplier"},
      {"double_rounding_of_few_bits", chip("double_rounding: false", "multiplier_bits: 15"),
       "line 15: double rounding needs a multiplier of 31 bits, not 15; set double_rounding to "
       "false"},
      {"free_scale_on_shifts", chip("double_rounding: false", "form: power_of_two"),
       "line 10: multipliers that are powers of two cannot hold a free scale; set 'scale' to "
       "multiplier_power_of_two or absolute_power_of_two"},
      {"float_multiplier_for_powers",
       chip("scale: free", "scale: absolute_power_of_two")
           .replace(
               chip("scale: free", "scale: absolute_power_of_two").find("double_rounding: false"),
               22, "form: float32"),
       "line 10: 'scale' is absolute_power_of_two, but a float32 multiplier holds any scale; set "
       "'scale' to free, or the form of the multiplier to power_of_two"},
      {"wide_bias", chip("bits: 24", "bits: 48"),
       "line 9: a bias of 48 bits does not fit an accumulator of 32"},
      {"op_on_both_sides", chip("host_ops: [softmax]", "host_ops: [add]"),
       "line 12: 'add' is both in 'ops' and in 'host_ops'"},
      {"rules_are_no_list", chip("sources:", "  rules: {ops: [add]}\nsources:"),
       "line 16: 'arithmetic.rules' must be a list, each entry with ops or types"},
      {"rule_for_nothing", chip("sources:", "  rules:\n    - accumulator_bits: 16\nsources:"),
       "line 17: a rule must name the ops or the types that it is for, as in 'ops: [conv2d]'"},
      {"rule_given_twice",
       chip("sources:", "  rules:\n    - ops: [add, sub]\n    - ops: [sub]\nsources:"),
       "line 18: there is a rule for sub above; join the two"},
      {"fault_in_a_rule_of_many_ops",
       chip("sources:", "  rules:\n    - {ops: [add, sub], divison: floor}\nsources:"),
       "line 17: unknown key 'divison' in 'arithmetic.rules'; did you mean 'division'?"},
      {"sources_are_no_list",
       chip("  - {fact: it is small, source: its manual}", "  fact: it is small"),
       "line 17: 'sources' must be a list, each entry with a fact and its source"},
      {"fact_without_source", chip(", source: its manual", ""),
       "line 17: 'sources.source' is missing"},
  };
}

std::string identifier(const testing::TestParamInfo<FileFault>& fault) { return fault.param.name; }

INSTANTIATE_TEST_SUITE_P(All, TargetFault, testing::ValuesIn(faults()), identifier);

TEST(ParseTarget, TellsAllFaultsAtOnce) {
  EXPECT_EQ(
      error_of("name: my-chip\ntitle: A chip\nextends: tflite-int8\nscal: free\n"
               "bias: {bits: 2}\nweight: {granularity: per_row}\n"),
      "my-chip.yaml: 3 problems:\n"
      "  line 6: 'weight.granularity' cannot be 'per_row'; use one of per_tensor, per_channel\n"
      "  line 5: 'bias.bits' is '2'; it must be a whole number from 4 to 64\n"
      "  line 4: unknown key 'scal'; did you mean 'scale'?");
}

TEST(ParseTarget, RefusesAFileThatIsTooLong) {
  EXPECT_EQ(error_of(std::string(2 << 20, ' ')),
            "my-chip.yaml: it is longer than 1 MiB; a target file is a few kilobytes");
}

TEST(ParseTarget, SurvivesDeepNesting) {
  EXPECT_NE(error_of(std::string(100000, '[')), "no error");
}

}  // namespace
}  // namespace requant
