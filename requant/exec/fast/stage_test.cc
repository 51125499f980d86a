#include "requant/exec/fast/stage.h"

#include <gtest/gtest.h>

#include <cmath>

#include "requant/base/random.h"
#include "requant/exec/fast/test_same.h"
#include "requant/target/target.h"

namespace requant::exec::fast {
namespace {

constexpr std::uint64_t kSeed = 3;
const std::vector<double> kBounds{1 << 20};

// What the kernels make of accumulators of channel 0 of the stage.
std::vector<std::int32_t> staged(const Stage& stage,
                                 const std::vector<std::int32_t>& accumulators) {
  const Compute& simd = compute();
  const std::size_t width = simd.panel_channels;
  const StageView view = stage.view();
  std::vector<std::int32_t> results;
  for (const std::int32_t acc : accumulators) {
    const std::vector<std::int32_t> lanes(width, acc);
    std::vector<std::int8_t> output(width);
    simd.apply_stage(view, lanes.data(), 1, reinterpret_cast<std::byte*>(output.data()));
    results.push_back(output[0]);
  }
  return results;
}

reference::OutputStage int8_stage(const ArithmeticRule& rule, double scale, std::int64_t zero) {
  return {rule, {arith::make_rescale(scale, rule.rescale)}, zero, {-128, 127}, false};
}

TEST(Stage, EqualsTheReferenceOnEveryAccumulator) {
  std::printf("seed %llu\n", static_cast<unsigned long long>(kSeed));
  on_every_target([] {
    Random random(kSeed);
    for (const std::string& name : target_names()) {
      const ArithmeticRule rule = load_target(name).arithmetic.rule(OpKind::conv2d, DataType::int8);
      for (int i = 0; i < 4; ++i) {
        const double scale = std::exp2(-3 - 7 * random.uniform());
        const std::int64_t zero = random.integer(-128, 127);
        const auto reference = int8_stage(rule, scale, zero);
        const int bound = 140000;
        const std::vector<std::int64_t> bias(compute().panel_channels, 0);
        const Stage stage(
            reference::OutputStage(
                rule, std::vector(bias.size(), arith::make_rescale(scale, rule.rescale)), zero,
                {-128, 127}, false),
            bias, std::vector<double>(bias.size(), bound), DataType::int8);
        SCOPED_TRACE(name + ", scale " + std::to_string(scale));
        ASSERT_FALSE(stage.scalar());
        std::vector<std::int32_t> accumulators;
        for (int acc = -bound; acc <= bound; acc += i == 0 ? 1 : 7) accumulators.push_back(acc);
        const auto got = staged(stage, accumulators);
        for (std::size_t k = 0; k < got.size(); ++k) {
          ASSERT_EQ(got[k], reference.stored(accumulators[k], 0)) << accumulators[k];
        }
      }
    }
  });
}

// Where fewer bits are stored, and a channel's effective scale is tiny next to its bias.
TEST(Stage, EqualsTheReferenceForFewerBits) {
  std::printf("seed %llu\n", static_cast<unsigned long long>(kSeed));
  const ArithmeticRule rule = load_target("tflite").arithmetic.rule(OpKind::conv2d, DataType::int8);
  on_every_target([&] {
    Random random(kSeed);
    for (int bits = 2; bits <= 8; ++bits) {
      const arith::IntegerType range{bits, true};
      const double scale = std::exp2(-3 - 20 * random.uniform());
      const auto bound = static_cast<std::int32_t>(std::min(2 * std::exp2(bits) / scale, 5e8));
      const std::vector<std::int64_t> bias(compute().panel_channels, 0);
      const reference::OutputStage reference(
          rule, std::vector(bias.size(), arith::make_rescale(scale, rule.rescale)), range.min(),
          {range.min(), range.max()}, false);
      const Stage stage(reference, bias, std::vector<double>(bias.size(), bound), DataType::int8);
      SCOPED_TRACE(std::to_string(bits) + " bits, scale " + std::to_string(scale));
      ASSERT_FALSE(stage.scalar());
      std::vector<std::int32_t> accumulators{-bound, bound};
      for (int k = 0; k < 3000; ++k) {
        accumulators.push_back(static_cast<std::int32_t>(random.integer(-bound, bound)));
      }
      const auto got = staged(stage, accumulators);
      for (std::size_t k = 0; k < got.size(); ++k) {
        ASSERT_EQ(got[k], reference.stored(accumulators[k], 0)) << accumulators[k];
      }
    }
  });
}

TEST(Stage, EqualsTheReferenceFor16Bits) {
  std::printf("seed %llu\n", static_cast<unsigned long long>(kSeed));
  const ArithmeticRule rule =
      load_target("tflite").arithmetic.rule(OpKind::conv2d, DataType::int16);
  on_every_target([&] {
    Random random(kSeed);
    const Compute& simd = compute();
    for (int i = 0; i < 20; ++i) {
      const double scale = std::exp2(-2 - 14 * random.uniform());
      const int bound = (1 << 29) - 1;
      const std::vector<std::int64_t> bias(simd.panel_channels, 0);
      const reference::OutputStage reference(
          rule, std::vector(bias.size(), arith::make_rescale(scale, rule.rescale)), 0,
          {-32768, 32767}, false);
      const Stage stage(reference, bias, std::vector<double>(bias.size(), bound), DataType::int16);
      ASSERT_FALSE(stage.scalar());
      for (int k = 0; k < 20000; ++k) {
        const auto spread = static_cast<int>(std::min(40000 / scale, 1.0 * bound));
        const auto acc = static_cast<std::int32_t>(random.integer(-spread, spread));
        const std::vector<std::int32_t> lanes(bias.size(), acc);
        std::vector<std::int16_t> output(bias.size());
        simd.apply_stage(stage.view(), lanes.data(), 1,
                         reinterpret_cast<std::byte*>(output.data()));
        ASSERT_EQ(output[0], reference.stored(acc, 0)) << acc << " * " << scale;
      }
    }
  });
}

TEST(Stage, LeavesToTheReferenceWhatIsNoStaircase) {
  ArithmeticRule rule;
  rule.accumulator_bits = 16;
  rule.overflow = Overflow::wrap;
  const reference::OutputStage wraps(rule, {arith::make_rescale(0.01, rule.rescale)}, 0,
                                     {-128, 127}, true);
  const std::vector<std::int64_t> bias{0};
  EXPECT_TRUE(Stage(wraps, bias, kBounds, DataType::int8).scalar());
}

TEST(Stage, HoldsAccumulatorsThatSaturate) {
  ArithmeticRule rule;
  rule.rescale = {.form = arith::MultiplierForm::power_of_two,
                  .rounding = arith::Rounding::half_up};
  rule.accumulator_bits = 14;
  rule.overflow = Overflow::saturate;
  const reference::OutputStage saturates(rule, {arith::make_rescale(1.0 / 128, rule.rescale)}, 0,
                                         {-128, 127}, true);
  const std::vector<std::int64_t> bias{0};
  const Stage stage(saturates, bias, kBounds, DataType::int8);
  ASSERT_FALSE(stage.scalar());
  const std::vector<std::int32_t> accumulators{-100000, -8192, -8191, -65,  -64,  -63,
                                               0,       63,    64,    8191, 8192, 100000};
  const auto got = staged(stage, accumulators);
  EXPECT_EQ(got.front(), -64);
  EXPECT_EQ(got.back(), 64);
  for (std::size_t k = 0; k < got.size(); ++k) {
    EXPECT_EQ(got[k], saturates.stored(accumulators[k], 0)) << accumulators[k];
  }
}

}  // namespace
}  // namespace requant::exec::fast
