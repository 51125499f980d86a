// Small trainings for tests.
#pragma once

#include "requant/base/random.h"
#include "requant/precision/architectures/architectures.h"
#include "requant/train/train.h"

namespace requant::train {

// Images of noise whose brightness tells the class.
inline data::TrainingData noise_images(std::size_t count, std::int64_t side, std::int64_t channels,
                                       std::int64_t classes) {
  auto images = std::make_shared<data::LabelledImages>();
  images->size = {side, side, channels};
  Random random(11);
  data::TrainingData result;
  for (std::size_t i = 0; i < count; ++i) {
    const auto label = static_cast<std::int64_t>(i) % classes;
    images->labels.push_back(label);
    for (std::size_t p = 0; p < images->size.pixels(); ++p) {
      const std::int64_t high = 60 + 195 * (label + 1) / classes;
      images->pixels.push_back(static_cast<std::uint8_t>(random.integer(0, high)));
    }
    result.selection.push_back(static_cast<std::uint32_t>(i));
  }
  result.images = std::move(images);
  result.classes = classes;
  result.description = "noise";
  return result;
}

// A training of a few steps on `images`.
inline TrainOptions short_training() {
  TrainOptions options;
  options.arch = "resnet8";
  options.data = "noise";
  options.output = "network.onnx";
  options.threads = 1;
  options.batch = 16;
  options.micro_batch = 8;
  options.hold_out = 0.25;
  options.float_phase.epochs = 1;
  options.phase.epochs = 2;
  options.statistics_mixtures = 4;
  options.statistics_images = 32;
  options.augmentation = {.shift = 1, .flip = true};
  return options;
}

inline Model model_for(const data::TrainingData& data) {
  Model model;
  model.format = "onnx";
  const data::ImageSize& size = data.images->size;
  model.graph = precision::float_network(
      "resnet8", Shape{1, size.height, size.width, size.channels}, data.classes, 3);
  return model;
}

}  // namespace requant::train
