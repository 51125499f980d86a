#include "requant/train/fingerprint.h"

namespace requant::train {

std::string fingerprint(const TrainOptions& options, const data::TrainingData& data) {
  return to_yaml(options) + "images: " + std::to_string(data.count()) + "\n";
}

}  // namespace requant::train
