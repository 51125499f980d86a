// What channel gains cost: expected squared error at the logits of rounding weights and activations
// per tensor.
#pragma once

#include <Eigen/Core>
#include <map>
#include <vector>

#include "requant/requantize/draft.h"
#include "requant/requantize/gain_groups.h"
#include "requant/requantize/noise_gain.h"
#include "requant/requantize/statistics.h"

namespace requant::requantize {

// Which variable is the logarithm of a channel's gain.
struct GainVariables {
  std::map<TensorId, std::vector<Eigen::Index>>
      of;                                   // per channel; tensors without gains are absent
  std::map<TensorId, Eigen::Index> common;  // the variable of the clamped channels
  Eigen::Index count = 0;
};

// Whether channels that are clamped have gains of their own, and then clamps of their own, or one
// for all of a group.
enum class ClampedGains { own, common };

// A variable for every channel, or for every channel that is never clamped and one for the others
// of its group. Groups where no gain is possible have none.
GainVariables gain_variables(const Draft& draft, const std::vector<GainGroup>& groups,
                             const ChannelRanges& ranges, ClampedGains clamped);

// The sum over layers of the noise of weights rounded with one scale, and over tensors of the noise
// of values rounded with one scale. Every term is a sum of products of powers of gains (the largest
// magnitude is taken as a p-norm), so that its logarithm is convex in the logarithms of the gains:
// a geometric program (Boyd et al. 2007, "A tutorial on geometric programming").
class GainCost {
 public:
  GainCost(const Draft& draft, const Statistics& statistics, const ChannelRanges& ranges,
           const NoiseGains& gains, const GainVariables& variables);

  // Logarithm of the cost, and its gradient by the variables.
  double operator()(const Eigen::VectorXd& theta, Eigen::VectorXd& gradient) const;

 private:
  // Which variable each channel reads; -1: gain 1.
  using Reads = std::vector<Eigen::Index>;

  struct WeightTerm {
    Reads x;                    // per input channel
    Reads y;                    // per row
    Eigen::MatrixXf powers;     // |weight|^p: rows x input channels, relative to the largest;
                                // depthwise: rows x 1
    Eigen::VectorXd row_noise;  // noise at the logits for error of variance 1 in the row's sum
    Eigen::VectorXd energy;     // per input channel, of its weights' inputs; depthwise: per row
    std::vector<Eigen::Index> reads;  // depthwise: input channel of a row
    double largest = 0;
    bool depthwise = false;
  };
  struct ValueTerm {
    Reads g;
    Eigen::VectorXd width;  // per channel: range of values
    Eigen::VectorXd noise;  // per channel
  };

  WeightTerm weight_term(const Layer& layer) const;
  double cost_of(const WeightTerm& term, const Eigen::VectorXd& theta,
                 Eigen::VectorXd& gradient) const;
  double cost_of(const ValueTerm& term, const Eigen::VectorXd& theta,
                 Eigen::VectorXd& gradient) const;

  const Draft& draft_;
  const Statistics& statistics_;
  const NoiseGains& gains_;
  const GainVariables& variables_;
  std::vector<WeightTerm> weights_;
  std::vector<ValueTerm> values_;
};

}  // namespace requant::requantize
