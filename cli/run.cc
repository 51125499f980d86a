#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <numeric>

#include "cli/command.h"
#include "cli/model_options.h"
#include "cli/validators.h"
#include "requant/base/error.h"
#include "requant/data/npy.h"
#include "requant/measure/evaluate.h"

namespace requant::cli {
namespace {

constexpr std::int64_t kMostClasses = 1'000'000;

struct Options {
  std::string model;
  std::string target;
  std::string input;
  std::string output;
  std::string labels;
  std::size_t top = 5;
  PrecisionOptions precision;
  DataOptions data;
  ExecutorOption executor;
};

// One output of the model.
struct Result {
  const Tensor& tensor;
  const Array& array;
  std::vector<double> reals;
};

std::vector<Result> results_of(const Graph& graph, const std::vector<Array>& outputs) {
  std::vector<Result> results;
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    const Tensor& tensor = graph.tensor(graph.outputs[i]);
    std::vector<double> reals;
    if (!outputs[i].bytes.empty()) reals = real_values(outputs[i], tensor.quantization);
    results.push_back({tensor, outputs[i], std::move(reals)});
  }
  return results;
}

// One name a line. Names of one class fewer than the model has lack its background class.
std::vector<std::string> read_labels(const std::string& path, std::int64_t classes) {
  std::ifstream file(path);
  if (!file || file.peek() == std::ifstream::traits_type::eof()) {
    throw Error("the labels file '" + path + "' cannot be read, or is empty; name a text file");
  }
  std::vector<std::string> names;
  for (std::string line; std::getline(file, line);) {
    if (!line.empty() && line.back() == '\r') line.pop_back();
    names.push_back(line);
  }
  if (static_cast<std::int64_t>(names.size()) + 1 == classes) {
    names.insert(names.begin(), "background");
  }
  if (static_cast<std::int64_t>(names.size()) != classes) {
    throw Error(fmt::format("the labels file '{}' has {} lines, but the model has {} classes", path,
                            names.size(), classes));
  }
  return names;
}

// The indices of the greatest values, the greatest first, of equal ones the lower index.
std::vector<std::size_t> best_of(const std::vector<double>& values, std::size_t count) {
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return values[a] > values[b]; });
  order.resize(std::min(count, order.size()));
  return order;
}

Json top_json(const std::vector<double>& scores, const std::vector<std::string>& names,
              std::size_t count) {
  Json top = Json::array();
  for (const std::size_t index : best_of(scores, count)) {
    Json row{{"class", index}, {"score", scores[index]}};
    if (!names.empty()) row["name"] = names[index];
    top.push_back(std::move(row));
  }
  return top;
}

void print_top(const Json& top, Output& output) {
  for (const auto& row : top) {
    output.text(fmt::format("{:>10.4f}  class {:<5} {}", row["score"].get<double>(),
                            row["class"].get<std::size_t>(), row.value("name", "")));
  }
}

void print_statistics(const Result& result, Output& output) {
  const std::string kind = fmt::format("{}  {} {}", result.tensor.name, name(result.array.type),
                                       result.array.shape.text());
  if (result.reals.empty()) {
    output.text(kind + "  not computed: its op cannot be simulated");
    return;
  }
  const auto [low, high] = std::minmax_element(result.reals.begin(), result.reals.end());
  const double mean = std::accumulate(result.reals.begin(), result.reals.end(), 0.0) /
                      static_cast<double>(result.reals.size());
  output.text(fmt::format("{}  min {:.5g}  mean {:.5g}  max {:.5g}", kind, *low, mean, *high));
}

Json output_json(const Result& result) {
  Json json{{"tensor", result.tensor.name},
            {"type", name(result.array.type)},
            {"shape", result.array.shape.dims}};
  json["values"] = result.reals.empty() ? Json() : Json(result.reals);
  return json;
}

// "y.npy" for the first output, "y.1.npy" for the next.
void save(const std::vector<Result>& results, const std::filesystem::path& path) {
  for (std::size_t i = 0; i < results.size(); ++i) {
    if (results[i].array.bytes.empty()) continue;
    auto file = path;
    if (i > 0) file.replace_extension("." + std::to_string(i) + path.extension().string());
    data::write_npy(results[i].array, file);
  }
}

void run(const Options& options, Output& output) {
  const LoadedModel loaded =
      load_model(options.model, options.precision, options.target, options.executor.get());
  const Graph& graph = loaded.model.graph;
  const auto preprocess = options.data.preprocess(loaded.model);
  const std::int64_t classes = measure::class_count(graph);
  std::vector<std::string> names;
  if (!options.labels.empty()) names = read_labels(options.labels, classes);
  const Array input = preprocess.apply(graph, data::load_sample(options.input));
  const auto outputs = loaded.program->run({&input, 1});
  const auto results = results_of(graph, outputs);
  if (!options.output.empty()) save(results, options.output);

  print_row(output, "preprocessing", preprocess.how);
  print_row(output, "arithmetic", loaded.target);
  Json json{{"target", loaded.target}, {"preprocessing", preprocess.how}};
  if (classes > 0 && !results[0].reals.empty()) {
    json["top"] = top_json(results[0].reals, names, options.top);
    print_top(json["top"], output);
  } else {
    for (const auto& result : results) print_statistics(result, output);
  }
  json["outputs"] = Json::array();
  for (const auto& result : results) json["outputs"].push_back(output_json(result));
  output.result(json);
}

}  // namespace

Action declare_run(CLI::App& app) {
  const auto options = std::make_shared<Options>();
  app.add_option("model", options->model, "The model (.tflite, .onnx)")->required();
  app.add_option("--input", options->input, "A JPEG or PNG image, or a .npy array")->required();
  options->precision.declare(app);
  app.add_option("--output", options->output,
                 "Save the outputs as stored: Y.npy, of further outputs Y.1.npy, Y.2.npy, ...");
  app.add_option("--top", options->top, "Classes to print for a classifier")
      ->check(whole_number(0, kMostClasses))
      ->capture_default_str();
  app.add_option("--labels", options->labels, "A file with the name of a class a line");
  options->executor.declare(app);
  app.add_option(
      "--target", options->target,
      "The target whose arithmetic is simulated; by default what the model was converted "
      "for, else its format's own runtime");
  options->data.declare_input(app);
  return [options](Output& output) { run(*options, output); };
}

}  // namespace requant::cli
