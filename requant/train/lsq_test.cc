#include "requant/train/lsq.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include <cmath>
#include <vector>

#include "requant/base/random.h"

namespace requant::train {
namespace {

// The definition, one element at a time, in double.
double level_of(double ratio, const Grid& grid) {
  const double clipped =
      std::clamp(ratio, static_cast<double>(grid.low), static_cast<double>(grid.high));
  const double level = std::nearbyint(clipped);
  if (grid.shift == 0) return level;
  return std::clamp(std::floor(level / (1 << grid.shift) + 0.5),
                    static_cast<double>(grid.nested_low), static_cast<double>(grid.nested_high));
}

// d out / d step: level - ratio inside of the grid, the bound outside (Esser et al., eq. 3).
double slope_of(double ratio, const Grid& grid) {
  const double unit = 1 << grid.shift;
  const double level = level_of(ratio, grid) * unit;
  bool inside = ratio >= static_cast<double>(grid.low) && ratio <= static_cast<double>(grid.high);
  if (grid.shift > 0) {
    const double free = std::floor(std::nearbyint(ratio) / unit + 0.5);
    inside = inside && free >= static_cast<double>(grid.nested_low) &&
             free <= static_cast<double>(grid.nested_high);
  }
  return level - (inside ? ratio : 0);
}

bool is_inside(double ratio, const Grid& grid) {
  return slope_of(ratio, grid) != level_of(ratio, grid) * (1 << grid.shift) || ratio == 0;
}

std::vector<Grid> all_grids() {
  std::vector<Grid> grids;
  for (int bits = 2; bits <= 8; ++bits) {
    grids.push_back(grid_of(bits, true));
    grids.push_back(grid_of(bits, false));
    if (bits < 8) grids.push_back(nested_grid(bits));
  }
  return grids;
}

// Ties, both rails and what lies beyond, and random values; a power-of-two step keeps ratios exact.
std::vector<float> values_for(const Grid& grid, float step, std::size_t count) {
  Random random(7);
  std::vector<float> values{0,
                            step / 2,
                            -step / 2,
                            1.5F * step,
                            2.5F * step,
                            grid.low * step,
                            grid.high * step,
                            (grid.high + 0.5F) * step,
                            (grid.low - 0.5F) * step,
                            1e6F,
                            -1e6F};
  while (values.size() < count) {
    values.push_back(static_cast<float>(random.normal()) * step * grid.high);
  }
  values.resize(count);
  return values;
}

TEST(Lsq, values_are_those_of_the_definition) {
  const float step = 0.125F;
  for (const Grid& grid : all_grids()) {
    // Around the sizes at which blocks and vectors end.
    for (const std::size_t count : {1U, 15U, 16U, 17U, 1023U, 1024U, 1041U}) {
      const std::vector<float> v = values_for(grid, step, count);
      std::vector<float> out(count);
      quantize(v.data(), out.data(), static_cast<std::int64_t>(count), step, grid);
      for (std::size_t i = 0; i < count; ++i) {
        const double ratio = static_cast<double>(v[i]) / static_cast<double>(step);
        ASSERT_EQ(out[i], static_cast<float>(level_of(ratio, grid) * (1 << grid.shift)) * step)
            << v[i] << " of " << count;
      }
    }
  }
}

TEST(Lsq, gradients_are_those_of_the_formula) {
  const float step = 0.25F;
  Random random(5);
  for (const Grid& grid : all_grids()) {
    for (const std::size_t count : {1U, 17U, 1041U, 40000U}) {
      const std::vector<float> v = values_for(grid, step, count);
      torch::Tensor values = torch::tensor(v).set_requires_grad(true);
      torch::Tensor steps = torch::tensor({step}).set_requires_grad(true);
      std::vector<float> slopes;
      for (std::size_t i = 0; i < count; ++i) slopes.push_back(static_cast<float>(random.normal()));
      const double scale = 0.5;
      (quantized(values, steps, grid, scale) * torch::tensor(slopes)).sum().backward();
      double expected = 0;
      double magnitude = 0;
      for (std::size_t i = 0; i < count; ++i) {
        const double ratio = static_cast<double>(v[i]) / static_cast<double>(step);
        const double part = static_cast<double>(slopes[i]) * slope_of(ratio, grid);
        expected += part;
        magnitude += std::abs(part);
        const float kept = is_inside(ratio, grid) ? slopes[i] : 0.0F;
        if (slope_of(ratio, grid) == 0) continue;  // a level: either side is right
        ASSERT_EQ(values.grad()[static_cast<std::int64_t>(i)].item<float>(), kept) << v[i];
      }
      // Sums of float32: a relative 1e-5 of what was added up.
      EXPECT_NEAR(steps.grad().item<double>(), scale * expected, 1e-5 * (magnitude + 1)) << count;
    }
  }
}

TEST(Lsq, a_step_moves_values_as_its_gradient_says) {
  // Between ties the values are linear in the step: differences are exact up to rounding.
  const Grid grid = grid_of(4, true);
  const torch::Tensor v = torch::linspace(-3, 3, 101);
  torch::Tensor step = torch::tensor({0.3F}).set_requires_grad(true);
  const torch::Tensor outside = v.abs() > 8 * 0.31;
  (quantized(v, step, grid, 1) * outside).sum().backward();
  const double h = 1e-3;
  const auto at = [&](double s) {
    return (quantized(v, torch::tensor({static_cast<float>(s)}), grid, 1) * outside)
        .sum()
        .item<double>();
  };
  EXPECT_NEAR(step.grad().item<double>(), (at(0.3 + h) - at(0.3 - h)) / (2 * h), 1e-2);
}

TEST(Lsq, other_layouts_give_the_same) {
  const Grid grid = grid_of(4, false);
  const torch::Tensor plain = torch::randn({2, 3, 5, 7});
  const torch::Tensor step = torch::tensor({0.2F});
  const torch::Tensor last = plain.contiguous(torch::MemoryFormat::ChannelsLast);
  const torch::Tensor out = quantized(last, step, grid, 1);
  EXPECT_TRUE(torch::equal(out, quantized(plain, step, grid, 1)));
  EXPECT_EQ(out.strides(), last.strides());
}

TEST(Lsq, scales_and_starts_are_as_published) {
  EXPECT_DOUBLE_EQ(step_gradient_scale(100, grid_of(2, true)), 0.1);
  EXPECT_DOUBLE_EQ(step_gradient_scale(100, grid_of(2, false)), 1 / std::sqrt(300.0));
  EXPECT_DOUBLE_EQ(step_gradient_scale(100, nested_grid(2)), 0.1 / 4096);
  EXPECT_DOUBLE_EQ(initial_step(torch::tensor({1.0F, -3.0F}), grid_of(4, true)),
                   4 / std::sqrt(7.0));
}

}  // namespace
}  // namespace requant::train
