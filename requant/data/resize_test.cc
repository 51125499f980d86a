#include "requant/data/resize.h"

#include <gtest/gtest.h>

#include <cmath>

#include "requant/base/random.h"
#include "requant/data/test_files.h"

namespace requant::data {
namespace {

// The definition, pixel by pixel: all weights of a triangle of radius max(1, scale) around the
// centre, over both directions at once.
double naive(const Image& image, std::int64_t y, std::int64_t x, std::int64_t c,
             std::int64_t height, std::int64_t width) {
  const double scale_y = static_cast<double>(image.height) / static_cast<double>(height);
  const double scale_x = static_cast<double>(image.width) / static_cast<double>(width);
  const auto weight = [](std::int64_t source, std::int64_t target, double scale) {
    const double centre = (static_cast<double>(target) + 0.5) * scale;
    return std::max(
        0.0, 1 - std::abs(static_cast<double>(source) + 0.5 - centre) / std::max(1.0, scale));
  };
  double sum = 0;
  double weights = 0;
  for (std::int64_t sy = 0; sy < image.height; ++sy) {
    for (std::int64_t sx = 0; sx < image.width; ++sx) {
      const double w = weight(sy, y, scale_y) * weight(sx, x, scale_x);
      sum +=
          w * image.pixels[static_cast<std::size_t>((sy * image.width + sx) * image.channels + c)];
      weights += w;
    }
  }
  return sum / weights;
}

TEST(resize, equals_the_definition) {
  Random random(7);
  const struct {
    std::int64_t from_h, from_w, to_h, to_w, channels;
  } cases[] = {{5, 7, 3, 4, 3}, {4, 4, 9, 6, 1},    {31, 17, 8, 20, 3}, {1, 1, 4, 5, 3},
               {8, 8, 4, 4, 1}, {16, 16, 15, 1, 3}, {2, 2, 3, 3, 3},    {3, 3, 2, 2, 1}};
  for (const auto& k : cases) {
    Image image{k.from_h, k.from_w, k.channels, {}};
    for (std::int64_t i = 0; i < k.from_h * k.from_w * k.channels; ++i) {
      image.pixels.push_back(static_cast<std::uint8_t>(random.integer(0, 255)));
    }
    const Image result = resize(image, k.to_h, k.to_w);
    ASSERT_EQ(result.pixels.size(), static_cast<std::size_t>(k.to_h * k.to_w * k.channels));
    std::size_t at = 0;
    for (std::int64_t y = 0; y < k.to_h; ++y) {
      for (std::int64_t x = 0; x < k.to_w; ++x) {
        for (std::int64_t c = 0; c < k.channels; ++c) {
          // Rounded to nearest; sums of floats in another order may fall to either side of a tie.
          EXPECT_NEAR(result.pixels[at++], naive(image, y, x, c, k.to_h, k.to_w), 0.5 + 1e-9);
        }
      }
    }
  }
}

TEST(resize, to_the_same_size_changes_nothing) {
  const Image image = test_image(11, 13, 3);
  EXPECT_EQ(resize(image, 11, 13).pixels, image.pixels);
}

TEST(centre_crop, takes_the_lower_offset) {
  const Image image = test_image(5, 4, 1);
  const Image crop = centre_crop(image, 2, 1);  // offsets floor(3 / 2) = 1 and floor(3 / 2) = 1
  ASSERT_EQ(crop.pixels.size(), 2U);
  EXPECT_EQ(crop.pixels[0], image.pixels[1 * 4 + 1]);
  EXPECT_EQ(crop.pixels[1], image.pixels[2 * 4 + 1]);
}

TEST(fit, only_crops_an_image_that_is_little_larger) {
  const Image image = test_image(227, 227, 3);
  EXPECT_EQ(fit(image, 224, 224, 1.0).pixels, centre_crop(image, 224, 224).pixels);
  const Image portrait = test_image(60, 50, 1);
  EXPECT_EQ(fit(portrait, 45, 45, 1.0).pixels, centre_crop(portrait, 45, 45).pixels);
}

TEST(fit, scales_the_tighter_side_and_crops_the_other) {
  const Image image = test_image(40, 100, 3);
  EXPECT_EQ(fit(image, 20, 20, 1.0).pixels, centre_crop(resize(image, 20, 50), 20, 20).pixels);
  EXPECT_EQ(fit(image, 80, 80, 1.0).pixels, centre_crop(resize(image, 80, 200), 80, 80).pixels);
}

TEST(fit, takes_the_central_part_first) {
  const Image image = test_image(100, 100, 1);
  EXPECT_EQ(fit(image, 20, 20, 0.5).pixels, resize(centre_crop(image, 50, 50), 20, 20).pixels);
}

TEST(convert_channels, computes_luma) {
  const Image rgb{1, 4, 3, {255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255}};
  EXPECT_EQ(convert_channels(rgb, 1).pixels, (std::vector<std::uint8_t>{76, 150, 29, 255}));
  const Image gray{1, 2, 1, {7, 9}};
  EXPECT_EQ(convert_channels(gray, 3).pixels, (std::vector<std::uint8_t>{7, 7, 7, 9, 9, 9}));
}

}  // namespace
}  // namespace requant::data
