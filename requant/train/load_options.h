// Options of a training from a file, and from the command line.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "requant/train/options.h"

namespace requant::train {

// Sets what the YAML file states (docs/training.md has every key); all else stays. Throws Error
// that lists every faulty key with its line.
void read_options(const std::filesystem::path& path, TrainOptions& options);
// The same of a text; `subject` names it in messages.
void parse_options(const std::string& yaml, const std::string& subject, TrainOptions& options);

// Sets one key: "phase.epochs=30". Throws Error that names the setting.
void apply_setting(const std::string& setting, TrainOptions& options);

// "8,4,2": descending widths of 2 to 8 bits. Throws Error that quotes the text.
std::vector<int> parse_precisions(const std::string& text);

}  // namespace requant::train
