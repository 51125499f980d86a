#include "requant/cost/engine.h"

#include <gtest/gtest.h>

#include "requant/cost/cost.h"
#include "requant/cost/test_work.h"

namespace requant::cost {
namespace {

double whole_layer(const CostModel& model, const Work& work) {
  return compute_cycles(model, work,
                        {work.batch, work.height, work.width, work.inputs, work.outputs});
}

CostModel array(ArrayEngine::Rows rows, int min_bits) {
  CostModel model;
  model.engine = ArrayEngine{16, 32, 8, min_bits, rows};
  return model;
}

// 3 x 3 over 20 channels to 40, 5 x 5 pixels.
constexpr LayerShape kLayer{3, 5, 1, 20, 40};

TEST(ArrayEngine, tiles_channels_and_kernel_by_rows_and_columns) {
  const CostModel channels = array(ArrayEngine::Rows::channels, 8);
  EXPECT_EQ(whole_layer(channels, layer_work(kLayer, 8, 8)), 25 * 2 * 9 * 2);
  EXPECT_EQ(whole_layer(channels, layer_work(kLayer, 8, 8, 3)), 3 * 25 * 2 * 9 * 2);
  const CostModel patches = array(ArrayEngine::Rows::patches, 8);
  EXPECT_EQ(whole_layer(patches, layer_work(kLayer, 8, 8)), 25 * 2 * 12);  // ceil(180 / 16)
}

TEST(ArrayEngine, a_whole_multiplier_gains_nothing_by_fewer_bits) {
  const CostModel model = array(ArrayEngine::Rows::patches, 8);
  EXPECT_EQ(whole_layer(model, layer_work(kLayer, 2, 2)),
            whole_layer(model, layer_work(kLayer, 8, 8)));
}

// Sharma et al., section III: 4, 16 or 2, 8 products in place of one.
TEST(ArrayEngine, splits_multipliers_by_both_widths) {
  const CostModel model = array(ArrayEngine::Rows::patches, 2);
  const auto cycles = [&](int w, int a) { return whole_layer(model, layer_work(kLayer, w, a)); };
  EXPECT_EQ(cycles(4, 4), 25 * 2 * 3);  // ceil(180 / 64)
  EXPECT_EQ(cycles(2, 2), 25 * 2 * 1);
  EXPECT_EQ(cycles(8, 4), 25 * 2 * 6);
  EXPECT_EQ(cycles(2, 8), 25 * 2 * 3);
  EXPECT_EQ(cycles(3, 3), cycles(4, 4));
  EXPECT_EQ(cycles(5, 7), cycles(8, 8));
  EXPECT_EQ(cycles(1, 1), cycles(2, 2));
}

TEST(ArrayEngine, takes_wide_operands_in_passes) {
  const CostModel model = array(ArrayEngine::Rows::patches, 2);
  EXPECT_EQ(whole_layer(model, layer_work(kLayer, 8, 16)), 2 * 25 * 2 * 12);
  EXPECT_EQ(whole_layer(model, layer_work(kLayer, 16, 16)), 4 * 25 * 2 * 12);
}

TEST(ArrayEngine, the_first_layer_has_patches_where_the_host_writes_them) {
  CostModel model = array(ArrayEngine::Rows::channels, 8);
  Work work = layer_work(kLayer, 8, 8);
  model.memory.patches_in_dram = MemoryModel::Patches::first_layer;
  EXPECT_EQ(whole_layer(model, work), 25 * 2 * 9 * 2);
  work.reads_graph_input = true;
  EXPECT_EQ(whole_layer(model, work), 25 * 2 * 12);
}

TEST(BitSerialEngine, takes_the_product_of_the_widths) {
  CostModel model;
  model.engine = BitSerialEngine{8, 8, 64};
  // ceil(40 / 8) ceil(25 / 8) ceil(180 / 64)
  EXPECT_EQ(whole_layer(model, layer_work(kLayer, 1, 1)), 5 * 4 * 3);
  EXPECT_EQ(whole_layer(model, layer_work(kLayer, 3, 5)), 5 * 4 * 3 * 15);
  EXPECT_EQ(whole_layer(model, layer_work(kLayer, 8, 8)), 5 * 4 * 3 * 64);
}

// The peak of BISMO's largest instances: github.com/EECS-NTNU/bismo, doc/platforms.md and README.
// A matrix multiplication that fills the engine reaches 6.55 binary TOPS where 6.5 are published
// (0.8 % above), and 15.36 where 15.4 are (0.3 % below). The papers have no figures of networks.
TEST(BitSerialEngine, reaches_the_peak_that_bismo_publishes) {
  const auto binary_tops = [](const BitSerialEngine& engine, double mhz) {
    CostModel model;
    model.engine = engine;
    Work work = layer_work({1, 1, 1, 256 * 8, engine.rows * 16}, 1, 1, engine.columns * 16);
    return 2 * static_cast<double>(work.macs) / whole_layer(model, work) * mhz * 1e-6;
  };
  EXPECT_NEAR(binary_tops({8, 8, 256}, 200) / 6.5, 1.008, 0.0005);
  const CostModel bismo = *load_target("bismo").cost;
  EXPECT_NEAR(binary_tops(std::get<BitSerialEngine>(bismo.engine), bismo.frequency_mhz) / 15.4,
              0.997, 0.0005);
}

CostModel simd() {
  CostModel model;
  SimdEngine engine;
  engine.cores = 8;
  engine.widths = {8, 4, 2};
  engine.cycles_per_product = 1.5;
  engine.cycles_to_unpack = 3;
  engine.cycles_per_output = 6;
  model.engine = engine;
  return model;
}

TEST(SimdEngine, shares_outputs_among_cores_and_products_among_lanes) {
  const CostModel model = simd();
  const auto cycles = [&](int w, int a) { return whole_layer(model, layer_work(kLayer, w, a)); };
  // 1000 outputs on 8 cores, 180 products in lanes of 4, 8 and 16
  EXPECT_EQ(cycles(8, 8), 125 * (45 * 1.5 + 6));
  EXPECT_EQ(cycles(4, 4), 125 * (23 * 1.5 + 6));
  EXPECT_EQ(cycles(2, 2), 125 * (12 * 1.5 + 6));
  EXPECT_EQ(cycles(3, 3), cycles(4, 4));
  EXPECT_EQ(cycles(16, 16), cycles(8, 8)) << "wider than any: as the widest";
}

TEST(SimdEngine, unpacks_narrower_weights) {
  const CostModel model = simd();
  const auto cycles = [&](int w, int a) { return whole_layer(model, layer_work(kLayer, w, a)); };
  EXPECT_EQ(cycles(4, 8), 125 * (45 * 4.5 + 6));
  EXPECT_EQ(cycles(8, 4), cycles(8, 8)) << "narrower activations are unpacked once for all";
  EXPECT_EQ(cycles(3, 4), cycles(4, 4)) << "both take 4 bits";
}

// Bruschi et al. (arXiv 2007.07759, abstract) measure 16 multiply-adds a cycle at most on eight
// cores without the fused load, whose inner loop has 14 instructions for 8 products. The formula,
// which counts neither loop set-up nor memory conflicts, gives 14 % more.
TEST(SimdEngine, is_near_what_pulp_nn_measures_at_8_bits) {
  CostModel model = simd();
  std::get<SimdEngine>(model.engine).cycles_per_product = 14.0 / 8;
  std::get<SimdEngine>(model.engine).cycles_per_output = 0;
  const Work work = layer_work({3, 16, 1, 32, 64}, 8, 8);
  const double per_cycle = static_cast<double>(work.macs) / whole_layer(model, work);
  EXPECT_NEAR(per_cycle / 16, 1.143, 0.0005);
}

}  // namespace
}  // namespace requant::cost
