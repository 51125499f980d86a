// Geometry of images: scaling and cropping.
#pragma once

#include <cstdint>

#include "requant/data/dataset.h"

namespace requant::data {

// Scales to height x width with a triangle filter (bilinear) whose support grows with the
// reduction, so that every source pixel counts (antialiased). Output pixel o has its centre at
// source position (o + 0.5) * source / target, borders repeat no pixel (weights are normalized over
// the pixels that exist), values are rounded half up once, after both directions.
Image resize(const Image& image, std::int64_t height, std::int64_t width);

// The central height x width pixels, offset floor((source - target) / 2). Throws Error, internal,
// where the image is smaller.
Image centre_crop(const Image& image, std::int64_t height, std::int64_t width);

// Covers height x width: first the central `crop` (0 < crop <= 1) of each side is taken; an image
// that then covers it and is at most 15 % larger on the tighter side is cropped to the centre only,
// any other is scaled, aspect kept, until the tighter side fits, and then cropped.
Image fit(const Image& image, std::int64_t height, std::int64_t width, double crop);

// 1 channel to 3 (repeated) and 3 to 1: luma of ITU-R BT.601, (19595 R + 38470 G + 7471 B + 2^15)
// >>
// 16. Throws Error, internal, for other numbers of channels.
Image convert_channels(const Image& image, std::int64_t channels);

}  // namespace requant::data
