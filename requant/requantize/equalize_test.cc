#include "requant/requantize/equalize.h"

#include <gtest/gtest.h>

#include <cmath>

#include "requant/requantize/gain_cost.h"
#include "requant/requantize/gain_groups.h"
#include "requant/requantize/test_draft.h"
#include "requant/target/target.h"

namespace requant::requantize {
namespace {

TensorId hidden_of(const Draft& draft) { return draft.source.nodes[0].outputs[0]; }

TEST(gain_groups, have_no_gains_at_the_ends_of_the_graph) {
  const Draft draft = two_layers(0.01F, 0.001F);
  int possible = 0;
  for (const GainGroup& group : gain_groups(draft, DepthwiseGains::allowed)) {
    if (!group.possible) continue;
    ++possible;
    EXPECT_EQ(group.tensors, std::vector<TensorId>{hidden_of(draft)});
  }
  EXPECT_EQ(possible, 1);
}

TEST(gain_cost, has_the_gradient_of_its_differences) {
  const Draft draft = two_layers(0.01F, 0.001F);
  const Statistics statistics = made_up_statistics(draft, {0.9, 0.3});
  const ChannelRanges ranges = channel_ranges(draft, statistics);
  const NoiseGains gains = noise_gains(draft, statistics);
  const auto groups = gain_groups(draft, DepthwiseGains::allowed);
  const GainVariables variables = gain_variables(draft, groups, ranges, ClampedGains::own);
  const GainCost cost(draft, statistics, ranges, gains, variables);
  Eigen::VectorXd theta = Eigen::VectorXd::LinSpaced(variables.count, -0.4, 0.7);
  Eigen::VectorXd gradient;
  cost(theta, gradient);
  for (Eigen::Index i = 0; i < variables.count; ++i) {
    constexpr double step = 1e-3;
    Eigen::VectorXd unused;
    Eigen::VectorXd moved = theta;
    moved(i) += step;
    const double above = cost(moved, unused);
    moved(i) -= 2 * step;
    const double below = cost(moved, unused);
    EXPECT_NEAR(gradient(i), (above - below) / (2 * step), 1e-4) << "variable " << i;
  }
}

TEST(equalize, raises_the_row_that_one_scale_would_starve) {
  Draft draft = two_layers(0.01F, 0.001F);
  const Statistics statistics = made_up_statistics(draft, {0.9, 0.1});
  const NoiseGains gains = noise_gains(draft, statistics);
  equalize(draft, load_target("symmetric-int8"), statistics, gains);
  const ActivationPlan& plan = draft.at(hidden_of(draft));
  ASSERT_EQ(plan.channel_gain.size(), 2U);
  EXPECT_GT(plan.channel_gain[1], 1.5 * plan.channel_gain[0]);
}

TEST(equalize, lets_no_channel_leave_the_range) {
  Draft draft = two_layers(0.01F, 0.001F);
  const Statistics statistics = made_up_statistics(draft, {0.5, 0.4});
  const ChannelRanges ranges = channel_ranges(draft, statistics);
  equalize(draft, load_target("symmetric-int8"), statistics, noise_gains(draft, statistics));
  const ActivationPlan& plan = draft.at(hidden_of(draft));
  for (std::size_t c = 0; c < 2; ++c) {
    EXPECT_LE(plan.channel_gain[c] * ranges.at(hidden_of(draft))[c].high, plan.high * (1 + 1e-9))
        << "channel " << c;
  }
}

TEST(channel_ranges, expect_of_a_quiet_channel_what_its_weights_can_do) {
  const Draft draft = two_layers(0.01F, 0.01F);
  Statistics statistics = made_up_statistics(draft, {0.9, 0.9});
  // The inputs never excited channel 1 of the hidden tensor.
  TensorStatistics& hidden = statistics.at(hidden_of(draft));
  std::fill(hidden.histogram.begin() + 257, hidden.histogram.end(), 0U);
  hidden.histogram[256] = 10;
  hidden.max_abs[1] = hidden.variance[1] = hidden.mean[1] = 0;
  const ValueRange range = channel_ranges(draft, statistics).at(hidden_of(draft))[1];
  EXPECT_GT(range.high, 1.0);
  EXPECT_LE(range.high, draft.at(hidden_of(draft)).high);
}

TEST(relative_gains, count_an_error_of_a_tensors_own_size_as_one) {
  const Draft draft = two_layers(0.01F, 0.002F);
  const Statistics statistics = made_up_statistics(draft, {0.9, 0.5});
  const NoiseGains relative = relative_gains(draft, statistics, noise_gains(draft, statistics));
  for (const auto& [id, gain] : relative) {
    double sum = 0;
    for (std::size_t c = 0; c < gain.size(); ++c)
      sum += gain[c] * statistics.at(id).variance[c] * 16;
    EXPECT_NEAR(sum, 1, 1e-9) << draft.source.tensor(id).name;
  }
}

}  // namespace
}  // namespace requant::requantize
