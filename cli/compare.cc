#include "requant/measure/compare.h"

#include <fmt/format.h>

#include "cli/command.h"
#include "cli/comparison_report.h"
#include "cli/model_options.h"
#include "requant/data/synthetic.h"

namespace requant::cli {
namespace {

constexpr std::size_t kSyntheticInputs = 32;
constexpr std::uint64_t kSyntheticSeed = 1;

struct Options {
  std::string source;
  std::string result;
  std::string source_target;
  std::string target;
  bool layers = false;
  PrecisionOptions precision;  // of the source
  DataOptions data;
  ExecutorOption executor;
};

// Where the models part.
void print_parting(const measure::Comparison& c, Output& output) {
  if (c.layers.empty()) {
    print_row(output, "layers",
              "no tensor of the result has the name and shape of one of the source");
    return;
  }
  print_row(output, "they part",
            c.first_difference ? "at " + layer_text(c.layers[*c.first_difference])
                               : fmt::format("nowhere in {} layers", c.layers.size()));
  if (c.first_below_20_db) {
    print_row(output, "below 20 dB", "first " + layer_text(c.layers[*c.first_below_20_db]));
  }
}

void print(const measure::Comparison& c, bool layers, Output& output) {
  print_label_offset(output, c.label_offset);
  print_row(output, "images", std::to_string(c.images));
  print_row(output, "agreement", agreement_text(c));
  print_row(output, "sqnr", sqnr_text(c));
  if (c.top1_source) {
    print_row(output, "top-1",
              fmt::format("{:.2f} % source, {:.2f} % result ({:+.2f} points)", *c.top1_source,
                          *c.top1_result, *c.top1_result - *c.top1_source));
  }
  print_parting(c, output);
  if (layers) {
    output.text("");
    print_layers(c, output);
  }
}

void compare(const Options& options, Output& output) {
  const LoadedModel source =
      load_model(options.source, options.precision, options.source_target, options.executor.get());
  const LoadedModel result = load_model(options.result, options.target, options.executor.get());
  const auto preprocess = options.data.preprocess(source.model);
  const bool synthetic = options.data.data.empty();
  const std::size_t limit = options.data.limit > 0 ? options.data.limit : kSyntheticInputs;
  const auto dataset = synthetic
                           ? data::synthetic_dataset(source.model.graph.tensor(preprocess.input),
                                                     limit, kSyntheticSeed)
                           : data::open_dataset(options.data.data);
  print_row(output, "source", source.path + " (arithmetic of " + source.target + ")");
  print_row(output, "result", result.path + " (arithmetic of " + result.target + ")");
  print_row(output, "data", dataset->description() + (synthetic ? ", as no --data was given" : ""));
  print_row(output, "preprocessing", preprocess.how);
  const auto comparison =
      measure::compare({source.model, *source.program}, {result.model, *result.program}, *dataset,
                       preprocess, options.data.limit, output.progress());
  print(comparison, options.layers, output);
  Json json = to_json(comparison);
  json["data"] = dataset->description();
  json["synthetic"] = synthetic;
  json["preprocessing"] = preprocess.how;
  json["source_target"] = source.target;
  json["target"] = result.target;
  output.result(json);
}

}  // namespace

Action declare_compare(CLI::App& app) {
  const auto options = std::make_shared<Options>();
  app.add_option("source", options->source, "The model that the other was made from")->required();
  app.add_option("result", options->result, "The model that is compared with it")->required();
  options->precision.declare(app);
  options->data.declare(app);
  options->executor.declare(app);
  app.add_flag("--layers", options->layers, "Print a line for each layer");
  app.add_option("--source-target", options->source_target,
                 "The target whose arithmetic the source runs in; by default what the file says, "
                 "else its format's own runtime");
  app.add_option("--target", options->target, "The same for the result");
  return [options](Output& output) { compare(*options, output); };
}

}  // namespace requant::cli
