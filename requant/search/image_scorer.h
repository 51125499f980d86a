// Scores by running images in the target's own arithmetic.
#pragma once

#include <cstdint>
#include <functional>
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

// What outputs are measured by. Images without labels are held against the widest uniform
// assignment.
enum class Measure {
  accuracy,  // percent: top-1, or agreement with the predictions of the widest
  loss,      // minus nats: cross entropy, or divergence (Kullback, Leibler) from the widest
};

class ImageScorer final : public Scorer {
 public:
  // The network and the target must outlive this. Outputs are logits.
  ImageScorer(const precision::Network& network, const Target& target, ScoringImages images,
              Measure measure);

  std::vector<double> score(
      std::span<const precision::PrecisionAssignment> assignments) const override;
  std::string name() const override;
  std::string unit() const override { return measure_ == Measure::accuracy ? "%" : "nats"; }
  std::string how() const override;

 private:
  using Logits = std::vector<double>;
  // Told of the real outputs of an assignment for an image, from several threads at once.
  using LogitSink = std::function<void(std::size_t, std::size_t, Logits)>;

  void run(std::span<const precision::PrecisionAssignment> assignments,
           const LogitSink& sink) const;
  // What one image adds to a score: 1 for a hit, or minus nats.
  double value(std::size_t image, const Logits& logits) const;

  const precision::Network& network_;
  const Target& target_;
  ScoringImages images_;
  Measure measure_;
  bool labelled_;
  std::vector<std::int64_t> wanted_;  // classes: the labels, else what the widest predicts
  std::vector<Logits> widest_;        // of each image; where there are no labels
};

}  // namespace requant::search
