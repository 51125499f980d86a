#include <fmt/format.h>

#include "cli/command.h"
#include "cli/model_options.h"
#include "requant/measure/evaluate.h"

namespace requant::cli {
namespace {

struct Options {
  std::string model;
  std::string target;
  PrecisionOptions precision;
  DataOptions data;
  ExecutorOption executor;
};

Json to_json(const LoadedModel& loaded, const std::string& preprocessing,
             const measure::Accuracy& accuracy) {
  return {{"top1", accuracy.top1},
          {"top5", accuracy.top5},
          {"images", accuracy.images},
          {"images_per_second", accuracy.images_per_second},
          {"label_offset", accuracy.label_offset},
          {"preprocessing", preprocessing},
          {"target", loaded.target}};
}

void evaluate(const Options& options, Output& output) {
  const LoadedModel loaded =
      load_model(options.model, options.precision, options.target, options.executor.get());
  const auto dataset = data::open_dataset(options.data.data);
  const auto preprocess = options.data.preprocess(loaded.model);
  print_row(output, "model", loaded.path);
  if (!options.precision.text().empty()) print_row(output, "precision", options.precision.text());
  print_row(output, "data", dataset->description());
  print_row(output, "preprocessing", preprocess.how);
  print_row(output, "arithmetic", loaded.target);
  const auto accuracy = measure::evaluate(loaded.model, *loaded.program, *dataset, preprocess,
                                          options.data.limit, output.progress());
  print_label_offset(output, accuracy.label_offset);
  print_row(output, "top-1", percent_text(accuracy.top1));
  print_row(output, "top-5", percent_text(accuracy.top5));
  print_row(output, "images",
            fmt::format("{} ({:.3g} a second)", accuracy.images, accuracy.images_per_second));
  output.result(to_json(loaded, preprocess.how, accuracy));
}

}  // namespace

Action declare_eval(CLI::App& app) {
  const auto options = std::make_shared<Options>();
  app.add_option("model", options->model, "The model (.tflite, .onnx)")->required();
  options->precision.declare(app);
  options->data.declare(app)->required();
  options->executor.declare(app);
  app.add_option("--target", options->target,
                 "The target whose arithmetic is simulated, a name or a YAML file; by default what "
                 "the model was converted for, else its format's own runtime");
  return [options](Output& output) { evaluate(*options, output); };
}

}  // namespace requant::cli
