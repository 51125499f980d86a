#include "requant/base/error.h"
#include "requant/data/dataset.h"
#include "requant/data/file.h"
#include "requant/data/npy.h"

namespace requant::data {
namespace {

// The shape as one of a batch: a single height x width x channels gets a first dimension.
Shape batch_shape(const Shape& shape) {
  if (shape.rank() != 3) return shape;
  return {1, shape[0], shape[1], shape[2]};
}

}  // namespace

Sample load_sample(const std::filesystem::path& path) {
  Sample sample{std::nullopt, std::nullopt, path.string()};
  if (!has_ending(path, ".npy")) {
    sample.image = load_image(path);
    return sample;
  }
  Array array = read_npy(path);
  const Shape shape = batch_shape(array.shape);
  if (array.type == DataType::uint8 && is_image_shape(shape) && shape[0] == 1) {
    const auto pixels = array.as<std::uint8_t>();
    sample.image = Image{shape[1], shape[2], shape[3], {pixels.begin(), pixels.end()}};
  } else {
    sample.array = std::move(array);
  }
  return sample;
}

}  // namespace requant::data
