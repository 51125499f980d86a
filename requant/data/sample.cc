#include "requant/base/error.h"
#include "requant/data/dataset.h"
#include "requant/data/file.h"
#include "requant/data/npy.h"

namespace requant::data {
namespace {

bool is_image(const Array& array) {
  const Shape& shape = array.shape;
  const bool dims = shape.rank() == 3 || (shape.rank() == 4 && shape[0] == 1);
  return array.type == DataType::uint8 && dims && (shape.last() == 1 || shape.last() == 3) &&
         shape.count() > 0;
}

Image to_image(const Array& array) {
  const Shape& shape = array.shape;
  const auto pixels = array.as<std::uint8_t>();
  const int d = shape.rank() - 3;
  return {shape[d], shape[d + 1], shape[d + 2], {pixels.begin(), pixels.end()}};
}

}  // namespace

Sample load_sample(const std::filesystem::path& path) {
  Sample sample{std::nullopt, std::nullopt, path.string()};
  if (!has_ending(path, ".npy")) {
    sample.image = load_image(path);
    return sample;
  }
  Array array = read_npy(path);
  if (is_image(array)) {
    sample.image = to_image(array);
  } else {
    sample.array = std::move(array);
  }
  return sample;
}

}  // namespace requant::data
