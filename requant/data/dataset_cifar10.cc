#include <algorithm>

#include "requant/base/error.h"
#include "requant/base/parallel.h"
#include "requant/data/dataset_kinds.h"
#include "requant/data/file.h"

namespace requant::data {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kSide = 32;
constexpr std::size_t kPlane = kSide * kSide;
constexpr std::size_t kRecord = 1 + 3 * kPlane;
constexpr int kClasses = 10;

// The CIFAR-10 binary layout (https://www.cs.toronto.edu/~kriz/cifar.html): a record is a label
// byte, then the red, the green and the blue plane.
class Cifar10Dataset : public Dataset {
 public:
  Cifar10Dataset(FileBytes records, std::string description)
      : records_(std::move(records)), description_(std::move(description)) {}

  std::size_t size() const override { return records_.size() / kRecord; }

  Sample sample(std::size_t index) const override {
    const std::uint8_t* planes = records_.data() + index * kRecord + 1;
    Image image{kSide, kSide, 3, std::vector<std::uint8_t>(3 * kPlane)};
    for (std::size_t i = 0; i < kPlane; ++i) {
      for (std::size_t c = 0; c < 3; ++c) image.pixels[3 * i + c] = planes[c * kPlane + i];
    }
    return {std::move(image), std::nullopt, "record " + std::to_string(index)};
  }

  std::optional<std::int64_t> label(std::size_t index) const override {
    return records_[index * kRecord];
  }
  std::vector<std::string> class_names() const override {
    return {"airplane", "automobile", "bird",  "cat",  "deer",
            "dog",      "frog",       "horse", "ship", "truck"};
  }
  std::string description() const override { return description_; }

 private:
  FileBytes records_;
  std::string description_;
};

// The file of that name, packed or not; empty where there is none.
fs::path find_batch(const fs::path& folder, const std::string& name) {
  for (const char* ending : {".bin", ".bin.xz"}) {
    if (is_there(folder / (name + ending))) return folder / (name + ending);
  }
  return {};
}

// The test batch, or, where there is none or training is asked for, the training batches.
std::vector<fs::path> find_batches(const fs::path& folder, Subset subset) {
  std::vector<fs::path> result{find_batch(folder, "test_batch")};
  if (subset == Subset::test && !result[0].empty()) return result;
  result.clear();
  for (int i = 1; i <= 5; ++i) {
    const fs::path batch = find_batch(folder, "data_batch_" + std::to_string(i));
    if (!batch.empty()) result.push_back(batch);
  }
  return result;
}

void check_batch(const FileBytes& records, const fs::path& path) {
  if (records.empty() || records.size() % kRecord != 0) {
    throw Error(in_quotes(path) + " holds " + std::to_string(records.size()) +
                " bytes, not a number of CIFAR-10 records of 3073 bytes");
  }
  for (std::size_t i = 0; i < records.size(); i += kRecord) {
    if (records[i] >= kClasses) {
      throw Error(in_quotes(path) + ": record " + std::to_string(i / kRecord) + " has the label " +
                  std::to_string(records[i]) + "; CIFAR-10 has 0 to 9");
    }
  }
}

// The records of all, one after the other.
FileBytes read_batches(const std::vector<fs::path>& paths) {
  std::vector<FileBytes> batches(paths.size());
  parallel_for(paths.size(), [&](std::size_t i) {
    batches[i] = read_unpacked(paths[i]);
    check_batch(batches[i], paths[i]);
  });
  FileBytes records = std::move(batches[0]);
  for (std::size_t i = 1; i < batches.size(); ++i) {
    records.insert(records.end(), batches[i].begin(), batches[i].end());
    batches[i] = {};
  }
  return records;
}

}  // namespace

std::unique_ptr<Dataset> open_cifar10(const fs::path& folder, Subset subset) {
  require_folder(folder, "cifar10");
  const auto batches = find_batches(folder, subset);
  if (batches.empty()) {
    throw Error("cifar10 data: " + in_quotes(folder) + " holds " +
                (subset == Subset::train ? "no data_batch_1.bin"
                                         : "neither test_batch.bin nor data_batch_1.bin") +
                " (or .bin.xz)");
  }
  FileBytes records = read_batches(batches);
  const std::string description =
      "cifar10 " + folder.string() + ": " + std::to_string(records.size() / kRecord) +
      " images of " +
      (batches.size() == 1 ? batches[0].filename().string()
                           : std::to_string(batches.size()) + " batches");
  return std::make_unique<Cifar10Dataset>(std::move(records), description);
}

}  // namespace requant::data
