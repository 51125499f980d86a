// What commands that run a model have in common: the model, its arithmetic, its data.
#pragma once

#include <CLI/CLI.hpp>
#include <memory>
#include <string>

#include "cli/output.h"
#include "requant/data/dataset.h"
#include "requant/data/preprocess.h"
#include "requant/exec/executor.h"
#include "requant/graph/graph.h"
#include "requant/target/target.h"

namespace requant::cli {

// A model that is ready to run.
struct LoadedModel {
  std::string path;
  Model model;
  std::string target;  // the name of the target whose arithmetic it runs in
  std::unique_ptr<exec::Program> program;
};

// Reads the model and prepares it in the arithmetic of `target` (a name, or a file); where that is
// empty, of the target that the file names (metadata "requant.target", YAML), else of "tflite".
LoadedModel load_model(const std::string& path, const std::string& target, exec::Executor executor);

// --precision, --assignment: what a network of many precisions runs as.
struct PrecisionOptions {
  int bits = 0;
  std::string assignment;  // a file

  void declare(CLI::App& app);
  // The model itself, or, of a network of many precisions, the integer graph of what the options
  // say. Throws Error where they are missing for a network, or given for another model.
  Model lower(Model model, const std::string& path) const;
  // "4 bits", "FILE.json"; empty for other models.
  std::string text() const;
};

// The same for what the options make of the file.
LoadedModel load_model(const std::string& path, const PrecisionOptions& precision,
                       const std::string& target, exec::Executor executor);

// --executor: which of the executors computes.
class ExecutorOption {
 public:
  void declare(CLI::App& app);
  exec::Executor get() const { return exec::executor_from_name(name_); }

 private:
  std::string name_ = std::string(exec::name(exec::Executor::fast));
};

// The target in whose arithmetic the model runs: by the option, the file or, last, "tflite", as
// above.
Target arithmetic_target(const Model& model, const std::string& path, const std::string& option);

// --data, --limit, --normalize, --crop.
struct DataOptions {
  std::string data;
  std::size_t limit = 0;
  std::string normalize;
  double crop = 1.0;

  CLI::Option* declare(CLI::App& app);
  // --normalize and --crop only.
  void declare_input(CLI::App& app);
  // How samples become the model's input.
  data::Preprocess preprocess(const Model& model) const;
};

// "78.46 %", "21.3 dB"; "exact" where there is no noise, "-" where there is no signal.
std::string percent_text(double percent);
std::string db_text(double db);
// A line "name          value" of a result.
void print_row(Output& output, const std::string& name, const std::string& value);
// The sentence about labels that are shifted; prints nothing for an offset of 0.
void print_label_offset(Output& output, std::int64_t offset);

}  // namespace requant::cli
