#include "requant/train/train.h"

#include <fmt/format.h>
#include <malloc.h>

#include <limits>
#include <optional>

#include "cli/command.h"
#include "cli/interrupt.h"
#include "cli/model_options.h"
#include "cli/output_paths.h"
#include "cli/train_report.h"
#include "cli/validators.h"
#include "requant/base/error.h"
#include "requant/base/nearest.h"
#include "requant/formats/format.h"
#include "requant/precision/architectures/architectures.h"
#include "requant/precision/file.h"
#include "requant/train/inputs.h"
#include "requant/train/load_options.h"
#include "requant/train/log.h"
#include "requant/train/process.h"

namespace requant::cli {
namespace {

namespace fs = std::filesystem;

struct Options {
  std::string config;
  std::string model;
  std::string arch;
  std::string precisions;
  std::string assignment;  // a file
  // Keys and values of the other options, and those of --set.
  std::vector<std::pair<std::string train::TrainOptions::*, std::string>> texts;
  std::optional<std::int64_t> seed;
  std::vector<std::string> settings;
};

// Every layer has the precision of the assignment alone, so there is one branch.
void apply_assignment(const std::string& path, train::TrainOptions& options) {
  for (const auto& stated : precision::read_stated_precisions(path)) {
    options.layers[stated.layer] = {stated.weights.value_or(precision::kMaxBits),
                                    stated.activations.value_or(precision::kMaxBits)};
  }
  options.precisions = {precision::kMaxBits};
}

// The command line over the file over the defaults.
train::TrainOptions training_options(const Options& given) {
  train::TrainOptions options;
  if (!given.config.empty()) train::read_options(given.config, options);
  if (!given.model.empty() || !given.arch.empty()) {
    options.model = given.model;
    options.arch = given.arch;
  }
  for (const auto& [member, text] : given.texts) options.*member = text;
  if (!given.precisions.empty()) options.precisions = train::parse_precisions(given.precisions);
  if (!given.assignment.empty()) apply_assignment(given.assignment, options);
  if (given.seed) options.seed = static_cast<std::uint64_t>(*given.seed);
  for (const auto& setting : given.settings) train::apply_setting(setting, options);
  return options;
}

// Before any work is done: what would make it useless.
void check_options(const train::TrainOptions& options) {
  train::check_places(options);
  train::check(options);
  if (fs::path(options.output).extension() != ".onnx") {
    throw Error("-o '" + options.output + "' has to end in .onnx");
  }
  check_output_file(options.output);
}

std::string beside(const std::string& output, const char* ending) {
  return fs::path(output).replace_extension(ending).string();
}

std::string log_path(const train::TrainOptions& options) {
  return options.log.empty() ? beside(options.output, ".jsonl") : options.log;
}

std::string widths_text(const train::TrainOptions& options) {
  std::vector<std::string> widths;
  for (const int bits : options.precisions) widths.push_back(std::to_string(bits));
  return joined(widths) + " bits; first and last layer " +
         (options.first_last_bits > 0 ? std::to_string(options.first_last_bits) + " bits"
                                      : "as the others");
}

void print_work(const train::TrainOptions& options, const data::TrainingData& data,
                Output& output) {
  print_row(output, "network", options.model.empty() ? options.arch : options.model);
  print_row(output, "data",
            data.description + ", " + data.images->size.text() + ", " +
                std::to_string(data.classes) + " classes");
  print_row(output, "precisions", widths_text(options));
  print_row(output, "augmentation", options.augmentation.text());
  print_row(output, "device", options.device);
  print_row(output, "log", log_path(options));
}

// Trains; of several processes only the first one (`speaks`) reports.
train::TrainResult run_training(const train::TrainOptions& options, Model model,
                                const data::TrainingData& data, bool speaks, Output& output,
                                std::map<std::string, double>& top1) {
  std::optional<train::TrainLog> log;
  if (speaks) {
    print_work(options, data, output);
    log.emplace(log_path(options), !options.from.empty());
    log->start(options, data);
  }
  const Interrupt interrupt;
  train::TrainHooks hooks;
  hooks.checkpoint = beside(options.output, ".checkpoint");
  hooks.stop = &interrupt.stop();
  if (speaks) {
    hooks.progress = [&](const train::TrainProgress& progress) {
      log->progress(progress);
      show_progress(progress, output);
      if (!progress.top1.empty()) top1 = progress.top1;
    };
  }
  std::optional<Model> teacher;
  if (!options.teacher.empty()) teacher = formats::read(options.teacher);
  train::TrainResult result =
      train::train(std::move(model), data, options, hooks, std::move(teacher));
  if (log) log->end(result.finished);
  return result;
}

void report_result(const train::TrainOptions& options, const std::map<std::string, double>& top1,
                   Output& output) {
  const auto bytes = static_cast<std::int64_t>(fs::file_size(options.output));
  if (!top1.empty()) print_row(output, "held out", "top-1 " + scores_text(top1));
  print_row(output, "file",
            fmt::format("{} ({:.2f} MB)", options.output, static_cast<double>(bytes) / 1e6));
  output.result({{"file", options.output},
                 {"bytes", bytes},
                 {"log", log_path(options)},
                 {"held_out_top1", top1}});
}

// Blocks of memory are kept for the next step instead of being given back: they are as large each
// time, and new ones would have to be cleared by the system.
void keep_memory() {
  mallopt(M_MMAP_THRESHOLD, std::numeric_limits<int>::max());
  mallopt(M_TRIM_THRESHOLD, std::numeric_limits<int>::max());
  mallopt(M_TOP_PAD, 1 << 28);
}

void train_network(const Options& given, Output& output) {
  keep_memory();
  const train::TrainOptions options = training_options(given);
  // It says how to get a build that can.
  if (!train::is_available()) train::train({}, {}, options, {});
  check_options(options);
  const bool speaks = train::process_place().rank == 0;
  std::optional<Model> model;
  if (!options.model.empty()) model = formats::read(options.model);
  const data::TrainingData data = train::open_data(options, model);
  if (!model) model = train::new_model(options, data);
  std::map<std::string, double> top1;
  const auto result = run_training(options, std::move(*model), data, speaks, output, top1);
  if (!result.finished) {
    const std::string checkpoint = beside(options.output, ".checkpoint");
    throw Error("the training was stopped; add --from '" + checkpoint +
                "' to the command to go on with it");
  }
  if (!speaks) return;
  formats::write(precision::with_tables(result.network.model, result.network.tables),
                 options.output);
  report_result(options, top1, output);
}

}  // namespace

Action declare_train(CLI::App& app) {
  const auto options = std::make_shared<Options>();
  const auto add_text = [&](const char* name, std::string train::TrainOptions::*member,
                            const std::string& help) {
    app.add_option_function<std::string>(
        name,
        [options, member](const std::string& text) { options->texts.emplace_back(member, text); },
        help);
  };
  app.add_option("--model", options->model, "The network to train, of floating point (.onnx)");
  app.add_option("--arch", options->arch,
                 "A new network: " + joined(precision::architecture_names()));
  add_text("--data", &train::TrainOptions::data,
           "Images to train on: cifar10:DIR, idx:DIR, fashion-mnist, images:DIR");
  app.add_option("--precisions", options->precisions,
                 "The widths in bits, 2 to 8, descending; by default 8,4,2");
  app.add_option("--assignment", options->assignment,
                 "Train for the precisions of this file alone, as a search found them")
      ->excludes("--precisions");
  add_text("-o,--output", &train::TrainOptions::output, "The network file to write (.onnx)");
  add_text("--from", &train::TrainOptions::from, "A checkpoint to go on from");
  add_text("--log", &train::TrainOptions::log,
           "JSON lines of how it goes; by default beside the output, .jsonl");
  add_text("--device", &train::TrainOptions::device, "cpu (default) or cuda");
  add_text("--normalize", &train::TrainOptions::normalize,
           "How pixels become real values (as of eval); by default by the mean and deviation of "
           "the data, or as the model tells");
  app.add_option("--seed", options->seed, "Of all that is random; by default 1")
      ->check(whole_number(0, std::numeric_limits<std::int64_t>::max()));
  app.add_option("--config", options->config,
                 "A YAML file with any of the options (docs/training.md)")
      ->check(CLI::ExistingFile);
  app.add_option("--set", options->settings,
                 "KEY=VALUE: one key of such a file, as phase.epochs=30; may be repeated")
      ->allow_extra_args(false);
  return [options](Output& output) { train_network(*options, output); };
}

}  // namespace requant::cli
