#include "requant/data/dataset.h"

#include "requant/base/error.h"
#include "requant/data/dataset_kinds.h"
#include "requant/data/file.h"

namespace requant::data {
namespace {

struct Kind {
  std::string_view prefix;
  std::unique_ptr<Dataset> (*open)(const std::string& rest, Subset subset);
};

constexpr Kind kKinds[] = {
    {"cifar10:", [](const std::string& rest, Subset subset) { return open_cifar10(rest, subset); }},
    {"idx:", [](const std::string& rest, Subset subset) { return open_idx(rest, subset); }},
    {"images:", [](const std::string& rest, Subset subset) { return open_images(rest, subset); }},
    {"npy:", [](const std::string& rest, Subset) { return open_npy(rest); }},
};

}  // namespace

std::unique_ptr<Dataset> open_dataset(const std::string& spec, Subset subset) {
  for (const auto& kind : kKinds) {
    if (spec.starts_with(kind.prefix)) return kind.open(spec.substr(kind.prefix.size()), subset);
  }
  if (spec == "fashion-mnist") return open_fashion_mnist(subset);
  std::error_code code;
  if (std::filesystem::is_directory(spec, code)) return open_folder(spec);
  throw Error("data " + in_quotes(spec) +
              " is not a folder; name a folder of images, images:DIR, cifar10:DIR, idx:DIR, "
              "fashion-mnist or npy:FILE[,LABELS]");
}

bool is_image_shape(const Shape& shape) {
  constexpr std::int64_t kLeastSide = 16;
  return shape.rank() == 4 && (shape[3] == 1 || shape[3] == 3) && shape[1] >= kLeastSide &&
         shape[2] >= kLeastSide;
}

void require_folder(const std::filesystem::path& folder, const std::string& kind) {
  std::error_code code;
  if (std::filesystem::is_directory(folder, code)) return;
  throw Error(kind + " data: " + in_quotes(folder) + " is not a folder");
}

}  // namespace requant::data
