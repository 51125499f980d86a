// Inputs without data: images with the statistics of natural ones, and smooth noise for inputs that
// are no images.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "requant/base/random.h"
#include "requant/data/dataset.h"
#include "requant/graph/graph.h"

namespace requant::data {

// "Dead leaves" (Lee, Mumford and Huang, "Occlusion models for natural images", IJCV 2001): opaque
// discs of random colour, radii r distributed as r^-3 from 2 pixels to the larger side, which gives
// edges, flat areas and the 1/f^2 power spectrum of natural images; each disc is shaded and lightly
// textured. Mean and deviation over many images are about 119 and 68, those of ImageNet's
// photographs. 1 or 3 channels.
Image dead_leaves(std::int64_t height, std::int64_t width, std::int64_t channels, Random& random);

// Smooth noise with a 1/f^2 power spectrum, coloured as above.
Image noise_image(std::int64_t height, std::int64_t width, std::int64_t channels, Random& random);

// Noise of mean 0 and deviation 1 with about a 1/f^2 power spectrum: a sum of octaves of
// interpolated random lattices, all of the same deviation. height x width values, row major.
std::vector<float> fractal_noise(std::int64_t height, std::int64_t width, Random& random);

// `count` arrays for an input of any shape and type: smooth noise over its two largest dimensions,
// spread over the stored range (mean in its middle, deviation a quarter of it), over -1 .. 1 for
// floats. The same for the same seed.
std::vector<Array> synthetic_inputs(const Tensor& input, std::size_t count, std::uint64_t seed);

// What stands in for data where a user gave none: synthetic images for an input that takes images,
// else synthetic_inputs. Of the images every fourth is noise, the others are dead leaves.
std::unique_ptr<Dataset> synthetic_dataset(const Tensor& input, std::size_t count,
                                           std::uint64_t seed);

}  // namespace requant::data
