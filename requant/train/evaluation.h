// The trainer's own evaluation: quantized values in floating point.
#pragma once

#include "requant/train/differentiable.h"
#include "requant/train/images.h"

namespace requant::train {

struct Score {
  double top1 = 0;  // percent
  double loss = 0;  // mean cross entropy, nats
};

Score evaluate(const Differentiable& network, const Branch& branch,
               const std::vector<LabelledBatch>& batches);

// With the statistics that the tables give for the assignment.
Score evaluate(const Differentiable& network, const precision::Tables& tables,
               const precision::PrecisionAssignment& assignment,
               const std::vector<LabelledBatch>& batches);

}  // namespace requant::train
