#include "requant/search/image_scorer.h"

#include <gtest/gtest.h>

#include <cmath>

#include "requant/base/random.h"
#include "requant/data/metrics.h"
#include "requant/exec/executor.h"
#include "requant/precision/lower.h"
#include "requant/precision/test_network.h"

namespace requant::search {
namespace {

using precision::PrecisionAssignment;

constexpr std::size_t kImages = 12;
constexpr std::int64_t kClasses = 10;

// Scores as they come from running each image through each assignment's own graph.
class ImageScorerTest : public ::testing::Test {
 protected:
  ImageScorerTest() : network_(precision::made_up_network()), target_(load_target("bitfusion")) {
    Random random(4);
    const Graph widest = precision::lower(network_, assignments()[0]).graph;
    const Tensor& input = widest.tensor(widest.inputs[0]);
    for (std::size_t i = 0; i < kImages; ++i) {
      Array array(input.type, input.shape);
      for (auto& value : array.as<std::int8_t>()) {
        value = static_cast<std::int8_t>(random.integer(-128, 127));
      }
      images_.inputs.push_back(std::move(array));
      images_.labels.push_back(random.integer(0, kClasses - 1));
    }
    images_.description = "noise";
  }

  std::vector<PrecisionAssignment> assignments() const {
    return {precision::uniform(network_.tables, 8), precision::uniform(network_.tables, 2)};
  }

  std::vector<double> logits(const PrecisionAssignment& assignment, std::size_t image) const {
    const Model model = precision::lower(network_, assignment);
    const auto program = exec::prepare(model.graph, target_.arithmetic, exec::Executor::reference);
    const auto outputs = program->run(std::span(&images_.inputs[image], 1));
    return real_values(outputs[0], model.graph.tensor(model.graph.outputs[0]).quantization);
  }

  // Of each assignment the mean of `value` of the logits and the label of an image.
  template <typename Value>
  std::vector<double> means(const Value& value) const {
    std::vector<double> result;
    for (const auto& assignment : assignments()) {
      double sum = 0;
      for (std::size_t i = 0; i < kImages; ++i) {
        sum += value(logits(assignment, i), images_.labels[i]);
      }
      result.push_back(sum / kImages);
    }
    return result;
  }

  precision::Network network_;
  Target target_;
  ScoringImages images_;
};

TEST_F(ImageScorerTest, accuracy_is_the_share_of_hits) {
  const ImageScorer scorer(network_, target_, images_, Measure::accuracy);
  const auto scores = scorer.score(assignments());
  const auto wanted = means([](const std::vector<double>& logits, std::int64_t label) {
    return data::arg_max(logits) == label ? 100.0 : 0.0;
  });
  for (std::size_t a = 0; a < wanted.size(); ++a) EXPECT_DOUBLE_EQ(scores[a], wanted[a]);
  EXPECT_EQ(scorer.name(), "top-1");
}

TEST_F(ImageScorerTest, loss_is_the_cross_entropy_with_the_labels) {
  const ImageScorer scorer(network_, target_, images_, Measure::loss);
  const auto scores = scorer.score(assignments());
  const auto wanted = means([](const std::vector<double>& logits, std::int64_t label) {
    double total = 0;
    for (const double value : logits) total += std::exp(value);
    return logits[static_cast<std::size_t>(label)] - std::log(total);
  });
  for (std::size_t a = 0; a < wanted.size(); ++a) EXPECT_NEAR(scores[a], wanted[a], 1e-9);
  EXPECT_EQ(scorer.unit(), "nats");
}

TEST_F(ImageScorerTest, without_labels_the_widest_is_what_is_wanted) {
  images_.labels.clear();
  const auto all = assignments();
  const auto agreement = ImageScorer(network_, target_, images_, Measure::accuracy).score(all);
  EXPECT_EQ(agreement[0], 100);
  EXPECT_LT(agreement[1], 100);
  const auto loss = ImageScorer(network_, target_, images_, Measure::loss).score(all);
  EXPECT_EQ(loss[0], 0);
  double sum = 0;
  for (std::size_t i = 0; i < kImages; ++i) {
    sum -= data::divergence(logits(all[0], i), logits(all[1], i));
  }
  EXPECT_NEAR(loss[1], sum / kImages, 1e-9);
  EXPECT_LT(loss[1], 0);
}

}  // namespace
}  // namespace requant::search
