#include "requant/data/synthetic.h"

#include <gtest/gtest.h>

#include <cmath>

#include "requant/base/hash.h"

namespace requant::data {
namespace {

struct Moments {
  double sum = 0;
  double squares = 0;
  double count = 0;

  void add(double value) {
    sum += value;
    squares += value * value;
    ++count;
  }
  double mean() const { return sum / count; }
  double deviation() const { return std::sqrt(squares / count - mean() * mean()); }
};

TEST(synthetic_images, are_the_same_everywhere) {
  const auto images = synthetic_images(4, 40, 56, 3, 1);
  std::uint64_t h = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    h ^= fnv1a(std::as_bytes(std::span(images->sample(i).image->pixels)));
  }
  EXPECT_EQ(h, 3408464161978580625ULL);
}

TEST(synthetic_images, differ_by_index_and_seed) {
  const auto a = synthetic_images(8, 32, 32, 3, 1);
  const auto b = synthetic_images(8, 32, 32, 3, 2);
  EXPECT_EQ(a->sample(5).image->pixels, a->sample(5).image->pixels);
  EXPECT_NE(a->sample(0).image->pixels, a->sample(1).image->pixels);
  EXPECT_NE(a->sample(1).image->pixels, b->sample(0).image->pixels);
  EXPECT_NE(a->sample(0).image->pixels, b->sample(0).image->pixels);
}

TEST(synthetic_images, have_the_statistics_of_photographs) {
  const auto images = synthetic_images(48, 112, 112, 3, 3);
  Moments pixels;
  Moments neighbours;  // difference to the pixel on the right
  Moments chroma;      // red minus blue
  for (std::size_t i = 0; i < images->size(); ++i) {
    const Image image = *images->sample(i).image;
    for (std::size_t p = 0; p + 5 < image.pixels.size(); p += 3) {
      pixels.add(image.pixels[p]);
      neighbours.add(image.pixels[p + 3] - image.pixels[p]);
      chroma.add(image.pixels[p] - image.pixels[p + 2]);
    }
  }
  EXPECT_NEAR(pixels.mean(), 118, 12);
  EXPECT_NEAR(pixels.deviation(), 65, 8);
  EXPECT_LT(neighbours.deviation(), 0.6 * pixels.deviation());
  EXPECT_GT(neighbours.deviation(), 0.1 * pixels.deviation());
  EXPECT_LT(chroma.deviation(), 0.7 * pixels.deviation());
}

TEST(synthetic_images, come_in_any_size_and_in_gray) {
  for (const auto& [height, width] : {std::pair{1, 1}, {2, 50}, {50, 3}, {300, 7}}) {
    const auto images = synthetic_images(4, height, width, 1, 9);
    for (std::size_t i = 0; i < 4; ++i) {
      EXPECT_EQ(images->sample(i).image->pixels.size(), static_cast<std::size_t>(height * width));
    }
  }
}

Tensor tensor_of(DataType type, const Shape& shape) {
  Tensor tensor;
  tensor.type = type;
  tensor.shape = shape;
  return tensor;
}

TEST(synthetic_inputs, spread_over_the_stored_range) {
  for (const DataType type : {DataType::int8, DataType::uint8, DataType::int16}) {
    Moments moments;
    for (const Array& array : synthetic_inputs(tensor_of(type, {1, 49, 10, 1}), 50, 1)) {
      ASSERT_EQ(array.type, type);
      for (const auto value : stored_integers(array)) moments.add(static_cast<double>(value));
    }
    const auto range = integer_type(type);
    const double span = static_cast<double>(range.max() - range.min());
    EXPECT_NEAR(moments.mean(), static_cast<double>(range.min()) + span / 2, span / 20);
    EXPECT_NEAR(moments.deviation(), span / 4, span / 20);
  }
}

TEST(synthetic_inputs, vary_along_every_dimension) {
  const Array array = synthetic_inputs(tensor_of(DataType::int16, {2, 5, 3, 7}), 1, 1)[0];
  const auto values = stored_integers(array);
  const std::size_t strides[] = {105, 21, 7, 1};
  for (const auto stride : strides) {
    std::size_t changes = 0;
    for (std::size_t i = 0; i + stride < values.size(); ++i) {
      changes += static_cast<std::size_t>(values[i] != values[i + stride]);
    }
    EXPECT_GT(changes, values.size() / 4) << stride;
  }
}

TEST(synthetic_inputs, come_as_floats_and_scalars) {
  const Array array = synthetic_inputs(tensor_of(DataType::float32, {1, 640}), 1, 1)[0];
  for (const float value : array.as<float>()) EXPECT_LE(std::abs(value), 1.0F);
  EXPECT_EQ(synthetic_inputs(tensor_of(DataType::int8, {}), 2, 1)[1].bytes.size(), 1U);
  EXPECT_EQ(synthetic_inputs(tensor_of(DataType::int8, {4}), 3, 1).size(), 3U);
}

TEST(synthetic_dataset, makes_images_for_image_inputs_only) {
  EXPECT_TRUE(synthetic_dataset(tensor_of(DataType::int8, {1, 16, 17, 3}), 2, 1)->sample(0).image);
  EXPECT_TRUE(synthetic_dataset(tensor_of(DataType::int8, {1, 9}), 2, 1)->sample(0).array);
}

}  // namespace
}  // namespace requant::data
