#include "requant/cost/traffic.h"

#include <gtest/gtest.h>

#include "requant/base/test_folder.h"
#include "requant/cost/test_work.h"

namespace requant::cost {
namespace {

// A plain array that takes a value at a time from buffers of these sizes in bytes.
CostModel model_of(std::int64_t weights, std::int64_t inputs, std::int64_t outputs) {
  CostModel model;
  model.engine = ArrayEngine{1, 1, 8, 8, ArrayEngine::Rows::patches};
  model.memory.dram_bits_per_cycle = 8;
  model.memory.weight_buffer = weights;
  model.memory.input_buffer = inputs;
  model.memory.output_buffer = outputs;
  model.memory.double_buffered = false;
  return model;
}

// Matrix times vectors: 64 weights in 8 rows, 4 images of 8 values.
Work matrix() { return layer_work({1, 1, 1, 8, 8}, 8, 8, 4); }

TEST(Traffic, everything_moves_once_where_it_fits) {
  const Schedule found = schedule(model_of(1000, 1000, 1000), matrix());
  EXPECT_EQ(found.compute_cycles, 4 * 8 * 8);
  EXPECT_EQ(found.traffic.weights, 64 * 8);
  EXPECT_EQ(found.traffic.inputs, 32 * 8);
  EXPECT_EQ(found.traffic.outputs, 32 * 8);
  EXPECT_EQ(found.traffic.sums_in, 0);
  EXPECT_EQ(found.memory_cycles, 128);
  // Nothing computes before all is there, nor while the results leave.
  EXPECT_EQ(found.cycles, 256 + 96 + 32);
}

TEST(Traffic, what_does_not_fit_streams_while_the_engine_computes) {
  // Weights come while others are used; only the first two are waited for.
  const Schedule found = schedule(model_of(8, 1000, 1000), matrix());
  EXPECT_EQ(found.traffic.dram(), 128 * 8);
  EXPECT_EQ(found.cycles, 256 + (2 + 32) + 32);
}

TEST(Traffic, one_operand_moves_again_where_neither_fits) {
  // Half of the weights, of the inputs and of the sums fit: the inputs come twice.
  CostModel model = model_of(32, 16, 64);
  model.memory.dram_bits_per_cycle = 1;
  const Schedule found = schedule(model, matrix());
  EXPECT_EQ(found.traffic.weights + found.traffic.inputs, (64 + 2 * 32) * 8);
}

TEST(Traffic, sums_that_are_not_finished_leave_and_come_back) {
  // Sums of one bit, of which those of one image fit: weights and inputs move once, and the sums
  // of the others make room at each of the seven steps along a sum.
  CostModel model = model_of(8, 1, 1);
  model.memory.dram_bits_per_cycle = 1;
  model.memory.sum_bits = 1;
  const Traffic moved = schedule(model, matrix()).traffic;
  EXPECT_EQ(moved.weights + moved.inputs, 96 * 8);
  EXPECT_EQ(moved.sums_in, 7 * 32);
  EXPECT_EQ(moved.sums_out, 8 * 32);
  EXPECT_EQ(moved.outputs, 7 * 32 + 32 * 8);
}

TEST(Traffic, sums_in_dram_are_read_and_written) {
  CostModel model = model_of(1000, 1000, 1000);
  model.memory.sums_in_dram = true;
  const Traffic moved = schedule(model, matrix()).traffic;
  EXPECT_EQ(moved.sums_in, 32 * 32);
  EXPECT_EQ(moved.outputs, 32 * 32);
}

TEST(Traffic, bits_are_packed_and_padding_counts) {
  // 3 x 3 to 4 x 4 pixels: 6 x 6 inputs.
  Work work = layer_work({3, 4, 1, 2, 3}, 2, 4);
  const Traffic moved = schedule(model_of(1000, 1000, 1000), work).traffic;
  EXPECT_EQ(moved.weights, 54 * 2);
  EXPECT_EQ(moved.inputs, 72 * 4);
  EXPECT_EQ(moved.outputs, 48 * 8);
  work.stride_height = work.stride_width = 2;
  EXPECT_EQ(schedule(model_of(1000, 1000, 1000), work).traffic.inputs, 81 * 2 * 4);
}

TEST(Traffic, patches_in_dram_hold_a_kernel_for_each_pixel) {
  CostModel model = model_of(1000, 1000, 1000);
  model.memory.patches_in_dram = MemoryModel::Patches::all;
  const Work work = layer_work({3, 4, 1, 2, 3}, 2, 4);
  EXPECT_EQ(schedule(model, work).traffic.inputs, 16 * 18 * 4);
}

TEST(Traffic, groups_are_computed_one_after_the_other) {
  Work work = layer_work({3, 4, 1, 1, 1}, 8, 8);
  const Schedule one = schedule(model_of(1000, 1000, 1000), work);
  work.groups = 5;
  work.values_out *= 5;
  const Schedule five = schedule(model_of(1000, 1000, 1000), work);
  EXPECT_EQ(five.compute_cycles, 5 * one.compute_cycles);
  EXPECT_EQ(five.traffic.dram(), 5 * one.traffic.dram());
  EXPECT_EQ(five.traffic.first, one.traffic.first);
  EXPECT_EQ(five.traffic.last, one.traffic.last);
}

TEST(Traffic, double_buffers_hold_half) {
  CostModel model = model_of(64, 32, 128);
  const double whole = schedule(model, matrix()).traffic.dram();
  model.memory.double_buffered = true;
  EXPECT_GT(schedule(model, matrix()).traffic.dram(), whole);
}

TEST(Traffic, buffers_that_hold_no_tile_are_named) {
  Work work = layer_work({3, 4, 1, 2, 3}, 8, 8);
  work.name = "conv";
  EXPECT_EQ(error_of([&] { schedule(model_of(8, 8, 8), work); }),
            "layer 'conv': the target's buffers do not hold its smallest tile; it needs a "
            "weight_buffer of 9 bytes, input_buffer of 9 bytes");
}

}  // namespace
}  // namespace requant::cost
