#include <cstring>
#include <sstream>

#include "requant/base/error.h"
#include "requant/data/dataset_kinds.h"
#include "requant/data/file.h"
#include "requant/data/labels_csv.h"
#include "requant/data/npy.h"

namespace requant::data {
namespace {

namespace fs = std::filesystem;

// The first dimension counts samples. uint8 of an image shape are images, all else is fed as it is.
class NpyDataset : public Dataset {
 public:
  NpyDataset(Array array, std::vector<std::int64_t> labels, std::string description)
      : array_(std::move(array)),
        images_(array_.type == DataType::uint8 && is_image_shape(array_.shape)),
        labels_(std::move(labels)),
        description_(std::move(description)) {
    sample_shape_ = array_.shape;
    sample_shape_[0] = 1;
    sample_bytes_ = array_.bytes.size() / size();
  }

  std::size_t size() const override { return static_cast<std::size_t>(array_.shape[0]); }

  Sample sample(std::size_t index) const override {
    const std::byte* start = array_.bytes.data() + index * sample_bytes_;
    Sample result{std::nullopt, std::nullopt, "sample " + std::to_string(index)};
    if (images_) {
      result.image = Image{sample_shape_[1], sample_shape_[2], sample_shape_[3],
                           std::vector<std::uint8_t>(sample_bytes_)};
      std::memcpy(result.image->pixels.data(), start, sample_bytes_);
    } else {
      result.array = Array(array_.type, sample_shape_);
      std::memcpy(result.array->bytes.data(), start, sample_bytes_);
    }
    return result;
  }

  std::optional<std::int64_t> label(std::size_t index) const override {
    if (labels_.empty()) return std::nullopt;
    return labels_[index];
  }
  std::string description() const override { return description_; }

 private:
  Array array_;
  bool images_;
  Shape sample_shape_;
  std::size_t sample_bytes_ = 0;
  std::vector<std::int64_t> labels_;
  std::string description_;
};

std::vector<std::int64_t> npy_labels(const fs::path& path) {
  const Array array = read_npy(path);
  if (!is_integer(array.type)) {
    throw Error("labels " + in_quotes(path) + " are of type " + std::string(name(array.type)) +
                ", not integers");
  }
  auto labels = stored_integers(array);
  for (std::size_t i = 0; i < labels.size(); ++i) {
    if (parse_label(std::to_string(labels[i])) < 0) {
      throw Error("labels " + in_quotes(path) + ": element " + std::to_string(i) + ", " +
                  std::to_string(labels[i]) + ", is not a class number (0, 1, 2, ...)");
    }
  }
  return labels;
}

std::vector<std::int64_t> text_labels(const fs::path& path) {
  const FileBytes bytes = read_file(path);
  std::istringstream text(std::string(bytes.begin(), bytes.end()));
  Diagnostics diagnostics("labels " + path.string());
  std::vector<std::int64_t> labels;
  std::string line;
  for (int number = 1; std::getline(text, line); ++number) {
    while (!line.empty() && (line.back() == '\r' || line.back() == ' ')) line.pop_back();
    if (line.empty()) continue;
    labels.push_back(parse_label(line));
    if (labels.back() < 0) {
      diagnostics.add("line " + std::to_string(number),
                      "'" + line + "' is not a class number (0, 1, 2, ...)");
    }
  }
  diagnostics.throw_if_any();
  return labels;
}

// "FILE,LABELS" at the last comma, unless all of it is a file.
std::pair<fs::path, fs::path> split(const std::string& files) {
  const auto comma = files.rfind(',');
  if (comma == std::string::npos || is_there(files)) return {files, {}};
  return {files.substr(0, comma), files.substr(comma + 1)};
}

}  // namespace

std::unique_ptr<Dataset> open_npy(const std::string& files) {
  const auto [path, labels_path] = split(files);
  Array array = read_npy(path);
  if (array.shape.rank() < 1 || array.shape.count() == 0) {
    throw Error(in_quotes(path) + " has the shape " + array.shape.text() +
                "; its first dimension has to count samples");
  }
  const std::string count = std::to_string(array.shape[0]);
  std::vector<std::int64_t> labels;
  if (!labels_path.empty()) {
    labels = has_ending(labels_path, ".npy") ? npy_labels(labels_path) : text_labels(labels_path);
    if (labels.size() != static_cast<std::size_t>(array.shape[0])) {
      throw Error("labels " + in_quotes(labels_path) + " has " + std::to_string(labels.size()) +
                  " labels for the " + count + " samples of " + in_quotes(path));
    }
  }
  const std::string description = path.string() + ": " + count + " samples of " +
                                  std::string(name(array.type)) + " " + array.shape.text() +
                                  (labels.empty() ? ", no labels" : ", labelled");
  return std::make_unique<NpyDataset>(std::move(array), std::move(labels), description);
}

}  // namespace requant::data
