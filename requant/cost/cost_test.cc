#include "requant/cost/cost.h"

#include <gtest/gtest.h>

#include "requant/base/test_folder.h"
#include "requant/cost/test_work.h"

namespace requant::cost {
namespace {

// One multiplier, a byte of DRAM a cycle, and energies that tell each other apart.
CostModel model_of_one() {
  CostModel model;
  model.frequency_mhz = 2;
  model.elementwise_per_cycle = 4;
  model.engine = ArrayEngine{1, 1, 8, 8, ArrayEngine::Rows::patches};
  model.memory.dram_bits_per_cycle = 8;
  model.memory.weight_buffer = model.memory.input_buffer = model.memory.output_buffer = 4096;
  return model;
}

// 64 weights of 4 bits, 32 inputs of 2 bits, 32 outputs of 8 bits, 256 multiply-adds.
Work matrix() {
  Work work = layer_work({1, 1, 1, 8, 8}, 4, 2, 4);
  work.biases = work.scales = 8;
  return work;
}

TEST(Cost, of_a_layer) {
  const Cost found = cost(model_of_one(), matrix());
  EXPECT_EQ(found.compute_cycles, 256);
  EXPECT_EQ(found.memory_cycles, 32 + 8 + 32);
  EXPECT_EQ(found.cycles, 256 + 40 + 32);
  EXPECT_EQ(found.bytes, 32 + 8 * 4 + 8 * 4);
  EXPECT_EQ(found.dram_bytes, 32 + 8 + 32);
  EXPECT_EQ(found.macs, 256);
  EXPECT_EQ(found.bit_operations, 256 * 8);
  EXPECT_EQ(seconds(model_of_one(), found), 328 / 2e6);
}

TEST(Cost, energy_counts_each_part) {
  const auto energy = [](auto set) {
    CostModel model = model_of_one();
    set(model.energy);
    return cost(model, matrix()).energy_pj;
  };
  EXPECT_EQ(energy([](EnergyModel&) {}), 0);
  EXPECT_EQ(energy([](EnergyModel& e) { e.cycle = 2; }), 2 * 256);
  EXPECT_EQ(energy([](EnergyModel& e) { e.stall = 2; }), 2 * 72);
  EXPECT_EQ(energy([](EnergyModel& e) { e.mac_bit = 2; }), 2 * 256 * 8);
  EXPECT_EQ(energy([](EnergyModel& e) { e.weight_read = 2; }), 2 * 256 * 4);
  EXPECT_EQ(energy([](EnergyModel& e) { e.weight_read = 2, e.weight_reuse = 8; }), 2 * 32 * 4);
  EXPECT_EQ(energy([](EnergyModel& e) { e.weight_write = 2; }), 2 * 64 * 4);
  EXPECT_EQ(energy([](EnergyModel& e) { e.input_read = 2; }), 2 * 256 * 2);
  EXPECT_EQ(energy([](EnergyModel& e) { e.input_read = 2, e.input_reuse = 4; }), 2 * 64 * 2);
  EXPECT_EQ(energy([](EnergyModel& e) { e.input_write = 2; }), 2 * 32 * 2);
  EXPECT_EQ(energy([](EnergyModel& e) { e.output_read = 2; }), 2 * 2 * 32 * 32);
  EXPECT_EQ(energy([](EnergyModel& e) { e.output_write = 2; }), 2 * 32 * 32);
  EXPECT_EQ(energy([](EnergyModel& e) { e.dram = 2; }), 2 * 72 * 8);
}

TEST(Cost, weights_are_packed_to_whole_bytes_a_layer) {
  Work work = layer_work({1, 1, 1, 3, 3}, 2, 8);
  EXPECT_EQ(cost(model_of_one(), work).bytes, 3);
}

TEST(Cost, ops_without_multiply_adds_stream) {
  CostModel model = model_of_one();
  const Cost narrow = cost(model, requantize_work(100, 8, 4));
  EXPECT_EQ(narrow.compute_cycles, 25);
  EXPECT_EQ(narrow.memory_cycles, 150);
  EXPECT_EQ(narrow.cycles, 150);
  EXPECT_EQ(narrow.dram_bytes, 150);
  EXPECT_EQ(narrow.bytes, 0);
  model.elementwise_per_cycle = 0.5;
  EXPECT_EQ(cost(model, requantize_work(100, 8, 4)).cycles, 200);
  Work reshape = requantize_work(100, 8, 8);
  reshape.kind = OpKind::reshape;
  EXPECT_EQ(cost(model, reshape), Cost{});
}

TEST(Cost, cores_spend_energy_on_ops_without_multiply_adds_and_arrays_wait) {
  CostModel model = model_of_one();
  model.energy.cycle = 3;
  model.energy.stall = 1;
  EXPECT_EQ(cost(model, requantize_work(100, 8, 4)).energy_pj, 150);
  model.engine = SimdEngine{};
  EXPECT_EQ(cost(model, requantize_work(100, 8, 4)).energy_pj, 25 * 3 + 125);
}

TEST(Cost, every_target_with_a_model_scales_as_its_hardware) {
  const Work wide = layer_work({3, 16, 1, 64, 64}, 8, 8);
  const Work narrow = layer_work({3, 16, 1, 64, 64}, 2, 2);
  const auto gain = [&](const char* name) {
    const CostModel model = cost_model(load_target(name));
    return cost(model, wide).compute_cycles / cost(model, narrow).compute_cycles;
  };
  EXPECT_EQ(gain("array-int8"), 1);
  EXPECT_EQ(gain("bitfusion"), 12);  // ceil(576 / 16) over ceil(576 / 256)
  EXPECT_EQ(gain("bismo"), 16);
  EXPECT_NEAR(gain("xpulpnn"), (144 * 1.067 + 6) / (36 * 1.067 + 6), 1e-9);
}

}  // namespace
}  // namespace requant::cost
