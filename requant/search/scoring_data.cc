#include "requant/search/scoring_data.h"

#include <yaml-cpp/yaml.h>

#include <algorithm>

#include "requant/base/error.h"
#include "requant/data/training_data.h"

namespace requant::search {
namespace {

// Some samples of a dataset.
class SelectedDataset final : public data::Dataset {
 public:
  SelectedDataset(std::unique_ptr<data::Dataset> whole, std::vector<std::uint32_t> selection)
      : whole_(std::move(whole)), selection_(std::move(selection)) {}

  std::size_t size() const override { return selection_.size(); }
  data::Sample sample(std::size_t index) const override {
    return whole_->sample(selection_.at(index));
  }
  std::optional<std::int64_t> label(std::size_t index) const override {
    return whole_->label(selection_.at(index));
  }
  std::vector<std::string> class_names() const override { return whole_->class_names(); }
  std::string description() const override {
    return whole_->description() + ", of which the " + std::to_string(selection_.size()) +
           " held out from training";
  }

 private:
  std::unique_ptr<data::Dataset> whole_;
  std::vector<std::uint32_t> selection_;
};

struct HeldOut {
  double share = 0;
  std::uint64_t seed = 0;
};

HeldOut held_out_of(const precision::Network& network) {
  for (const auto& [name, text] : network.tables.notes) {
    if (name != "options") continue;
    try {
      const YAML::Node options = YAML::Load(text);
      return {options["hold_out"].as<double>(), options["seed"].as<std::uint64_t>()};
    } catch (const YAML::Exception&) {
      break;
    }
  }
  throw Error(
      "the network file does not tell which images its trainer held out; use --part train, or "
      "images of your own");
}

// The labels alone, as what is held out is chosen by.
data::TrainingData labels_of(const data::Dataset& dataset) {
  if (!dataset.labelled()) {
    throw Error(dataset.description() + ": without labels nothing is known of what was held out");
  }
  auto images = std::make_shared<data::LabelledImages>();
  data::TrainingData data;
  for (std::size_t i = 0; i < dataset.size(); ++i) {
    images->labels.push_back(*dataset.label(i));
    data.selection.push_back(static_cast<std::uint32_t>(i));
    data.classes = std::max(data.classes, images->labels.back() + 1);
  }
  data.images = std::move(images);
  data.description = dataset.description();
  return data;
}

}  // namespace

std::unique_ptr<data::Dataset> open_scoring_data(const std::string& spec, Part part,
                                                 const precision::Network& network) {
  if (part == Part::test) return data::open_dataset(spec, data::Subset::test);
  auto dataset = data::open_dataset(spec, data::Subset::train);
  if (part == Part::train) return dataset;
  const HeldOut held_out = held_out_of(network);
  const data::TrainingData labels = labels_of(*dataset);
  const auto count =
      static_cast<std::size_t>(static_cast<double>(dataset->size()) * held_out.share);
  if (count == 0) throw Error("the trainer of this network held no images out");
  auto selection = data::hold_out(labels, count, held_out.seed).held_out.selection;
  return std::make_unique<SelectedDataset>(std::move(dataset), std::move(selection));
}

}  // namespace requant::search
