// What determines a training, as text that a checkpoint keeps.
#pragma once

#include <string>

#include "requant/data/training_data.h"
#include "requant/train/options.h"

namespace requant::train {

std::string fingerprint(const TrainOptions& options, const data::TrainingData& data);

}  // namespace requant::train
