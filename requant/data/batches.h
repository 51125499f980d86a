// Training images as inputs of a network, some at a time.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "requant/data/augment.h"
#include "requant/data/training_data.h"
#include "requant/graph/normalization.h"

namespace requant::data {

// A permutation of 0 .. count - 1, a function of its arguments alone: the order in which an epoch
// takes its images.
std::vector<std::uint32_t> epoch_order(std::uint64_t seed, std::uint64_t epoch, std::size_t count);

// The mean and the standard deviation of each channel over all pixels of the selected images; a
// channel of one value has a deviation of 1.
Normalization measured_normalization(const TrainingData& data);

// Makes batches of floats, changed at random or not. What it makes depends on the arguments alone,
// not on threads or on what was made before. Its methods may be called from several threads.
class Batches {
 public:
  // The normalization has one value or one for each channel (else throws Error).
  Batches(TrainingData data, const Normalization& normalization, Augmentation augmentation,
          std::uint64_t seed);

  const TrainingData& data() const { return data_; }
  const ImageSize& size() const { return data_.images->size; }

  // The images at `positions` of the data (0 .. data().count() - 1), in real values of float32, to
  // `reals`: positions.size() x height x width x channels (NHWC); blank pixels are 0. Works on
  // thread_count() threads.
  void load(std::span<const std::uint32_t> positions, std::uint64_t epoch, float* reals) const;
  // Their classes, as many as positions.
  void labels(std::span<const std::uint32_t> positions, std::int64_t* labels) const;

 private:
  void load_one(std::size_t index, const AugmentDraw& draw, float* reals) const;

  TrainingData data_;
  Augmentation augmentation_;
  std::uint64_t seed_;
  std::vector<float> real_of_pixel_;  // channels x 256
};

}  // namespace requant::data
