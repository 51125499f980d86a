#include <algorithm>

#include "requant/base/error.h"
#include "requant/data/dataset_kinds.h"
#include "requant/data/file.h"
#include "requant/data/labels_csv.h"

namespace requant::data {
namespace {

namespace fs = std::filesystem;

class FolderDataset : public Dataset {
 public:
  FolderDataset(std::vector<fs::path> files, std::vector<std::int64_t> labels,
                std::vector<std::string> class_names, std::string description)
      : files_(std::move(files)),
        labels_(std::move(labels)),
        class_names_(std::move(class_names)),
        description_(std::move(description)) {}

  std::size_t size() const override { return files_.size(); }
  Sample sample(std::size_t index) const override {
    return {load_image(files_[index]), std::nullopt, files_[index].filename().string()};
  }
  std::optional<std::int64_t> label(std::size_t index) const override {
    if (labels_.empty()) return std::nullopt;
    return labels_[index];
  }
  std::vector<std::string> class_names() const override { return class_names_; }
  std::string description() const override { return description_; }

 private:
  std::vector<fs::path> files_;
  std::vector<std::int64_t> labels_;      // empty: none
  std::vector<std::string> class_names_;  // of class folders
  std::string description_;
};

bool is_image_name(const fs::path& path) {
  return has_ending(path, ".jpg") || has_ending(path, ".jpeg") || has_ending(path, ".png");
}

std::vector<fs::path> sorted_entries(const fs::path& folder, bool (*wanted)(const fs::path&)) {
  std::vector<fs::path> result;
  std::error_code code;
  for (fs::directory_iterator entry(folder, code), end; !code && entry != end;
       entry.increment(code)) {
    if (wanted(entry->path())) result.push_back(entry->path());
  }
  if (code) throw Error("folder " + in_quotes(folder) + " cannot be read: " + code.message());
  std::sort(result.begin(), result.end());
  return result;
}

std::string counted(std::size_t count, const std::string& one, const std::string& many) {
  return std::to_string(count) + " " + (count == 1 ? one : many);
}

std::string start_of_description(const fs::path& folder, std::size_t images) {
  return "folder " + folder.string() + ": " + counted(images, "image", "images");
}

std::unique_ptr<Dataset> with_labels_csv(const fs::path& folder, std::vector<fs::path> images) {
  std::vector<std::string> names;
  for (const auto& image : images) names.push_back(image.filename().string());
  auto labels = read_labels_csv(folder / "labels.csv", names);
  auto sorted = labels;
  std::sort(sorted.begin(), sorted.end());
  const auto classes =
      static_cast<std::size_t>(std::unique(sorted.begin(), sorted.end()) - sorted.begin());
  const std::string description = start_of_description(folder, images.size()) + ", " +
                                  counted(classes, "class", "classes") + " in labels.csv";
  return std::make_unique<FolderDataset>(std::move(images), std::move(labels),
                                         std::vector<std::string>(), description);
}

std::unique_ptr<Dataset> with_class_folders(const fs::path& folder,
                                            const std::vector<fs::path>& classes) {
  Diagnostics diagnostics("folder " + folder.string());
  std::vector<fs::path> images;
  std::vector<std::int64_t> labels;
  std::vector<std::string> names;
  for (std::size_t c = 0; c < classes.size(); ++c) {
    const auto of_class = list_images(classes[c]);
    if (of_class.empty()) {
      diagnostics.add("class folder " + in_quotes(classes[c].filename()),
                      "it holds no images (jpg, jpeg, png); fill or remove it");
    }
    names.push_back(classes[c].filename().string());
    images.insert(images.end(), of_class.begin(), of_class.end());
    labels.resize(images.size(), static_cast<std::int64_t>(c));
  }
  if (images.empty())
    throw Error("folder " + in_quotes(folder) + " holds no images (jpg, jpeg, png)");
  diagnostics.throw_if_any();
  const std::string description = start_of_description(folder, images.size()) + " in " +
                                  counted(classes.size(), "class folder", "class folders");
  return std::make_unique<FolderDataset>(std::move(images), std::move(labels), std::move(names),
                                         description);
}

}  // namespace

std::vector<fs::path> list_images(const fs::path& folder) {
  return sorted_entries(folder, [](const fs::path& path) {
    std::error_code code;
    return is_image_name(path) && fs::is_regular_file(path, code);
  });
}

std::unique_ptr<Dataset> open_folder(const fs::path& folder) {
  require_folder(folder, "image");
  auto images = list_images(folder);
  const bool csv = is_there(folder / "labels.csv");
  if (!images.empty() && csv) return with_labels_csv(folder, std::move(images));
  if (!images.empty()) {
    const std::string description = start_of_description(folder, images.size()) + ", no labels";
    return std::make_unique<FolderDataset>(std::move(images), std::vector<std::int64_t>(),
                                           std::vector<std::string>(), description);
  }
  const auto classes = sorted_entries(folder, [](const fs::path& path) {
    std::error_code code;
    return fs::is_directory(path, code) && !path.filename().string().starts_with(".");
  });
  if (csv || classes.empty()) {
    throw Error("folder " + in_quotes(folder) + " holds no images (jpg, jpeg, png)");
  }
  return with_class_folders(folder, classes);
}

}  // namespace requant::data
