#include "requant/data/dataset.h"

#include "requant/base/error.h"
#include "requant/data/dataset_kinds.h"
#include "requant/data/file.h"

namespace requant::data {
namespace {

struct Kind {
  std::string_view prefix;
  std::unique_ptr<Dataset> (*open)(const std::string& rest);
};

constexpr Kind kKinds[] = {
    {"cifar10:", [](const std::string& rest) { return open_cifar10(rest); }},
    {"idx:", [](const std::string& rest) { return open_idx(rest); }},
    {"npy:", [](const std::string& rest) { return open_npy(rest); }},
};

}  // namespace

std::unique_ptr<Dataset> open_dataset(const std::string& spec) {
  for (const auto& kind : kKinds) {
    if (spec.starts_with(kind.prefix)) return kind.open(spec.substr(kind.prefix.size()));
  }
  std::error_code code;
  if (std::filesystem::is_directory(spec, code)) return open_folder(spec);
  throw Error("data " + in_quotes(spec) +
              " is not a folder; name a folder of images, cifar10:DIR, idx:DIR or "
              "npy:FILE[,LABELS]");
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
