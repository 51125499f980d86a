// The branches that a part of a batch runs through, and what they learn from.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "requant/train/differentiable.h"
#include "requant/train/images.h"
#include "requant/train/mixtures.h"
#include "requant/train/teacher.h"

namespace requant::train {

// A sum of losses by the name of a branch, and how many.
using Losses = std::map<std::string, std::pair<double, int>>;

class Branches {
 public:
  // `teacher` may be null.
  Branches(const Differentiable& network, const TrainOptions& options, const Teacher* teacher)
      : network_(network),
        options_(options),
        teacher_(teacher),
        odds_(even_odds(network.network().tables)) {}

  void set_odds(WidthOdds odds) { odds_ = std::move(odds); }

  // Adds the gradients of the float network.
  void learn_float(const LabelledBatch& batch, Losses& losses) const;
  // Adds the gradients of all branches. `progress`: of the phase, in [0, 1].
  void learn(const LabelledBatch& batch, double progress, Random& random, Losses& losses) const;

 private:
  struct Drawn {
    std::string name;
    precision::PrecisionAssignment assignment;
    int bits;  // by which branches are ordered
  };
  std::vector<Drawn> draw(double progress, Random& random) const;
  torch::Tensor loss(const torch::Tensor& logits, const torch::Tensor& labels,
                     const torch::Tensor& teacher) const;

  const Differentiable& network_;
  const TrainOptions& options_;
  const Teacher* teacher_;
  WidthOdds odds_;
};

}  // namespace requant::train
