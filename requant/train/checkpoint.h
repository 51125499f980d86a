// What a training needs to go on after it was stopped.
#pragma once

#include <torch/types.h>

#include <filesystem>
#include <string>
#include <vector>

#include "requant/train/train.h"

namespace requant::train {

struct Checkpoint {
  std::string fingerprint;  // of what determines the training
  std::int64_t phase = 0;
  std::int64_t step = 0;  // the next one of that phase
  std::int64_t clamped = 0;
  std::vector<torch::Tensor> state;  // Optimizer::state
  std::vector<double> sensitivity;   // that odds were made of; may be empty
};

// Written aside and renamed.
void save(const Checkpoint& checkpoint, const std::filesystem::path& path);
// Throws Error that names the file where it is no checkpoint, and where its fingerprint is another.
Checkpoint load_checkpoint(const std::filesystem::path& path, const std::string& fingerprint);

}  // namespace requant::train
