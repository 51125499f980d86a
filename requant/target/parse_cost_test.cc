#include <gtest/gtest.h>

#include <optional>
#include <string>

#include "requant/base/error.h"
#include "requant/target/target.h"

namespace requant {
namespace {

constexpr const char* kHead = "name: chip\ntitle: A chip\nextends: mixed-precision\n";
// Line 4 is the first behind the head.
constexpr const char* kCost =
    "cost:\n"
    "  frequency_mhz: 200\n"
    "  elementwise_per_cycle: 16\n"
    "  engine: {kind: array, rows: 16, columns: 8}\n"
    "  memory: {dram_bits_per_cycle: 64, weight_buffer: 1024, input_buffer: 2048, output_buffer: "
    "4096}\n";

Target chip(const std::string& sections) { return parse_target(kHead + sections, "chip.yaml"); }

std::string fault(const std::string& sections) {
  try {
    chip(sections);
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

std::string replaced(const std::string& from, const std::string& to) {
  std::string text = kCost;
  return text.replace(text.find(from), from.size(), to);
}

TEST(ParseCost, states_what_it_says_and_has_the_defaults_of_the_rest) {
  const CostModel cost = chip(kCost).cost.value();
  CostModel expected;
  expected.frequency_mhz = 200;
  expected.elementwise_per_cycle = 16;
  expected.engine = ArrayEngine{16, 8, 8, 8, ArrayEngine::Rows::channels};
  expected.memory.weight_buffer = 1024;
  expected.memory.input_buffer = 2048;
  expected.memory.output_buffer = 4096;
  EXPECT_EQ(cost, expected);
}

TEST(ParseCost, an_array_is_not_split_unless_it_says_so) {
  const auto engine = std::get<ArrayEngine>(
      chip(replaced("columns: 8", "columns: 8, max_bits: 16")).cost.value().engine);
  EXPECT_EQ(engine.min_bits, 16);
}

TEST(ParseCost, an_heir_changes_what_it_states) {
  const CostModel parent = load_target("bitfusion").cost.value();
  const CostModel heir =
      parse_target(
          "name: heir\ntitle: An heir\nextends: bitfusion\n"
          "cost: {engine: {rows: 8}, memory: {dram_holds: sums}, energy: {dram: 6}}\n",
          "heir.yaml")
          .cost.value();
  CostModel expected = parent;
  std::get<ArrayEngine>(expected.engine).rows = 8;
  expected.memory.sums_in_dram = true;
  expected.energy.dram = 6;
  EXPECT_EQ(heir, expected);
}

TEST(ParseCost, another_kind_of_engine_starts_anew) {
  const std::string head = "name: heir\ntitle: An heir\nextends: bitfusion\n";
  const Target heir = parse_target(
      head + "cost: {engine: {kind: bit_serial, rows: 8, columns: 4, depth: 64}}\n", "heir.yaml");
  EXPECT_EQ(heir.cost.value().engine, Engine(BitSerialEngine{8, 4, 64}));
  EXPECT_THROW(parse_target(head + "cost: {engine: {kind: bit_serial, rows: 8}}\n", "heir.yaml"),
               Error);
}

TEST(ParseCost, round_trips_through_yaml_for_each_engine) {
  for (const char* engine :
       {"{kind: array, rows: 3, columns: 5, max_bits: 16, min_bits: 4, rows_hold: patches}",
        "{kind: bit_serial, rows: 3, columns: 5, depth: 7}",
        "{kind: simd, cores: 3, register_bits: 64, widths: [2, 8], cycles_per_product: 1.5, "
        "cycles_to_unpack: 2.25, cycles_per_output: 4}"}) {
    const Target target =
        chip(replaced("{kind: array, rows: 16, columns: 8}", engine) +
             "  energy: {cycle: 1.5, stall: 0.5, mac_bit: 0.25, weight_read: 1, weight_write: 2, "
             "input_read: 3, input_write: 4, output_read: 5, output_write: 6, dram: 7, "
             "weight_reuse: 8, input_reuse: 9}\n"
             "precision: {weights: [2, 8], activations: 8, equal: true}\n");
    const Target again = parse_target(to_yaml(target), "again");
    EXPECT_EQ(again.cost, target.cost);
    EXPECT_EQ(again.precision, target.precision);
  }
}

TEST(ParseCost, faults_are_told_with_their_line) {
  EXPECT_EQ(fault(replaced("rows: 16", "rows: many")),
            "chip.yaml: line 7: 'cost.engine.rows' is 'many'; it must be a whole number from 1 to "
            "1048576");
  EXPECT_EQ(fault(replaced("kind: array", "kind: arary")),
            "chip.yaml: line 7: 'cost.engine.kind' cannot be 'arary'; did you mean 'array'?");
  EXPECT_EQ(fault(replaced("rows: 16, columns: 8", "rows: 16")),
            "chip.yaml: line 7: 'cost.engine.columns' is missing");
  EXPECT_EQ(fault(replaced("columns: 8", "columns: 8, depth: 3")),
            "chip.yaml: line 7: unknown key 'depth' in 'cost.engine'; use one of kind, rows, "
            "columns, max_bits, min_bits, rows_hold");
  EXPECT_EQ(fault(replaced("columns: 8", "columns: 8, max_bits: 4, min_bits: 8")),
            "chip.yaml: line 7: the least width, 8 bits, is above the greatest, 4");
  EXPECT_EQ(fault(replaced("  frequency_mhz: 200\n", "")),
            "chip.yaml: line 5: 'cost.frequency_mhz' is missing");
  EXPECT_EQ(fault(replaced("{kind: array, rows: 16, columns: 8}",
                           "{kind: simd, cores: 2, widths: [64], cycles_per_product: 1}")),
            "chip.yaml: line 7: 'cost.engine.widths' holds '64'; it must be whole numbers from 1 "
            "to 32");
}

TEST(ParsePrecision, lists_widths_in_descending_order) {
  const PrecisionScheme scheme =
      precision_scheme(chip("precision: {weights: [2, 8, 4], activations: 8}\n"));
  EXPECT_EQ(scheme, (PrecisionScheme{{8, 4, 2}, {8}, false}));
}

TEST(ParsePrecision, is_that_of_the_types_where_none_is_stated) {
  EXPECT_EQ(precision_scheme(load_target("tflite-int16x8")), (PrecisionScheme{{8}, {16}, false}));
}

TEST(ParsePrecision, faults_are_told_with_their_line) {
  EXPECT_EQ(fault("precision: {weights: [8, 8]}\n"),
            "chip.yaml: line 4: 'precision.weights' names '8' twice");
  EXPECT_EQ(fault("precision: {weights: [0]}\n"),
            "chip.yaml: line 4: 'precision.weights' holds '0'; it must be whole numbers from 1 to "
            "32");
  EXPECT_EQ(fault("precision: {weights: []}\n"), "chip.yaml: line 4: 'precision.weights' is empty");
  EXPECT_EQ(fault("precision: {weights: [8], activations: [4], equal: true}\n"),
            "chip.yaml: line 4: weights and activations must have the same width, but have none in "
            "common");
}

}  // namespace
}  // namespace requant
