#include "requant/cost/allowed.h"

#include <gtest/gtest.h>

#include "requant/base/test_folder.h"

namespace requant::cost {
namespace {

using precision::LayerTables;
using Pairs = std::vector<precision::Precision>;

LayerTables layer() {
  LayerTables result;
  result.name = "conv1";
  result.weight_bits = result.activation_bits = {8, 4, 2};
  return result;
}

TEST(Allowed, pairs_that_were_trained_and_are_taken_the_widest_first) {
  const LayerTables any = layer();
  EXPECT_EQ(allowed(load_target("array-int8"), any), (Pairs{{8, 8}}));
  EXPECT_EQ(allowed(load_target("bismo"), any),
            (Pairs{{8, 8}, {8, 4}, {8, 2}, {4, 8}, {4, 4}, {4, 2}, {2, 8}, {2, 4}, {2, 2}}));
}

TEST(Allowed, pairs_without_a_sensitivity_were_not_trained) {
  LayerTables equal = layer();
  equal.sensitivity = {{{8, 8}, 0}, {{4, 4}, 0.1}, {{2, 2}, 0.2}};
  EXPECT_EQ(allowed(load_target("bismo"), equal), (Pairs{{8, 8}, {4, 4}, {2, 2}}));
}

TEST(Allowed, a_target_may_want_both_alike) {
  Target target = load_target("bitfusion");
  target.precision = PrecisionScheme{{8, 4}, {8, 2}, true};
  EXPECT_EQ(allowed(target, layer()), (Pairs{{8, 8}}));
}

TEST(Allowed, a_target_that_states_nothing_takes_its_types) {
  EXPECT_EQ(allowed(load_target("tflite-int8"), layer()), (Pairs{{8, 8}}));
}

TEST(Allowed, a_layer_that_the_target_cannot_run_is_named) {
  LayerTables narrow = layer();
  narrow.weight_bits = narrow.activation_bits = {4, 2};
  EXPECT_EQ(error_of([&] { allowed(load_target("array-int8"), narrow); }),
            "layer 'conv1' was trained for 4, 4/2, 2/4, 2 bits, but target 'array-int8' takes "
            "weights of 8 and activations of 8 bits; train it for widths of the target");
}

TEST(RequireWidths, names_the_layer_that_the_target_does_not_take) {
  Work work;
  work.name = "conv1";
  work.weight_bits = 2;
  work.input_bits = 3;
  require_widths(load_target("bitfusion"), {work});
  work.macs = 1;
  EXPECT_EQ(error_of([&] { require_widths(load_target("bitfusion"), {work}); }),
            "layer 'conv1' has weights of 2 and activations of 3 bits, but target 'bitfusion' "
            "takes weights of 8, 4, 2 and activations of 8, 4, 2 bits; choose others, or another "
            "target");
  require_widths(load_target("bismo"), {work});
}

}  // namespace
}  // namespace requant::cost
