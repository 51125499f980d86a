#include "requant/train/images.h"

#include <torch/torch.h>

#include <algorithm>
#include <numeric>

namespace requant::train {

std::vector<torch::Tensor> images_of(const std::vector<LabelledBatch>& batches) {
  std::vector<torch::Tensor> images;
  for (const LabelledBatch& batch : batches) images.push_back(batch.images);
  return images;
}

LabelledBatch ImageLoader::load(std::span<const std::uint32_t> positions,
                                std::uint64_t epoch) const {
  const data::ImageSize& size = batches_.size();
  const auto count = static_cast<std::int64_t>(positions.size());
  torch::Tensor reals = torch::empty({count, size.height, size.width, size.channels});
  batches_.load(positions, epoch, reals.data_ptr<float>());
  torch::Tensor labels = torch::empty({count}, torch::kInt64);
  batches_.labels(positions, labels.data_ptr<std::int64_t>());
  // Ties to even, as data::Preprocess stores an input.
  const torch::Tensor stored =
      (reals / scale_ + zero_point_).round_().clamp_(-128, 127).sub_(zero_point_).mul_(scale_);
  return {stored.permute({0, 3, 1, 2}).to(device_), labels.to(device_)};
}

std::vector<LabelledBatch> ImageLoader::load_first(std::size_t count, std::size_t size) const {
  const std::size_t all = batches_.data().count();
  std::vector<std::uint32_t> positions(count == 0 ? all : std::min(count, all));
  std::iota(positions.begin(), positions.end(), 0U);
  std::vector<LabelledBatch> result;
  for (std::size_t begin = 0; begin < positions.size(); begin += size) {
    const std::size_t part = std::min(size, positions.size() - begin);
    result.push_back(load(std::span(positions).subspan(begin, part), 0));
  }
  return result;
}

}  // namespace requant::train
