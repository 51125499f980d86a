#include <torch/torch.h>

#include "requant/train/ops/ops.h"

namespace requant::train {

torch::Tensor forward(const Pad& op, const torch::Tensor& x) {
  std::vector<std::pair<std::int64_t, std::int64_t>> sides = op.paddings;
  if (sides.size() == 4) sides = {sides[0], sides[3], sides[1], sides[2]};
  std::vector<std::int64_t> pads;  // of the last dimension first
  for (auto side = sides.rbegin(); side != sides.rend(); ++side) {
    pads.push_back(side->first);
    pads.push_back(side->second);
  }
  return torch::constant_pad_nd(x, pads, 0);
}

}  // namespace requant::train
