// Images of a dataset as the network takes them.
#pragma once

#include <torch/types.h>

#include <span>

#include "requant/data/batches.h"
#include "requant/precision/network.h"

namespace requant::train {

struct LabelledBatch {
  torch::Tensor images;  // NCHW in the memory order NHWC: values of the input's 8-bit grid
  torch::Tensor labels;  // int64 [N]
};

// Images that are run at once where there are no gradients.
inline constexpr std::size_t kPassImages = 256;

std::vector<torch::Tensor> images_of(const std::vector<LabelledBatch>& batches);

// Loads images of one epoch.
class ImageLoader {
 public:
  ImageLoader(const data::Batches& batches, const precision::Tables& tables, torch::Device device)
      : batches_(batches),
        scale_(tables.input_scale),
        zero_point_(static_cast<double>(tables.input_zero_point)),
        device_(device) {}

  LabelledBatch load(std::span<const std::uint32_t> positions, std::uint64_t epoch) const;
  // The first `count` images (0: all) in batches of `size`.
  std::vector<LabelledBatch> load_first(std::size_t count, std::size_t size) const;
  const data::Batches& batches() const { return batches_; }

 private:
  const data::Batches& batches_;
  double scale_;
  double zero_point_;
  torch::Device device_;
};

}  // namespace requant::train
