#include "requant/data/batches.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>

#include "requant/base/parallel.h"
#include "requant/base/random.h"
#include "requant/data/test_files.h"

namespace requant::data {
namespace {

// `count` images of random pixels; the labels count up.
TrainingData noise(std::size_t count, const ImageSize& size) {
  auto images = std::make_shared<LabelledImages>();
  images->size = size;
  Random random(11);
  TrainingData data;
  for (std::uint32_t i = 0; i < count; ++i) {
    images->labels.push_back(i);
    data.selection.push_back(i);
  }
  images->pixels.resize(count * size.pixels());
  for (auto& pixel : images->pixels) pixel = static_cast<std::uint8_t>(random.integer(0, 255));
  data.images = images;
  data.classes = static_cast<std::int64_t>(count);
  return data;
}

std::vector<std::uint32_t> positions(std::size_t count) {
  std::vector<std::uint32_t> result(count);
  std::iota(result.begin(), result.end(), 0U);
  return result;
}

std::vector<float> loaded(const Batches& batches, const std::vector<std::uint32_t>& at,
                          std::uint64_t epoch) {
  std::vector<float> result(at.size() * batches.size().pixels(), -1000.0F);
  batches.load(at, epoch, result.data());
  return result;
}

// What the header says of a pixel, pixel by pixel.
std::vector<float> expected(const TrainingData& data, const Normalization& normalization,
                            std::size_t index, const AugmentDraw& draw) {
  const ImageSize& size = data.images->size;
  std::vector<float> result;
  for (std::int64_t y = 0; y < size.height; ++y) {
    for (std::int64_t x = 0; x < size.width; ++x) {
      const std::int64_t from_y = y + draw.down;
      const std::int64_t from_x = (draw.mirrored ? size.width - 1 - x : x) + draw.right;
      const bool outside =
          from_y < 0 || from_y >= size.height || from_x < 0 || from_x >= size.width;
      const bool cut =
          y >= draw.cut_top && y < draw.cut_bottom && x >= draw.cut_left && x < draw.cut_right;
      for (std::int64_t c = 0; c < size.channels; ++c) {
        const auto at =
            static_cast<std::size_t>((from_y * size.width + from_x) * size.channels + c);
        const auto channel = static_cast<std::size_t>(c);
        result.push_back(outside || cut ? 0.0F
                                        : static_cast<float>((data.images->image(index)[at] -
                                                              normalization.mean[channel]) /
                                                             normalization.std[channel]));
      }
    }
  }
  return result;
}

TEST(batches, hold_the_pixels_that_were_drawn) {
  for (const std::int64_t channels : {1, 2, 3}) {
    const auto data = noise(40, {6, 9, channels});
    Normalization normalization{{}, {}};
    for (std::int64_t c = 0; c < channels; ++c) {
      normalization.mean.push_back(100.0 + static_cast<double>(c));
      normalization.std.push_back(50.0 + static_cast<double>(c));
    }
    // A shift may move the whole image out of sight.
    for (const auto& augmentation : {Augmentation{}, Augmentation{2, true, 3},
                                     Augmentation{12, true, 0}, Augmentation{0, false, 20}}) {
      const Batches batches(data, normalization, augmentation, 5);
      const auto reals = loaded(batches, positions(40), 3);
      for (std::size_t i = 0; i < 40; ++i) {
        const auto draw = draw_augmentation(augmentation, batches.size(), 5, 3, i);
        const auto begin = reals.begin() + static_cast<std::ptrdiff_t>(i * batches.size().pixels());
        const std::vector<float> image(
            begin, begin + static_cast<std::ptrdiff_t>(batches.size().pixels()));
        ASSERT_EQ(image, expected(data, normalization, i, draw)) << augmentation.text() << " " << i;
      }
    }
  }
}

TEST(batches, depend_neither_on_threads_nor_on_their_neighbours) {
  const Batches batches(noise(100, {8, 8, 3}), {{0}, {255}}, {2, true, 4}, 9);
  const auto all = loaded(batches, positions(100), 1);
  set_thread_count(3);
  EXPECT_EQ(loaded(batches, positions(100), 1), all);
  set_thread_count(0);
  const auto one = loaded(batches, {57}, 1);
  EXPECT_TRUE(std::equal(one.begin(), one.end(), all.begin() + 57L * 192));
  EXPECT_NE(loaded(batches, positions(100), 2), all);
}

TEST(batches, of_a_part_are_those_of_the_whole) {
  const auto data = noise(50, {8, 8, 1});
  const auto part = hold_out(data, 5, 3).held_out;
  const Batches whole(data, {{0}, {255}}, {3, true, 0}, 4);
  const Batches of_part(part, {{0}, {255}}, {3, true, 0}, 4);
  EXPECT_EQ(loaded(of_part, positions(5), 2), loaded(whole, part.selection, 2));
  std::vector<std::int64_t> labels(5);
  of_part.labels(positions(5), labels.data());
  EXPECT_TRUE(std::equal(labels.begin(), labels.end(), part.selection.begin()));
}

TEST(batches, refuse_a_normalization_of_other_channels) {
  EXPECT_NE(error_of([] {
              Batches(noise(1, {4, 4, 1}), {{1, 2, 3}, {1, 1, 1}}, {}, 0);
            }).find("3 values for images of 1 channels"),
            std::string::npos);
}

TEST(augment, draws_every_place_about_alike) {
  const Augmentation augmentation{2, true, 4};
  std::vector<int> down(5);
  int mirrored = 0;
  std::set<std::int64_t> tops;
  constexpr int kDraws = 5000;
  for (std::uint64_t i = 0; i < kDraws; ++i) {
    const auto draw = draw_augmentation(augmentation, {8, 8, 1}, 1, 0, i);
    ++down.at(static_cast<std::size_t>(draw.down + 2));
    mirrored += draw.mirrored ? 1 : 0;
    tops.insert(draw.cut_top);
    EXPECT_GE(draw.cut_bottom - draw.cut_top, 2);
    EXPECT_LE(draw.cut_bottom - draw.cut_top, 4);
    EXPECT_LE(draw.cut_bottom, 8);
  }
  for (const int count : down) EXPECT_NEAR(count, kDraws / 5, 150);  // 5 standard deviations
  EXPECT_NEAR(mirrored, kDraws / 2, 180);
  EXPECT_EQ(tops, (std::set<std::int64_t>{0, 1, 2, 3, 4, 5}));
}

TEST(epoch_order, is_a_permutation_of_its_own_for_each_epoch) {
  const auto order = epoch_order(1, 0, 1000);
  auto sorted = order;
  std::sort(sorted.begin(), sorted.end());
  EXPECT_EQ(sorted, positions(1000));
  EXPECT_EQ(order, epoch_order(1, 0, 1000));
  EXPECT_NE(order, epoch_order(1, 1, 1000));
  EXPECT_NE(order, epoch_order(2, 0, 1000));
}

TEST(epoch_order, puts_every_image_everywhere) {
  std::set<std::uint32_t> first;
  for (std::uint64_t epoch = 0; epoch < 100; ++epoch) first.insert(epoch_order(3, epoch, 4)[0]);
  EXPECT_EQ(first.size(), 4U);
}

TEST(measured_normalization, gives_mean_and_deviation_of_the_selected) {
  auto images = std::make_shared<LabelledImages>();
  images->size = {1, 2, 2};
  images->pixels = {10, 7, 20, 7, 99, 99, 99, 99, 30, 7, 40, 7};
  images->labels = {0, 0, 0};
  const TrainingData data{images, {0, 2}, 1, {}, ""};
  const auto normalization = measured_normalization(data);
  EXPECT_EQ(normalization.mean, (std::vector<double>{25, 7}));
  EXPECT_DOUBLE_EQ(normalization.std[0], std::sqrt(125.0));
  EXPECT_EQ(normalization.std[1], 1);
}

}  // namespace
}  // namespace requant::data
