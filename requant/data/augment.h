// Random changes of training images that leave their class as it is.
#pragma once

#include <cstdint>
#include <string>

#include "requant/data/training_data.h"

namespace requant::data {

// What is changed at random; by default nothing.
struct Augmentation {
  std::int64_t shift = 0;   // up to that many pixels up, down, left, right, each as likely
  bool flip = false;        // mirrored left to right, half of the images
  std::int64_t cutout = 0;  // side of a blanked square whose centre is anywhere in the image
                            // (DeVries and Taylor, arXiv 1708.04552)

  // "shift 4, flip", "none"
  std::string text() const;
  friend bool operator==(const Augmentation&, const Augmentation&) = default;
};

// What was drawn for one image. Pixel (y, x) of the result is pixel (y + down, x' + right) of the
// image, where x' = width - 1 - x if mirrored, else x; what lies outside of the image or in the cut
// is blank: 0 in real values.
struct AugmentDraw {
  std::int64_t down = 0;
  std::int64_t right = 0;
  bool mirrored = false;
  // The blanked rows and columns of the result: from, to (exclusive); clipped to the image.
  std::int64_t cut_top = 0;
  std::int64_t cut_bottom = 0;
  std::int64_t cut_left = 0;
  std::int64_t cut_right = 0;

  friend bool operator==(const AugmentDraw&, const AugmentDraw&) = default;
};

// A function of the seed, the epoch and the image's index in its set alone. shift and cutout >= 0.
AugmentDraw draw_augmentation(const Augmentation& augmentation, const ImageSize& size,
                              std::uint64_t seed, std::uint64_t epoch, std::uint64_t index);

}  // namespace requant::data
