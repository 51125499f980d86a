// What a training begins with, from its options.
#pragma once

#include <optional>

#include "requant/data/training_data.h"
#include "requant/graph/graph.h"
#include "requant/train/options.h"

namespace requant::train {

// Throws Error that lists what is missing or given too much: one of `model` and `arch`, a name that
// is known, `data` and `output` are needed; `input_size` goes with `arch`.
void check_places(const TrainOptions& options);

// The images of options.data in the size that the network takes: that of `model` where there is
// one; else options.input_size; else their own. Throws Error.
data::TrainingData open_data(const TrainOptions& options, const std::optional<Model>& model);

// The built-in architecture options.arch with random weights, for such images.
Model new_model(const TrainOptions& options, const data::TrainingData& data);

}  // namespace requant::train
