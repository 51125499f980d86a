// Labelled images in memory, to train on, and parts of them that are held out.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "requant/data/dataset.h"

namespace requant::data {

struct ImageSize {
  std::int64_t height = 0;
  std::int64_t width = 0;
  std::int64_t channels = 0;

  std::size_t pixels() const { return static_cast<std::size_t>(height * width * channels); }
  std::string text() const;  // "32x32x3"
  friend bool operator==(const ImageSize&, const ImageSize&) = default;
};

// Images of one size as one block.
struct LabelledImages {
  ImageSize size;
  std::vector<std::uint8_t> pixels;  // count x height x width x channels (NHWC), 0..255
  std::vector<std::int64_t> labels;  // classes, from 0

  std::size_t count() const { return labels.size(); }
  const std::uint8_t* image(std::size_t index) const {
    return pixels.data() + index * size.pixels();
  }
};

// A selection of images; parts of one set share its block.
struct TrainingData {
  std::shared_ptr<const LabelledImages> images;
  std::vector<std::uint32_t> selection;  // indices into images, in rising order
  std::int64_t classes = 0;              // every label is below
  std::vector<std::string> class_names;  // one a class, or empty where the data has none
  std::string description;               // where it is from, for messages

  std::size_t count() const { return selection.size(); }
  std::int64_t label(std::size_t at) const { return images->labels[selection[at]]; }
};

// Reads all images of what `spec` names (as open_dataset). Images of another size are made `size`
// as data::fit and convert_channels do; without a size all have to be of one. Throws Error for data
// without labels, samples that are no images, and images of different sizes.
TrainingData open_training_data(const std::string& spec, Subset subset = Subset::train,
                                const std::optional<ImageSize>& size = std::nullopt);
TrainingData load_images(const Dataset& dataset, const std::optional<ImageSize>& size);

struct Split {
  TrainingData train;
  TrainingData held_out;
};

// Takes `count` images out, of each class in proportion to its share (rounded so that the sum is
// `count`: the largest remainders up, of equal ones the lower class first), and drawn within it by
// the seed. The same for the same data and seed. Throws Error where count >= data.count().
Split hold_out(const TrainingData& data, std::size_t count, std::uint64_t seed);

// The first `count` images as they lie in the data, all where it has fewer; 0: all.
TrainingData limited(const TrainingData& data, std::size_t count);

}  // namespace requant::data
