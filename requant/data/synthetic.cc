#include "requant/data/synthetic.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "requant/base/error.h"
#include "requant/data/preprocess.h"

namespace requant::data {
namespace {

// Seeds of samples are spread, so that sample i of one seed is not sample i + 1 of the next.
Random random_of(std::uint64_t seed, std::size_t index) {
  return Random(seed * 0x9e3779b97f4a7c15ULL + index);
}

class SyntheticImages : public Dataset {
 public:
  SyntheticImages(std::size_t count, Image form, std::uint64_t seed)
      : count_(count), form_(std::move(form)), seed_(seed) {}

  std::size_t size() const override { return count_; }
  Sample sample(std::size_t index) const override {
    Random random = random_of(seed_, index);
    const auto make = index % 4 == 3 ? noise_image : dead_leaves;
    return {make(form_.height, form_.width, form_.channels, random), std::nullopt,
            "synthetic image " + std::to_string(index)};
  }
  std::optional<std::int64_t> label(std::size_t) const override { return std::nullopt; }
  std::string description() const override {
    return std::to_string(count_) + " synthetic images (seed " + std::to_string(seed_) + ")";
  }

 private:
  std::size_t count_;
  Image form_;  // without pixels
  std::uint64_t seed_;
};

class SyntheticArrays : public Dataset {
 public:
  SyntheticArrays(Tensor input, std::size_t count, std::uint64_t seed)
      : arrays_(synthetic_inputs(input, count, seed)), seed_(seed) {}

  std::size_t size() const override { return arrays_.size(); }
  Sample sample(std::size_t index) const override {
    return {std::nullopt, arrays_[index], "synthetic input " + std::to_string(index)};
  }
  std::optional<std::int64_t> label(std::size_t) const override { return std::nullopt; }
  std::string description() const override {
    return std::to_string(arrays_.size()) + " synthetic inputs (seed " + std::to_string(seed_) +
           ")";
  }

 private:
  std::vector<Array> arrays_;
  std::uint64_t seed_;
};

// The two largest dimensions, in order; a missing one is -1.
std::pair<int, int> largest_dims(const Shape& shape) {
  std::vector<int> order(static_cast<std::size_t>(shape.rank()));
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&](int a, int b) { return shape[a] > shape[b]; });
  if (order.empty()) return {-1, -1};
  if (order.size() == 1) return {-1, order[0]};
  return std::minmax(order[0], order[1]);
}

std::int64_t stride_of(const Shape& shape, int dim) {
  std::int64_t stride = 1;
  for (int d = dim + 1; d < shape.rank(); ++d) stride *= shape[d];
  return stride;
}

// Noise over the two largest dimensions, a new field for each index of the others.
std::vector<float> noise_of_shape(const Shape& shape, Random& random) {
  const auto [row_dim, column_dim] = largest_dims(shape);
  const std::int64_t height = row_dim < 0 ? 1 : shape[row_dim];
  const std::int64_t width = column_dim < 0 ? 1 : shape[column_dim];
  const std::int64_t row_stride = row_dim < 0 ? 0 : stride_of(shape, row_dim);
  const std::int64_t column_stride = column_dim < 0 ? 0 : stride_of(shape, column_dim);
  std::vector<float> result(static_cast<std::size_t>(shape.count()));
  for (std::int64_t start = 0; start < shape.count(); ++start) {
    const bool first_row = row_dim < 0 || start / row_stride % height == 0;
    const bool first_column = column_dim < 0 || start / column_stride % width == 0;
    if (!first_row || !first_column) continue;
    const auto field = fractal_noise(height, width, random);
    for (std::int64_t y = 0; y < height; ++y) {
      for (std::int64_t x = 0; x < width; ++x) {
        result[static_cast<std::size_t>(start + y * row_stride + x * column_stride)] =
            field[static_cast<std::size_t>(y * width + x)];
      }
    }
  }
  return result;
}

Array spread(const std::vector<float>& noise, const Tensor& input, Random& random) {
  Array array(input.type, input.shape);
  if (input.type == DataType::float32) {
    std::transform(noise.begin(), noise.end(), array.as<float>().begin(),
                   [](float value) { return std::clamp(value / 2, -1.0F, 1.0F); });
    return array;
  }
  if (!is_integer(input.type)) {
    throw Error("input '" + input.name + "' is of type " + std::string(name(input.type)) +
                ", for which there are no synthetic inputs");
  }
  const arith::IntegerType range = stored_range(input);
  const double width = static_cast<double>(range.max()) - static_cast<double>(range.min());
  const double zero = input.quantization ? static_cast<double>(input.quantization->zero_point_at(0))
                                         : static_cast<double>(range.min()) + width / 2;
  const double middle =
      std::clamp(zero + width / 4 * random.normal(), static_cast<double>(range.min()),
                 static_cast<double>(range.max()));
  const double deviation = width / 4 * std::exp2(-3 * random.uniform());
  std::vector<std::int64_t> stored;
  stored.reserve(noise.size());
  for (const float value : noise) {
    const double wanted = std::floor(middle + deviation * static_cast<double>(value) + 0.5);
    stored.push_back(range.saturate(static_cast<std::int64_t>(wanted)));
  }
  array.bytes = pack_integers(input.type, stored);
  return array;
}

}  // namespace

std::unique_ptr<Dataset> synthetic_images(std::size_t count, std::int64_t height,
                                          std::int64_t width, std::int64_t channels,
                                          std::uint64_t seed) {
  return std::make_unique<SyntheticImages>(count, Image{height, width, channels, {}}, seed);
}

std::vector<Array> synthetic_inputs(const Tensor& input, std::size_t count, std::uint64_t seed) {
  std::vector<Array> result;
  for (std::size_t i = 0; i < count; ++i) {
    Random random = random_of(seed, i);
    result.push_back(spread(noise_of_shape(input.shape, random), input, random));
  }
  return result;
}

std::unique_ptr<Dataset> synthetic_dataset(const Tensor& input, std::size_t count,
                                           std::uint64_t seed) {
  if (is_image_input(input)) {
    return synthetic_images(count, input.shape[1], input.shape[2], input.shape[3], seed);
  }
  return std::make_unique<SyntheticArrays>(input, count, seed);
}

}  // namespace requant::data
