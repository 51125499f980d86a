#include "requant/data/resize.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "requant/base/error.h"

namespace requant::data {
namespace {

constexpr double kCropOnly = 1.15;

// The source pixels that make one target pixel: `first`, and a weight for each from there on.
struct Taps {
  std::int64_t first = 0;
  std::vector<double> weights;
};

std::int64_t floor_of(double value) { return static_cast<std::int64_t>(std::floor(value)); }

std::vector<Taps> taps_of(std::int64_t source, std::int64_t target) {
  const double scale = static_cast<double>(source) / static_cast<double>(target);
  const double radius = std::max(1.0, scale);
  std::vector<Taps> result(static_cast<std::size_t>(target));
  for (std::int64_t o = 0; o < target; ++o) {
    const double centre = (static_cast<double>(o) + 0.5) * scale;
    const auto first = std::max<std::int64_t>(0, floor_of(centre - radius + 0.5));
    const auto last = std::min(source, floor_of(centre + radius + 0.5));
    Taps& taps = result[static_cast<std::size_t>(o)];
    taps.first = first;
    double sum = 0;
    for (std::int64_t i = first; i < last; ++i) {
      const double distance = std::abs(static_cast<double>(i) + 0.5 - centre) / radius;
      taps.weights.push_back(std::max(0.0, 1.0 - distance));
      sum += taps.weights.back();
    }
    for (auto& weight : taps.weights) weight /= sum;
  }
  return result;
}

std::size_t offset_of(const Image& image, std::int64_t y, std::int64_t x) {
  return static_cast<std::size_t>((y * image.width + x) * image.channels);
}

// One source row scaled to the target width.
void scale_row(const Image& image, std::int64_t y, const std::vector<Taps>& columns, double* out) {
  for (const Taps& taps : columns) {
    for (std::int64_t c = 0; c < image.channels; ++c) {
      double sum = 0;
      std::size_t at = offset_of(image, y, taps.first) + static_cast<std::size_t>(c);
      for (const double weight : taps.weights) {
        sum += weight * image.pixels[at];
        at += static_cast<std::size_t>(image.channels);
      }
      *out++ = sum;
    }
  }
}

std::int64_t scaled_side(std::int64_t side, double scale, std::int64_t at_least) {
  return std::max(at_least, floor_of(static_cast<double>(side) * scale + 0.5));
}

}  // namespace

Image resize(const Image& image, std::int64_t height, std::int64_t width) {
  const auto columns = taps_of(image.width, width);
  const auto rows = taps_of(image.height, height);
  const auto row_values = static_cast<std::size_t>(width * image.channels);
  std::vector<double> wide(row_values * static_cast<std::size_t>(image.height));
  for (std::int64_t y = 0; y < image.height; ++y) {
    scale_row(image, y, columns, wide.data() + static_cast<std::size_t>(y) * row_values);
  }
  Image result{height, width, image.channels, {}};
  result.pixels.reserve(row_values * static_cast<std::size_t>(height));
  std::vector<double> sums(row_values);
  for (const Taps& taps : rows) {
    std::fill(sums.begin(), sums.end(), 0.0);
    const double* row = wide.data() + static_cast<std::size_t>(taps.first) * row_values;
    for (const double weight : taps.weights) {
      for (std::size_t i = 0; i < row_values; ++i) sums[i] += weight * row[i];
      row += row_values;
    }
    for (const double sum : sums) {
      result.pixels.push_back(static_cast<std::uint8_t>(std::clamp(sum + 0.5, 0.0, 255.0)));
    }
  }
  return result;
}

Image centre_crop(const Image& image, std::int64_t height, std::int64_t width) {
  if (image.height == height && image.width == width) return image;
  if (image.height < height || image.width < width) {
    throw Error("an image is smaller than its crop", Fault::internal);
  }
  const std::int64_t top = (image.height - height) / 2;
  const std::int64_t left = (image.width - width) / 2;
  Image result{height, width, image.channels, {}};
  result.pixels.reserve(static_cast<std::size_t>(height * width * image.channels));
  for (std::int64_t y = 0; y < height; ++y) {
    const auto* row = image.pixels.data() + offset_of(image, top + y, left);
    result.pixels.insert(result.pixels.end(), row, row + width * image.channels);
  }
  return result;
}

Image fit(const Image& image, std::int64_t height, std::int64_t width, double crop) {
  if (crop < 1) {
    const Image centre =
        centre_crop(image, std::min(scaled_side(image.height, crop, 1), image.height),
                    std::min(scaled_side(image.width, crop, 1), image.width));
    return fit(centre, height, width, 1.0);
  }
  const double scale = std::max(static_cast<double>(height) / static_cast<double>(image.height),
                                static_cast<double>(width) / static_cast<double>(image.width));
  if (scale <= 1 && scale >= 1 / kCropOnly) return centre_crop(image, height, width);
  const Image scaled = resize(image, scaled_side(image.height, scale, height),
                              scaled_side(image.width, scale, width));
  return centre_crop(scaled, height, width);
}

Image convert_channels(const Image& image, std::int64_t channels) {
  if (image.channels == channels) return image;
  Image result{image.height, image.width, channels, {}};
  result.pixels.reserve(static_cast<std::size_t>(image.height * image.width * channels));
  if (image.channels == 1 && channels == 3) {
    for (const auto value : image.pixels) result.pixels.insert(result.pixels.end(), 3, value);
  } else if (image.channels == 3 && channels == 1) {
    for (std::size_t i = 0; i + 2 < image.pixels.size(); i += 3) {
      const unsigned luma = 19595U * image.pixels[i] + 38470U * image.pixels[i + 1] +
                            7471U * image.pixels[i + 2] + (1U << 15);
      result.pixels.push_back(static_cast<std::uint8_t>(luma >> 16));
    }
  } else {
    throw Error("an image of " + std::to_string(image.channels) +
                    " channels cannot become one of " + std::to_string(channels),
                Fault::internal);
  }
  return result;
}

}  // namespace requant::data
