#include "requant/data/augment.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "requant/data/draws.h"

namespace requant::data {
namespace {

// Where a square of that side lies on one dimension when its centre is drawn: from, to.
std::pair<std::int64_t, std::int64_t> drawn_cut(std::int64_t cutout, std::int64_t side,
                                                Random& random) {
  const std::int64_t from = random.integer(0, side - 1) - cutout / 2;
  return {std::max<std::int64_t>(0, from), std::min(side, from + cutout)};
}

}  // namespace

std::string Augmentation::text() const {
  std::string result;
  const auto add = [&](const std::string& what) { result += (result.empty() ? "" : ", ") + what; };
  if (shift > 0) add("shift " + std::to_string(shift));
  if (flip) add("flip");
  if (cutout > 0) add("cutout " + std::to_string(cutout));
  return result.empty() ? "none" : result;
}

AugmentDraw draw_augmentation(const Augmentation& augmentation, const ImageSize& size,
                              std::uint64_t seed, std::uint64_t epoch, std::uint64_t index) {
  Random random(mixed_seed({seed, kAugmentStream, epoch, index}));
  AugmentDraw draw;
  if (augmentation.shift > 0) {
    draw.down = random.integer(-augmentation.shift, augmentation.shift);
    draw.right = random.integer(-augmentation.shift, augmentation.shift);
  }
  if (augmentation.flip) draw.mirrored = random.integer(0, 1) == 1;
  if (augmentation.cutout > 0) {
    std::tie(draw.cut_top, draw.cut_bottom) = drawn_cut(augmentation.cutout, size.height, random);
    std::tie(draw.cut_left, draw.cut_right) = drawn_cut(augmentation.cutout, size.width, random);
  }
  return draw;
}

}  // namespace requant::data
