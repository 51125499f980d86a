#include "requant/data/batches.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "requant/base/error.h"
#include "requant/base/parallel.h"
#include "requant/data/draws.h"

namespace requant::data {
namespace {

constexpr std::size_t kPixelValues = 256;

// How often each pixel value occurs, by channel.
using Histogram = std::vector<std::array<std::uint64_t, kPixelValues>>;

Histogram histogram_of(const TrainingData& data) {
  const LabelledImages& images = *data.images;
  const auto channels = static_cast<std::size_t>(images.size.channels);
  Histogram result(channels);
  for (const auto index : data.selection) {
    const std::uint8_t* pixels = images.image(index);
    for (std::size_t i = 0; i < images.size.pixels(); ++i) ++result[i % channels][pixels[i]];
  }
  return result;
}

double value_at(const std::vector<double>& values, std::size_t channel) {
  return values.size() == 1 ? values[0] : values[channel];
}

std::vector<float> real_table(const Normalization& normalization, std::size_t channels) {
  for (const auto* values : {&normalization.mean, &normalization.std}) {
    if (values->size() == 1 || values->size() == channels) continue;
    throw Error("the normalization has " + std::to_string(values->size()) +
                " values for images of " + std::to_string(channels) +
                " channels; give one, or one for each");
  }
  std::vector<float> table;
  for (std::size_t c = 0; c < channels; ++c) {
    for (std::size_t pixel = 0; pixel < kPixelValues; ++pixel) {
      table.push_back(
          static_cast<float>((static_cast<double>(pixel) - value_at(normalization.mean, c)) /
                             value_at(normalization.std, c)));
    }
  }
  return table;
}

// `count` pixels of C channels from `source` on, to the right or (kStep = -1) to the left.
template <int C, int kStep>
void convert_run(const std::uint8_t* source, std::int64_t count, const float* table, float* out) {
  for (std::int64_t i = 0; i < count; ++i) {
    for (int c = 0; c < C; ++c) *out++ = table[static_cast<std::size_t>(c) * 256 + source[c]];
    source += std::ptrdiff_t{kStep} * C;
  }
}

void convert_any(const std::uint8_t* source, std::int64_t count, std::int64_t channels,
                 std::int64_t step, const float* table, float* out) {
  for (std::int64_t i = 0; i < count; ++i) {
    for (std::int64_t c = 0; c < channels; ++c) *out++ = table[c * 256 + source[c]];
    source += step * channels;
  }
}

void convert(const std::uint8_t* source, std::int64_t count, std::int64_t channels, bool mirrored,
             const float* table, float* out) {
  if (channels == 1) {
    (mirrored ? convert_run<1, -1> : convert_run<1, 1>)(source, count, table, out);
  } else if (channels == 3) {
    (mirrored ? convert_run<3, -1> : convert_run<3, 1>)(source, count, table, out);
  } else {
    convert_any(source, count, channels, mirrored ? -1 : 1, table, out);
  }
}

}  // namespace

std::vector<std::uint32_t> epoch_order(std::uint64_t seed, std::uint64_t epoch, std::size_t count) {
  std::vector<std::uint32_t> order(count);
  std::iota(order.begin(), order.end(), 0U);
  Random random(mixed_seed({seed, kOrderStream, epoch}));
  shuffle(order, random);
  return order;
}

Normalization measured_normalization(const TrainingData& data) {
  Normalization result{{}, {}};
  for (const auto& counts : histogram_of(data)) {
    double count = 0;
    double sum = 0;
    double squares = 0;
    for (std::size_t pixel = 0; pixel < kPixelValues; ++pixel) {
      const auto times = static_cast<double>(counts[pixel]);
      const auto value = static_cast<double>(pixel);
      count += times;
      sum += times * value;
      squares += times * value * value;
    }
    const double mean = count > 0 ? sum / count : 0;
    const double variance = count > 0 ? squares / count - mean * mean : 0;
    result.mean.push_back(mean);
    result.std.push_back(variance > 0 ? std::sqrt(variance) : 1);
  }
  return result;
}

Batches::Batches(TrainingData data, const Normalization& normalization, Augmentation augmentation,
                 std::uint64_t seed)
    : data_(std::move(data)),
      augmentation_(augmentation),
      seed_(seed),
      real_of_pixel_(
          real_table(normalization, static_cast<std::size_t>(data_.images->size.channels))) {}

void Batches::load(std::span<const std::uint32_t> positions, std::uint64_t epoch,
                   float* reals) const {
  constexpr std::size_t kImagesAtOnce = 8;
  const std::size_t groups = (positions.size() + kImagesAtOnce - 1) / kImagesAtOnce;
  parallel_for(groups, [&](std::size_t group) {
    const std::size_t end = std::min(positions.size(), (group + 1) * kImagesAtOnce);
    for (std::size_t i = group * kImagesAtOnce; i < end; ++i) {
      const std::size_t index = data_.selection[positions[i]];
      load_one(index, draw_augmentation(augmentation_, size(), seed_, epoch, index),
               reals + i * size().pixels());
    }
  });
}

void Batches::labels(std::span<const std::uint32_t> positions, std::int64_t* labels) const {
  for (const auto position : positions) *labels++ = data_.label(position);
}

void Batches::load_one(std::size_t index, const AugmentDraw& draw, float* reals) const {
  const auto& [height, width, channels] = size();
  const std::uint8_t* image = data_.images->image(index);
  // The columns of the result that the image covers, before it is mirrored.
  const std::int64_t from = std::clamp<std::int64_t>(-draw.right, 0, width);
  const std::int64_t to = std::clamp<std::int64_t>(width - draw.right, from, width);
  for (std::int64_t y = 0; y < height; ++y) {
    float* row = reals + y * width * channels;
    const std::int64_t source_y = y + draw.down;
    if (source_y < 0 || source_y >= height || from == to) {
      std::fill_n(row, width * channels, 0.0F);
      continue;
    }
    const std::int64_t left = draw.mirrored ? width - to : from;
    const std::int64_t right = draw.mirrored ? width - from : to;
    const std::int64_t source_x = draw.mirrored ? to - 1 + draw.right : from + draw.right;
    std::fill_n(row, left * channels, 0.0F);
    convert(image + (source_y * width + source_x) * channels, to - from, channels, draw.mirrored,
            real_of_pixel_.data(), row + left * channels);
    std::fill_n(row + right * channels, (width - right) * channels, 0.0F);
    if (y >= draw.cut_top && y < draw.cut_bottom) {
      std::fill_n(row + draw.cut_left * channels, (draw.cut_right - draw.cut_left) * channels,
                  0.0F);
    }
  }
}

}  // namespace requant::data
