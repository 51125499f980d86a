// Training of a network for many precisions. No type of libtorch appears here: a build without it
// has the same interface, whose functions throw Error.
#pragma once

#include <atomic>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>

#include "requant/data/training_data.h"
#include "requant/train/options.h"

namespace requant::train {

// Whether this build can train.
bool is_available();

// Told after each step, and at the end of each epoch with `top1`.
struct TrainProgress {
  std::string phase;  // "float", "precisions", "statistics"
  int epoch = 0;      // from 0
  int epochs = 0;
  std::int64_t step = 0;  // within the phase
  std::int64_t steps = 0;
  double rate = 0;               // learning rate
  double images_per_second = 0;  // images of the data, each of which runs through all branches
  double seconds_left = 0;       // of the phase
  std::map<std::string, double> losses;  // by branch: "float", "8", "2", "mixture"
  std::map<std::string, double> top1;    // percent of the held-out images, by assignment
  std::int64_t clamped = 0;              // steps and gains that updates have made too small, so far
};

struct TrainHooks {
  std::function<void(const TrainProgress&)> progress;
  std::filesystem::path checkpoint;         // where to save; empty: nowhere
  const std::atomic<bool>* stop = nullptr;  // set: save a checkpoint and return
};

struct TrainResult {
  precision::Network network;
  bool finished = true;  // false: stopped, the checkpoint has all
};

// Trains `model` (a float network with one input and one output of class scores) for the
// precisions of the options, on `data`, of which a part is held out. Continues options.from, where
// it is set, to the weights that an uninterrupted run gives: the same bits on a CPU with the same
// number of threads. Throws Error for networks that precision::make_plan does not take, data of
// another shape and a checkpoint of another training. A model that is a network of the same
// precisions already goes on with its steps. `teacher`: that of options.teacher.
TrainResult train(Model model, const data::TrainingData& data, const TrainOptions& options,
                  const TrainHooks& hooks, std::optional<Model> teacher = {});

// The normalization that options.normalize names; else the mean (to a whole number) and deviation
// of all pixels of the data, the same for all channels.
Normalization training_normalization(const data::TrainingData& data, const std::string& option);

}  // namespace requant::train
