#include "requant/base/error.h"
#include "requant/data/dataset_kinds.h"
#include "requant/data/file.h"
#include "requant/data/image_codec.h"

namespace requant::data {
namespace {

namespace fs = std::filesystem;

// Bytes in the IDX layout (http://yann.lecun.com/exdb/mnist): two zero bytes, the type (8: bytes),
// the number of dimensions, each dimension in 32 bits big endian, the elements.
struct Idx {
  std::vector<std::int64_t> dims;
  FileBytes data;
};

Idx parse_idx(FileBytes file, std::size_t rank, const fs::path& path) {
  const std::size_t header = 4 + 4 * rank;
  if (file.size() < header || file[0] != 0 || file[1] != 0 || file[2] != 8 || file[3] != rank) {
    throw Error(in_quotes(path) + " is not an IDX file of bytes with " + std::to_string(rank) +
                " dimensions");
  }
  Idx idx;
  std::size_t count = 1;
  for (std::size_t d = 0; d < rank; ++d) {
    std::int64_t dim = 0;
    for (std::size_t i = 0; i < 4; ++i) dim = dim << 8 | file[4 + 4 * d + i];
    idx.dims.push_back(dim);
    count = dim != 0 && count > kMaxFileBytes ? count : count * static_cast<std::size_t>(dim);
  }
  if (count != file.size() - header) {
    throw Error(in_quotes(path) + " holds " + std::to_string(file.size() - header) +
                " bytes, not as many as its header says");
  }
  file.erase(file.begin(), file.begin() + static_cast<std::ptrdiff_t>(header));
  idx.data = std::move(file);
  return idx;
}

class IdxDataset : public Dataset {
 public:
  IdxDataset(Idx images, Idx labels, std::vector<std::string> class_names, std::string description)
      : images_(std::move(images)),
        labels_(std::move(labels)),
        class_names_(std::move(class_names)),
        description_(std::move(description)) {}

  std::size_t size() const override { return static_cast<std::size_t>(images_.dims[0]); }
  Sample sample(std::size_t index) const override {
    const std::int64_t pixels = images_.dims[1] * images_.dims[2];
    const auto start = images_.data.begin() + static_cast<std::int64_t>(index) * pixels;
    Image image{images_.dims[1], images_.dims[2], 1, {start, start + pixels}};
    return {std::move(image), std::nullopt, "image " + std::to_string(index)};
  }
  std::optional<std::int64_t> label(std::size_t index) const override {
    if (labels_.dims.empty()) return std::nullopt;
    return labels_.data[index];
  }
  std::vector<std::string> class_names() const override { return class_names_; }
  std::string description() const override { return description_; }

 private:
  Idx images_;
  Idx labels_;  // without dimensions: none
  std::vector<std::string> class_names_;
  std::string description_;
};

// MNIST's names, also with a dot as some unpackers write them, packed or not.
fs::path find_file(const fs::path& folder, const std::string& set, const std::string& what,
                   const std::string& layout) {
  for (const char* separator : {"-", "."}) {
    for (const char* ending : {"", ".gz"}) {
      std::string name = set;
      name.append("-").append(what).append(separator).append(layout).append(ending);
      if (is_there(folder / name)) return folder / name;
    }
  }
  return {};
}

Idx read_images(const fs::path& path) {
  Idx images = parse_idx(read_unpacked(path), 3, path);
  if (images.dims[0] == 0) throw Error(in_quotes(path) + " holds no images");
  check_image_size(images.dims[1], images.dims[2], in_quotes(path));
  return images;
}

Idx read_labels(const fs::path& path, std::int64_t count) {
  Idx labels = parse_idx(read_unpacked(path), 1, path);
  if (labels.dims[0] == count) return labels;
  throw Error(in_quotes(path) + " has " + std::to_string(labels.dims[0]) + " labels for " +
              std::to_string(count) + " images");
}

// The set of that name ("t10k", "train"), or null where its images are not there.
std::unique_ptr<Dataset> open_set(const fs::path& folder, const std::string& set,
                                  std::vector<std::string> class_names) {
  const fs::path images_path = find_file(folder, set, "images", "idx3-ubyte");
  if (images_path.empty()) return nullptr;
  const fs::path labels_path = find_file(folder, set, "labels", "idx1-ubyte");
  Idx images = read_images(images_path);
  Idx labels = labels_path.empty() ? Idx{} : read_labels(labels_path, images.dims[0]);
  const std::string description = "idx " + images_path.string() + ": " +
                                  std::to_string(images.dims[0]) + " images" +
                                  (labels_path.empty() ? ", no labels" : ", labelled");
  return std::make_unique<IdxDataset>(std::move(images), std::move(labels), std::move(class_names),
                                      description);
}

std::unique_ptr<Dataset> open_subset(const fs::path& folder, Subset subset,
                                     const std::vector<std::string>& class_names) {
  require_folder(folder, "idx");
  std::unique_ptr<Dataset> result;
  if (subset == Subset::test) result = open_set(folder, "t10k", class_names);
  if (!result) result = open_set(folder, "train", class_names);
  if (result) return result;
  throw Error("idx data: " + in_quotes(folder) + " holds " +
              (subset == Subset::train ? "no train-images-idx3-ubyte"
                                       : "neither t10k-images-idx3-ubyte nor "
                                         "train-images-idx3-ubyte") +
              " (or .gz)");
}

}  // namespace

std::unique_ptr<Dataset> open_idx(const fs::path& folder, Subset subset) {
  return open_subset(folder, subset, {});
}

std::unique_ptr<Dataset> open_fashion_mnist(Subset subset) {
  const fs::path folder = "/usr/share/datasets/fashion-mnist";
  if (!is_there(folder)) {
    throw Error("fashion-mnist data: " + in_quotes(folder) +
                " is not there; install it (apt-get install dataset-fashion-mnist) or name "
                "idx:DIR");
  }
  return open_subset(folder, subset,
                     {"t-shirt", "trouser", "pullover", "dress", "coat", "sandal", "shirt",
                      "sneaker", "bag", "ankle boot"});
}

}  // namespace requant::data
