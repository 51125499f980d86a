// The record of a training: one JSON object a line.
#pragma once

#include <chrono>
#include <filesystem>
#include <fstream>

#include "requant/train/train.h"

namespace requant::train {

// Writes lines as they come, each at once, so that the file can be followed. Every line has "event"
// ("start", "step", "epoch", "end") and "seconds" since the log was opened (docs/training.md). A
// disk that becomes full does not end the training: lines are then missing.
class TrainLog {
 public:
  // Anew, or behind what is there (`append`: a training that goes on). Throws Error that names the
  // file where it cannot be written.
  TrainLog(const std::filesystem::path& path, bool append);

  void start(const TrainOptions& options, const data::TrainingData& data);
  // An "epoch" where there are scores, else a "step", of which every tenth of a phase is written.
  void progress(const TrainProgress& progress);
  void end(bool finished);

 private:
  double seconds() const;

  std::ofstream stream_;
  std::chrono::steady_clock::time_point opened_;
};

}  // namespace requant::train
