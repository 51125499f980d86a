#include "requant/formats/export.h"

#include <fmt/format.h>

#include <filesystem>

#include "cli/command.h"
#include "cli/model_options.h"
#include "cli/output_paths.h"
#include "cli/validators.h"
#include "requant/base/error.h"
#include "requant/formats/format.h"
#include "requant/precision/file.h"
#include "requant/precision/lower.h"
#include "requant/search/front.h"

namespace requant::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kMostPoints = 1'000'000;

struct Options {
  std::string source;
  int point = -1;
  PrecisionOptions precision;
  std::string target;
  std::string format;
  std::string output;
};

// What is exported, and what it was made for.
struct Chosen {
  std::string network;
  Model model;
  std::optional<Target> target;
};

Chosen choose_point(const Options& options) {
  if (!options.precision.text().empty()) {
    throw Error("--point chooses the assignment; leave --precision and --assignment out");
  }
  const search::Front front = search::read_front(options.source);
  const search::Point& point =
      search::point_at(front, static_cast<std::size_t>(options.point), options.source);
  const precision::Network network = precision::read_network(formats::read(front.network));
  return {front.network, precision::lower(network, point.assignment),
          parse_target(front.target_yaml, options.source + ", target")};
}

Chosen choose(const Options& options) {
  if (options.point >= 0) return choose_point(options);
  if (fs::path(options.source).extension() == ".json") {
    throw Error(options.source + ": name the point of this front by --point");
  }
  Model model = formats::read(options.source);
  if (!precision::is_network(model)) {
    throw Error(options.source +
                ": this is no network of many precisions, which `requant train` makes; "
                "`requant convert` writes other models");
  }
  return {options.source, options.precision.lower(std::move(model), options.source), std::nullopt};
}

formats::ExportFormat format_of(const Options& options) {
  if (!options.format.empty()) return formats::export_format_from_name(options.format);
  const std::string extension = fs::path(options.output).extension().string();
  return formats::export_format_from_name(extension.empty() ? extension : extension.substr(1));
}

// TensorFlow Lite's files run in its own arithmetic, whatever the search was for.
Target target_of(const Options& options, const Chosen& chosen, formats::ExportFormat format) {
  if (!options.target.empty()) return load_target(options.target);
  if (format == formats::ExportFormat::tflite) return load_target("tflite");
  return chosen.target ? *chosen.target : load_target(chosen.model.arithmetic);
}

void export_network(const Options& options, Output& output) {
  const formats::ExportFormat format = format_of(options);
  Chosen chosen = choose(options);
  const Target target = target_of(options, chosen, format);
  if (auto entry = data::normalization_metadata(chosen.model)) {
    chosen.model.metadata.push_back(std::move(*entry));
  }
  formats::write_network(chosen.model, target, format, options.output);
  const auto bytes = fs::file_size(options.output);
  const auto packed = formats::packed_bytes(chosen.model.graph);
  print_row(output, "network", chosen.network);
  print_row(output, "precision",
            options.point >= 0 ? fmt::format("point {} of {}", options.point, options.source)
                               : options.precision.text());
  print_row(output, "arithmetic", target.name);
  print_row(output, "written",
            fmt::format("{} ({} bytes; weights and biases {})", options.output, bytes, packed));
  output.result({{"network", chosen.network},
                 {"file", options.output},
                 {"target", target.name},
                 {"bytes", bytes},
                 {"packed_bytes", packed}});
}

}  // namespace

Action declare_export(CLI::App& app) {
  const auto options = std::make_shared<Options>();
  app.add_option("network", options->source,
                 "The network of many precisions (.onnx), or the front.json of a search")
      ->required();
  app.add_option("--point", options->point, "The point of the front, counted from 0")
      ->check(whole_number(0, kMostPoints));
  options->precision.declare(app);
  app.add_option("--format", options->format,
                 "tflite, onnx, qonnx or json; by default what the output's name says");
  app.add_option("--target", options->target,
                 "The target whose arithmetic the file states, a name or a YAML file; by default "
                 "that of the search, mixed-precision without one, and tflite for TFLite");
  app.add_option("-o,--output", options->output, "The file to write")->required();
  return [options](Output& output) { export_network(*options, output); };
}

}  // namespace requant::cli
