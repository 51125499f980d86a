// Scores by running images in the target's own arithmetic.
#pragma once

#include <cstdint>
#include <optional>

#include "requant/data/dataset.h"
#include "requant/data/preprocess.h"
#include "requant/precision/network.h"
#include "requant/search/scorer.h"
#include "requant/target/target.h"

namespace requant::search {

// Images as stored values of the network's input.
struct ScoringImages {
  std::vector<Array> inputs;
  std::vector<std::int64_t> labels;  // one each, or empty
  std::string description;
};

// `count` samples of the dataset from `first` on, which it has. Throws Error where they do not fit
// the network's input.
ScoringImages load_scoring_images(const precision::Network& network, const data::Dataset& dataset,
                                  const data::Preprocess& preprocess, std::size_t first,
                                  std::size_t count);

// Top-1 in percent where images have labels; else agreement in percent with the predictions of the
// widest uniform assignment.
class ImageScorer final : public Scorer {
 public:
  // The network and the target must outlive this.
  ImageScorer(const precision::Network& network, const Target& target, ScoringImages images);

  std::vector<double> score(
      std::span<const precision::PrecisionAssignment> assignments) const override;
  std::string name() const override { return labelled_ ? "top-1" : "agreement"; }
  std::string unit() const override { return "%"; }
  std::string how() const override;

  // The predicted classes, of each assignment for each image.
  std::vector<std::vector<std::int64_t>> predictions(
      std::span<const precision::PrecisionAssignment> assignments) const;

 private:
  const precision::Network& network_;
  const Target& target_;
  ScoringImages images_;
  bool labelled_;
  std::vector<std::int64_t> wanted_;  // classes
};

}  // namespace requant::search
