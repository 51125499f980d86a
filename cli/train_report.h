// What a person sees of a training.
#pragma once

#include "cli/output.h"
#include "requant/train/train.h"

namespace requant::cli {

// "8 91.20 %, 2 90.05 %": by branch, the highest width first, mixtures last.
std::string scores_text(const std::map<std::string, double>& percents);

// Shows a step in the progress bar, and the end of an epoch as a line that stays.
void show_progress(const train::TrainProgress& progress, Output& output);

}  // namespace requant::cli
