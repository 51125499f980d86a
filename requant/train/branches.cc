#include "requant/train/branches.h"

#include <torch/torch.h>

#include <algorithm>

namespace requant::train {
namespace {

void count(Losses& losses, const std::string& name, const torch::Tensor& loss) {
  auto& [sum, times] = losses[name];
  sum += loss.detach().item<double>();
  ++times;
}

}  // namespace

torch::Tensor Branches::loss(const torch::Tensor& logits, const torch::Tensor& labels,
                             const torch::Tensor& teacher) const {
  const torch::Tensor logs = torch::log_softmax(logits, 1);
  const torch::Tensor entropy = torch::nll_loss(logs, labels);
  const double share = options_.distillation_weight;
  if (!teacher.defined() || share == 0) return entropy;
  // The cross entropy with the teacher's probabilities: its divergence plus a constant.
  const torch::Tensor soft = -(torch::softmax(teacher, 1) * logs).sum(1).mean();
  return (1 - share) * entropy + share * soft;
}

void Branches::learn_float(const LabelledBatch& batch, Losses& losses) const {
  const torch::Tensor logits = network_.forward(batch.images, {.quantized = false});
  const torch::Tensor value = loss(logits, batch.labels, {});
  count(losses, "float", value);
  value.backward();
}

std::vector<Branches::Drawn> Branches::draw(double progress, Random& random) const {
  const precision::Tables& tables = network_.network().tables;
  const std::vector<int>& widths = options_.precisions;
  const auto uniform = [&](int bits) {
    return Drawn{std::to_string(bits), precision::uniform(tables, bits), bits};
  };
  std::vector<Drawn> branches{uniform(widths.front())};
  const double ramp =
      options_.mixture_ramp > 0 ? std::min(1.0, progress / options_.mixture_ramp) : 1;
  for (int i = 0; i < options_.random_branches; ++i) {
    const bool mixes = options_.mixtures != Mixtures::none &&
                       random.uniform() < ramp * (1 - options_.uniform_share);
    if (mixes) {
      branches.push_back({"mixture", draw_mixture(tables, odds_, options_.mixtures, random), 0});
    } else if (widths.size() > 1) {
      // Widths between, where there are any; the lowest has its own branch.
      const auto last = static_cast<std::int64_t>(widths.size()) - 1;
      const std::int64_t end = options_.lowest_branch && last > 1 ? last - 1 : last;
      branches.push_back(uniform(widths[static_cast<std::size_t>(random.integer(1, end))]));
    }
  }
  if (options_.lowest_branch && widths.size() > 1) branches.push_back(uniform(widths.back()));
  return branches;
}

void Branches::learn(const LabelledBatch& batch, double progress, Random& random,
                     Losses& losses) const {
  // What the next branch learns from.
  torch::Tensor target = teacher_ != nullptr ? teacher_->logits(batch.images) : torch::Tensor();
  for (const Drawn& branch : draw(progress, random)) {
    const torch::Tensor logits =
        network_.forward(batch.images, {.quantized = true, .assignment = branch.assignment});
    const bool distils = options_.distillation != Distillation::none;
    const torch::Tensor value = loss(logits, batch.labels, distils ? target : torch::Tensor());
    count(losses, branch.name, value);
    value.backward();
    if (!target.defined() || (options_.distillation == Distillation::next && branch.bits > 0)) {
      target = logits.detach();
    }
  }
}

}  // namespace requant::train
