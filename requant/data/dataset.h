// Samples for a model: images or arrays, with labels where there are some.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "requant/graph/tensor.h"

namespace requant::data {

// Height x width x channels, 8 bits a channel, row major. 1 or 3 channels (RGB).
struct Image {
  std::int64_t height = 0;
  std::int64_t width = 0;
  std::int64_t channels = 0;
  std::vector<std::uint8_t> pixels;
};

// Whether a shape is one of images: samples x height x width x 1 or 3 channels, both sides 16 or
// more (smaller ones are features such as those of speech: 49 x 10).
bool is_image_shape(const Shape& shape);

// A sample is an image, or an array that is fed as it is.
struct Sample {
  std::optional<Image> image;
  std::optional<Array> array;
  std::string name;  // file name or index, for messages
};

class Dataset {
 public:
  virtual ~Dataset() = default;
  virtual std::size_t size() const = 0;
  // Decodes one sample; may be called from several threads at once. Throws Error that names the
  // file.
  virtual Sample sample(std::size_t index) const = 0;
  // Its class, counted from 0, or nothing.
  virtual std::optional<std::int64_t> label(std::size_t index) const = 0;
  bool labelled() const { return size() > 0 && label(0).has_value(); }
  // The names of the classes 0, 1, ..., where the data tells them, else empty.
  virtual std::vector<std::string> class_names() const { return {}; }
  // What it is, for messages: "folder x: 1300 images, 1000 classes in labels.csv".
  virtual std::string description() const = 0;
};

// test: what accuracy is told of; of kinds that have no test set here, all there is. train: the
// training set only; kinds that know no subsets give all there is.
enum class Subset { test, train };

// Opens what a user names: DIR (images; labelled where it holds labels.csv or a folder a class),
// "images:DIR" (the same, with DIR/train and DIR/val as subsets where they exist), "cifar10:DIR"
// (binary layout, .bin or .bin.xz; the test batch or the five training batches), "idx:DIR" (MNIST's
// layout, gz or not; t10k or train), "fashion-mnist" (idx of Debian's package
// dataset-fashion-mnist), "npy:FILE[,LABELS]". Throws Error that says what is wrong with the name,
// the folder or its labels.
std::unique_ptr<Dataset> open_dataset(const std::string& spec, Subset subset = Subset::test);

// Synthetic images with natural statistics, the same for the same seed on every machine.
std::unique_ptr<Dataset> synthetic_images(std::size_t count, std::int64_t height,
                                          std::int64_t width, std::int64_t channels,
                                          std::uint64_t seed);

// One sample from a file: a JPEG or PNG image, or a .npy array; an array of uint8 of an image
// shape, with or without a first dimension of 1, is an image. Throws Error that names the file.
Sample load_sample(const std::filesystem::path& path);

// Decodes JPEG or PNG. Throws Error that names the file.
Image load_image(const std::filesystem::path& path);

}  // namespace requant::data
