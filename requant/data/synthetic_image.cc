#include <algorithm>
#include <array>
#include <cmath>

#include "requant/data/synthetic.h"

// Only +, -, *, /, sqrt and floor are used, which give the same values on every machine.
namespace requant::data {
namespace {

constexpr double kMinRadius = 2.0;
constexpr float kCoarsest = 2;  // octaves: cells from half the larger side ...
constexpr float kFinest = 2;    // ... down to this many pixels

// About normal: mean 0, deviation 1.
double bell(Random& random) {
  double sum = -2;
  for (int i = 0; i < 4; ++i) sum += random.uniform();
  return sum * std::sqrt(3.0);
}

// Colour in an opponent space: luminance and two chroma axes, of which natural images use the first
// most.
using Colour = std::array<float, 3>;

Colour to_rgb(const Colour& c) {
  return {c[0] + c[1] + c[2], c[0] - c[1] + c[2] / 2, c[0] - c[1] / 2 - 2 * c[2]};
}

// How one image is lit.
struct Light {
  double brightness;  // mean of the luminance
  double contrast;    // deviation of the luminance
  double saturation;  // deviation of the chroma
  Colour cast;        // a colour that all of it shares

  explicit Light(Random& random)
      : brightness(114 + 26 * bell(random)),
        contrast(36 + 50 * random.uniform()),
        saturation(6 + 22 * random.uniform() * random.uniform()),
        cast{0, static_cast<float>(2 + 5 * bell(random)),
             static_cast<float>(2 + 4 * bell(random))} {}

  Colour colour(Random& random) const {
    return {static_cast<float>(brightness + contrast * bell(random)),
            cast[1] + static_cast<float>(saturation * bell(random)),
            cast[2] + static_cast<float>(saturation * 0.6 * bell(random))};
  }
};

// Adds one octave: a lattice of random values with cells of `cell` pixels, interpolated linearly.
void add_octave(std::vector<float>& field, std::int64_t height, std::int64_t width, float cell,
                Random& random) {
  const auto rows = static_cast<std::size_t>(static_cast<float>(height) / cell) + 3;
  const auto columns = static_cast<std::size_t>(static_cast<float>(width) / cell) + 3;
  std::vector<float> lattice(rows * columns);
  for (auto& value : lattice) value = static_cast<float>(bell(random));
  const auto shift_y = static_cast<float>(random.uniform());
  const auto shift_x = static_cast<float>(random.uniform());
  for (std::int64_t y = 0; y < height; ++y) {
    const float v = static_cast<float>(y) / cell + shift_y;
    const auto row = static_cast<std::size_t>(v);
    const float fy = v - static_cast<float>(row);
    const float* upper = lattice.data() + row * columns;
    const float* lower = upper + columns;
    float* out = field.data() + y * width;
    for (std::int64_t x = 0; x < width; ++x) {
      const float u = static_cast<float>(x) / cell + shift_x;
      const auto column = static_cast<std::size_t>(u);
      const float fx = u - static_cast<float>(column);
      const float top = upper[column] + fx * (upper[column + 1] - upper[column]);
      const float bottom = lower[column] + fx * (lower[column + 1] - lower[column]);
      out[x] += top + fy * (bottom - top);
    }
  }
}

void standardize(std::vector<float>& field) {
  double sum = 0;
  double squares = 0;
  for (const float value : field) {
    sum += static_cast<double>(value);
    squares += static_cast<double>(value) * static_cast<double>(value);
  }
  const auto count = static_cast<double>(field.size());
  const double mean = sum / count;
  const double variance = squares / count - mean * mean;
  const double scale = variance > 1e-12 ? 1 / std::sqrt(variance) : 1.0;
  for (auto& value : field) {
    value = static_cast<float>((static_cast<double>(value) - mean) * scale);
  }
}

// A canvas of opponent colours, filled from the front to the back.
struct Canvas {
  std::int64_t height;
  std::int64_t width;
  std::vector<Colour> pixels;
  std::vector<std::uint8_t> covered;
  std::int64_t open;  // pixels that are not covered

  Canvas(std::int64_t h, std::int64_t w)
      : height(h),
        width(w),
        pixels(static_cast<std::size_t>(h * w)),
        covered(pixels.size()),
        open(h * w) {}
};

// A disc, shaded along a random direction.
struct Leaf {
  double y, x, radius;
  Colour colour;
  float slope_y, slope_x;  // change of the luminance a pixel
  float texture;           // strength of the noise on it
};

// Neighbouring leaves are lit alike: part of a leaf's luminance comes from the noise at its centre.
Leaf random_leaf(const Canvas& canvas, const Light& light, const std::vector<float>& texture,
                 Random& random) {
  const double largest = static_cast<double>(std::max(canvas.height, canvas.width));
  const double ratio = kMinRadius / largest;
  Leaf leaf{};
  leaf.radius = kMinRadius / std::sqrt(1 - random.uniform() * (1 - ratio * ratio));
  leaf.y = random.uniform() * static_cast<double>(canvas.height);
  leaf.x = random.uniform() * static_cast<double>(canvas.width);
  const auto centre = static_cast<std::size_t>(leaf.y) * static_cast<std::size_t>(canvas.width) +
                      static_cast<std::size_t>(leaf.x);
  leaf.colour = light.colour(random);
  leaf.colour[0] += static_cast<float>(0.4 * light.contrast) * texture[centre];
  const double shade = 12 / leaf.radius;
  leaf.slope_y = static_cast<float>(shade * bell(random));
  leaf.slope_x = static_cast<float>(shade * bell(random));
  leaf.texture = static_cast<float>(3 + 24 * random.uniform() * random.uniform());
  return leaf;
}

void draw(Canvas& canvas, const Leaf& leaf, const std::vector<float>& texture) {
  const auto low = [](double at) {
    return std::max<std::int64_t>(0, static_cast<std::int64_t>(at));
  };
  const auto bottom = std::min(canvas.height, low(leaf.y + leaf.radius + 1));
  for (std::int64_t y = low(leaf.y - leaf.radius); y < bottom; ++y) {
    const double dy = static_cast<double>(y) - leaf.y;
    const double square = leaf.radius * leaf.radius - dy * dy;
    if (square <= 0) continue;
    const double half = std::sqrt(square);
    const auto right = std::min(canvas.width, low(leaf.x + half + 1));
    for (std::int64_t x = low(leaf.x - half); x < right; ++x) {
      const auto at = static_cast<std::size_t>(y * canvas.width + x);
      if (canvas.covered[at] != 0) continue;
      canvas.covered[at] = 1;
      --canvas.open;
      Colour colour = leaf.colour;
      colour[0] += leaf.slope_y * static_cast<float>(dy) +
                   leaf.slope_x * static_cast<float>(static_cast<double>(x) - leaf.x) +
                   leaf.texture * texture[at];
      canvas.pixels[at] = colour;
    }
  }
}

std::uint8_t to_byte(float value) {
  return static_cast<std::uint8_t>(std::clamp(value + 0.5F, 0.0F, 255.0F));
}

Image to_image(std::int64_t height, std::int64_t width, std::int64_t channels,
               const std::vector<Colour>& pixels) {
  Image image{height, width, channels, {}};
  image.pixels.reserve(pixels.size() * static_cast<std::size_t>(channels));
  for (const auto& pixel : pixels) {
    if (channels == 1) {
      image.pixels.push_back(to_byte(pixel[0]));
    } else {
      for (const float value : to_rgb(pixel)) image.pixels.push_back(to_byte(value));
    }
  }
  return image;
}

// Weights 1 5 1 along one direction, `stride` pixels apart: edges as soft as a lens leaves them.
void soften(std::vector<Colour>& pixels, std::size_t count, std::size_t stride, std::size_t lines,
            std::size_t line_stride) {
  for (std::size_t line = 0; line < lines; ++line) {
    Colour* at = pixels.data() + line * line_stride;
    Colour before = at[0];
    for (std::size_t i = 0; i < count; ++i, at += stride) {
      const Colour here = *at;
      const Colour after = i + 1 < count ? at[stride] : here;
      for (std::size_t c = 0; c < 3; ++c) (*at)[c] = (before[c] + 5 * here[c] + after[c]) / 7;
      before = here;
    }
  }
}

}  // namespace

std::vector<float> fractal_noise(std::int64_t height, std::int64_t width, Random& random) {
  std::vector<float> field(static_cast<std::size_t>(height * width));
  float cell = static_cast<float>(std::max(height, width)) / kCoarsest;
  for (; cell > kFinest; cell /= 2) add_octave(field, height, width, cell, random);
  add_octave(field, height, width, kFinest / 2, random);
  standardize(field);
  return field;
}

Image noise_image(std::int64_t height, std::int64_t width, std::int64_t channels, Random& random) {
  const Light light(random);
  std::vector<Colour> pixels(static_cast<std::size_t>(height * width));
  const Colour base{static_cast<float>(light.brightness), light.cast[1], light.cast[2]};
  const Colour strength{static_cast<float>(light.contrast), static_cast<float>(light.saturation),
                        static_cast<float>(light.saturation * 0.6)};
  for (std::size_t c = 0; c < (channels == 1 ? 1U : 3U); ++c) {
    const auto field = fractal_noise(height, width, random);
    for (std::size_t i = 0; i < pixels.size(); ++i) pixels[i][c] = base[c] + strength[c] * field[i];
  }
  return to_image(height, width, channels, pixels);
}

Image dead_leaves(std::int64_t height, std::int64_t width, std::int64_t channels, Random& random) {
  const Light light(random);
  const auto texture = fractal_noise(height, width, random);
  Canvas canvas(height, width);
  constexpr int kLeavesPerPixel = 4;  // never reached in practice; bounds the work
  const std::int64_t most = kLeavesPerPixel * height * width;
  for (std::int64_t n = 0; n < most && canvas.open > 0; ++n) {
    draw(canvas, random_leaf(canvas, light, texture, random), texture);
  }
  const auto h = static_cast<std::size_t>(height);
  const auto w = static_cast<std::size_t>(width);
  soften(canvas.pixels, w, 1, h, w);
  soften(canvas.pixels, h, w, w, 1);
  return to_image(height, width, channels, canvas.pixels);
}

}  // namespace requant::data
