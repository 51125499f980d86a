#include "requant/train/evaluation.h"

#include <torch/torch.h>

#include "requant/train/statistics.h"

namespace requant::train {

Score evaluate(const Differentiable& network, const Branch& branch,
               const std::vector<LabelledBatch>& batches) {
  const torch::NoGradGuard no_gradients;
  double right = 0;
  double loss = 0;
  double count = 0;
  for (const LabelledBatch& batch : batches) {
    const torch::Tensor logits = network.forward(batch.images, branch);
    right += (logits.argmax(1) == batch.labels).sum().item<double>();
    loss += torch::nn::functional::cross_entropy(
                logits, batch.labels,
                torch::nn::functional::CrossEntropyFuncOptions().reduction(torch::kSum))
                .item<double>();
    count += static_cast<double>(batch.labels.size(0));
  }
  return {100 * right / count, loss / count};
}

Score evaluate(const Differentiable& network, const precision::Tables& tables,
               const precision::PrecisionAssignment& assignment,
               const std::vector<LabelledBatch>& batches) {
  const NetworkStatistics statistics = from_tables(tables, assignment, network.device());
  return evaluate(network, {.assignment = assignment, .statistics = &statistics}, batches);
}

}  // namespace requant::train
