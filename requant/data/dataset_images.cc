#include "requant/base/error.h"
#include "requant/base/nearest.h"
#include "requant/data/dataset_kinds.h"
#include "requant/data/file.h"

namespace requant::data {
namespace {

namespace fs = std::filesystem;

// Throws where the class folders of both subsets differ: a class would have another number in each.
void require_same_classes(const Dataset& train, const Dataset& val, const fs::path& folder) {
  if (train.class_names() == val.class_names()) return;
  throw Error("images data: the class folders of " + in_quotes(folder / "train") + " (" +
              joined(train.class_names()) + ") and " + in_quotes(folder / "val") + " (" +
              joined(val.class_names()) + ") differ; give both the same ones");
}

}  // namespace

std::unique_ptr<Dataset> open_images(const fs::path& folder, Subset subset) {
  require_folder(folder, "images");
  const bool has_train = is_there(folder / "train");
  const bool has_val = is_there(folder / "val");
  if (!has_train && !has_val) return open_folder(folder);
  if (!has_train || !has_val) {
    throw Error("images data: " + in_quotes(folder) + " holds " + (has_train ? "train" : "val") +
                " but not " + (has_train ? "val" : "train") +
                "; add it, or name the folder that is there");
  }
  auto train = open_folder(folder / "train");
  auto val = open_folder(folder / "val");
  require_same_classes(*train, *val, folder);
  return subset == Subset::train ? std::move(train) : std::move(val);
}

}  // namespace requant::data
