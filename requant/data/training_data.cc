#include "requant/data/training_data.h"

#include <algorithm>
#include <numeric>

#include "requant/base/error.h"
#include "requant/base/parallel.h"
#include "requant/data/draws.h"
#include "requant/data/resize.h"

namespace requant::data {
namespace {

[[noreturn]] void refuse_data(const Dataset& dataset, const std::string& what) {
  throw Error(dataset.description() + ": " + what);
}

// The image of a sample; an array of uint8 N x H x W x C of any size is one, too.
Image image_of(const Dataset& dataset, std::size_t index) {
  Sample sample = dataset.sample(index);
  if (sample.image) return std::move(*sample.image);
  const Array& array = *sample.array;
  const Shape& shape = array.shape;
  if (array.type != DataType::uint8 || shape.rank() != 4) {
    refuse_data(dataset, sample.name + " is no image but an array of " +
                             std::string(name(array.type)) + " " + shape.text() +
                             "; training takes images of uint8, samples x height x width x "
                             "channels");
  }
  const auto pixels = array.as<std::uint8_t>();
  return {shape[1], shape[2], shape[3], {pixels.begin(), pixels.end()}};
}

ImageSize size_of(const Image& image) { return {image.height, image.width, image.channels}; }

Image made_to_size(Image image, const ImageSize& size) {
  if (size_of(image) == size) return image;
  return convert_channels(fit(image, size.height, size.width, 1.0), size.channels);
}

// Throws where an image cannot become one of that size.
void check_size(const Dataset& dataset, std::size_t index, const Image& image,
                const ImageSize& size, bool fixed) {
  if (!fixed && size_of(image) != size) {
    refuse_data(dataset, "image " + std::to_string(index) + " has the size " +
                             size_of(image).text() + ", the first one " + size.text() +
                             "; state the size of the network's input");
  }
  const bool both_known =
      (image.channels == 1 || image.channels == 3) && (size.channels == 1 || size.channels == 3);
  if (image.channels != size.channels && !both_known) {
    refuse_data(dataset, "images of " + std::to_string(image.channels) +
                             " channels cannot become inputs of " + std::to_string(size.channels));
  }
}

std::vector<std::int64_t> labels_of(const Dataset& dataset) {
  std::vector<std::int64_t> labels(dataset.size());
  for (std::size_t i = 0; i < labels.size(); ++i) {
    const auto label = dataset.label(i);
    if (!label) refuse_data(dataset, "there are no labels to train on");
    labels[i] = *label;
  }
  return labels;
}

// How many of `count` each class gives: its share, the largest remainders rounded up.
std::vector<std::size_t> quotas(const std::vector<std::vector<std::uint32_t>>& by_class,
                                std::size_t count, std::size_t total) {
  std::vector<std::size_t> result;
  std::vector<std::size_t> remainders;
  for (const auto& members : by_class) {
    result.push_back(members.size() * count / total);
    remainders.push_back(members.size() * count % total);
  }
  std::vector<std::size_t> order(by_class.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return remainders[a] > remainders[b]; });
  const std::size_t given = std::accumulate(result.begin(), result.end(), std::size_t{0});
  for (std::size_t i = 0; i < count - given; ++i) ++result[order[i]];
  return result;
}

TrainingData part_of(const TrainingData& data, std::vector<std::uint32_t> selection,
                     const std::string& what) {
  TrainingData part = data;
  part.selection = std::move(selection);
  part.description += ", " + std::to_string(part.count()) + " images " + what;
  return part;
}

}  // namespace

std::string ImageSize::text() const {
  return std::to_string(height) + "x" + std::to_string(width) + "x" + std::to_string(channels);
}

TrainingData load_images(const Dataset& dataset, const std::optional<ImageSize>& size) {
  auto images = std::make_shared<LabelledImages>();
  images->labels = labels_of(dataset);
  images->size = size ? *size : size_of(image_of(dataset, 0));
  images->pixels.resize(images->count() * images->size.pixels());
  parallel_for(images->count(), [&](std::size_t i) {
    Image image = image_of(dataset, i);
    check_size(dataset, i, image, images->size, size.has_value());
    const Image ready = made_to_size(std::move(image), images->size);
    std::copy(ready.pixels.begin(), ready.pixels.end(),
              images->pixels.begin() + static_cast<std::ptrdiff_t>(i * images->size.pixels()));
  });
  TrainingData data{images, {}, 0, dataset.class_names(), dataset.description()};
  data.selection.resize(images->count());
  std::iota(data.selection.begin(), data.selection.end(), 0U);
  data.classes = std::max(1 + *std::max_element(images->labels.begin(), images->labels.end()),
                          static_cast<std::int64_t>(data.class_names.size()));
  return data;
}

TrainingData open_training_data(const std::string& spec, Subset subset,
                                const std::optional<ImageSize>& size) {
  return load_images(*open_dataset(spec, subset), size);
}

Split hold_out(const TrainingData& data, std::size_t count, std::uint64_t seed) {
  if (count >= data.count()) {
    throw Error(data.description + ": " + std::to_string(count) + " of " +
                std::to_string(data.count()) +
                " images cannot be held out of the training; hold out fewer");
  }
  std::vector<std::vector<std::uint32_t>> by_class(static_cast<std::size_t>(data.classes));
  for (std::size_t i = 0; i < data.count(); ++i) {
    by_class[static_cast<std::size_t>(data.label(i))].push_back(data.selection[i]);
  }
  const auto quota = quotas(by_class, count, data.count());
  std::vector<std::uint32_t> train;
  std::vector<std::uint32_t> held_out;
  for (std::size_t c = 0; c < by_class.size(); ++c) {
    auto& members = by_class[c];
    Random random(mixed_seed({seed, kHoldOutStream, c}));
    shuffle(members, random);
    const auto middle = members.begin() + static_cast<std::ptrdiff_t>(quota[c]);
    held_out.insert(held_out.end(), members.begin(), middle);
    train.insert(train.end(), middle, members.end());
  }
  std::sort(train.begin(), train.end());
  std::sort(held_out.begin(), held_out.end());
  return {part_of(data, std::move(train), "to train on"),
          part_of(data, std::move(held_out), "held out")};
}

TrainingData limited(const TrainingData& data, std::size_t count) {
  if (count == 0 || count >= data.count()) return data;
  return part_of(
      data, {data.selection.begin(), data.selection.begin() + static_cast<std::ptrdiff_t>(count)},
      "of the start");
}

}  // namespace requant::data
