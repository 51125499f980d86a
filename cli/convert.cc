#include "requant/requantize/convert.h"

#include <fmt/format.h>

#include <chrono>
#include <filesystem>

#include "cli/command.h"
#include "cli/command_line.h"
#include "cli/convert_page.h"
#include "cli/convert_report.h"
#include "cli/model_options.h"
#include "cli/output_paths.h"
#include "cli/report_file.h"
#include "cli/validators.h"
#include "cli/write_options.h"
#include "requant/base/error.h"
#include "requant/data/synthetic.h"
#include "requant/formats/format.h"
#include "requant/graph/clamps.h"
#include "requant/graph/summary.h"
#include "requant/requantize/pass_report.h"
#include "requant/requantize/pins.h"
#include "requant/requantize/result.h"
#include "requant/requantize/samples.h"

namespace requant::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kProofInputs = 32;
constexpr std::size_t kPassInputs = 16;
constexpr std::uint64_t kFitSeed = 1;
constexpr std::uint64_t kProofSeed = 2;

struct Options {
  std::string model;
  std::string targets;
  std::string source_target;
  std::string output;
  std::size_t samples = 32;
  std::vector<std::string> pins;
  bool report_passes = false;
  bool layers = false;
  ReportOption report;
  PrecisionOptions precision;
  DataOptions data;
  WriteOptions write;
  ExecutorOption executor;
};

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

std::vector<Target> load_targets(const std::string& names) {
  std::vector<Target> targets;
  std::string rest = names + ",";
  for (auto comma = rest.find(','); comma != std::string::npos; comma = rest.find(',')) {
    const std::string name = rest.substr(0, comma);
    rest.erase(0, comma + 1);
    if (name.empty()) throw Error("--target '" + names + "' names an empty target");
    targets.push_back(load_target(name));
    for (std::size_t i = 0; i + 1 < targets.size(); ++i) {
      if (targets[i].name == targets.back().name) {
        throw Error("--target names '" + targets.back().name + "' twice");
      }
    }
  }
  return targets;
}

// The inputs of the fit and of the proof.
struct Samples {
  std::unique_ptr<data::Dataset> whole;  // null for synthetic inputs
  std::unique_ptr<data::Dataset> fit;
  std::unique_ptr<data::Dataset> proof;
  std::unique_ptr<data::Dataset> passes;  // a part of the proof
  requantize::InputKind kind = requantize::InputKind::realistic;
  std::string fitted_to;
  std::string proved_on;
};

Samples make_samples(const Options& options, const Tensor& input) {
  Samples s;
  const std::size_t proofs = options.data.limit > 0 ? options.data.limit : kProofInputs;
  if (options.data.data.empty()) {
    s.fit = data::synthetic_dataset(input, options.samples, kFitSeed);
    s.proof = data::synthetic_dataset(input, proofs, kProofSeed);
    if (!data::is_image_input(input)) s.kind = requantize::InputKind::unknown;
    s.fitted_to = s.fit->description() + ", as no --data was given";
    s.proved_on = s.proof->description() + ", other ones";
  } else {
    s.whole = data::open_dataset(options.data.data);
    if (s.whole->size() == 0) throw Error("--data '" + options.data.data + "' holds no samples");
    const auto split = requantize::split_samples(s.whole->size(), options.samples, proofs);
    s.fit = requantize::subset(*s.whole, split.fit);
    s.proof = requantize::subset(*s.whole, split.proof);
    s.fitted_to = s.fit->description() + " (labels are not read)";
    s.proved_on = fmt::format("{} of them, {}", split.proof.size(),
                              split.apart ? "other ones"
                                          : "which it was fitted to as well: the data has too few "
                                            "for both");
  }
  s.passes =
      requantize::subset(*s.proof, requantize::split_samples(s.proof->size(), kPassInputs, 0).fit);
  return s;
}

// One source, and what its conversions share.
struct Work {
  const Options& options;
  Model source;
  Target source_target;
  data::Preprocess preprocess;
  std::vector<requantize::Pin> pins;
  Samples samples;
  std::optional<requantize::Teacher> teacher;
};

ProgressSink named(const ProgressSink& sink, const std::string& prefix) {
  return [=](const std::string& stage, std::size_t done, std::size_t total) {
    sink(prefix + stage, done, total);
  };
}

requantize::Proof prove(const Work& work, const Model& result, const Target& target,
                        const data::Dataset& dataset, const ProgressSink& progress) {
  return requantize::prove(work.source, work.source_target.arithmetic, result, target.arithmetic,
                           dataset, work.preprocess, progress, work.options.executor.get());
}

// The result; its obstacles, and then no model, where `problems` is given and there are any.
Model convert_model(const Work& work, const Target& target, const requantize::PassSelection& passes,
                    const ProgressSink& progress, std::vector<std::string>* problems) {
  const auto conversion = requantize::convert(*work.teacher, target, passes, progress);
  if (problems != nullptr) {
    for (const Problem& p : obstacles(conversion.graph, target)) problems->push_back(p.text());
    if (!problems->empty()) return {};
  }
  return requantize::make_result(work.source, fs::path(work.options.model).filename().string(),
                                 conversion, target, work.pins);
}

std::vector<PassResult> report_passes(const Work& work, const Target& target,
                                      const ProgressSink& progress) {
  std::vector<PassResult> results;
  for (const auto& stage : requantize::pass_stages(target)) {
    PassResult result{stage.name, stage.what, std::nullopt, ""};
    const auto sink = named(progress, "pass " + stage.name + ": ");
    try {
      const Model model = convert_model(work, target, stage.passes, sink, nullptr);
      result.comparison = prove(work, model, target, *work.samples.passes, sink).comparison;
    } catch (const Error& error) {
      result.failure = error.what();
    }
    results.push_back(std::move(result));
  }
  return results;
}

ConversionReport convert_to(const Work& work, const Target& target, const fs::path& path,
                            const ProgressSink& progress) {
  ConversionReport report;
  report.target = target;
  const auto start = std::chrono::steady_clock::now();
  try {
    const Model result = convert_model(work, target, {}, progress, &report.problems);
    report.seconds = seconds_since(start);
    if (!report.fits()) return report;
    report.scheme = summarize(result.graph).scheme;
    report.proof = prove(work, result, target, *work.samples.proof, named(progress, "proof: "));
    formats::write(result, path, work.options.write.get());
    report.file = path.string();
  } catch (const Error& error) {
    report.problems.emplace_back(error.what());
    report.fault = error.fault();
    report.proof.reset();
    if (report.seconds == 0) report.seconds = seconds_since(start);
  }
  if (report.fits() && (work.options.report_passes || work.options.report.is_given())) {
    report.passes = report_passes(work, target, progress);
  }
  return report;
}

Work start_work(const Options& options, Model source, const ProgressSink& progress) {
  Work work{options, std::move(source), {}, {}, {}, {}, std::nullopt};
  requantize::check_is_integer(work.source.graph, options.model);
  work.source.graph = with_clamps(std::move(work.source.graph));
  work.source_target = arithmetic_target(work.source, options.model, options.source_target);
  for (const auto& text : options.pins) work.pins.push_back(requantize::parse_pin(text));
  requantize::check_pins(work.source.graph, work.pins);
  work.preprocess = options.data.preprocess(work.source);
  work.samples = make_samples(options, work.source.graph.tensor(work.preprocess.input));
  work.teacher.emplace(
      work.source.graph, work.source_target.arithmetic,
      requantize::model_inputs(work.source.graph, work.preprocess, *work.samples.fit),
      work.samples.kind, progress, options.executor.get());
  return work;
}

void print_work(const Work& work, Output& output) {
  print_row(output, "model",
            work.options.model + " (arithmetic of " + work.source_target.name + ")");
  print_row(output, "fitted to", work.samples.fitted_to);
  print_row(output, "proved on", work.samples.proved_on);
  print_row(output, "preprocessing", work.preprocess.how);
}

void print_reports(const Work& work, const std::vector<ConversionReport>& reports, Output& output) {
  for (const auto& report : reports) {
    const bool only = reports.size() == 1;
    if (!report.fits()) continue;
    if (!only && !work.options.layers && report.passes.empty()) continue;
    output.text("");
    print_row(output, "target", report.target.name + ": " + report.target.title);
    print_row(output, "written", fmt::format("{} ({:.1f} s)", report.file, report.seconds));
    print_report(report, work.options.layers, output);
  }
  if (reports.size() > 1) print_table(reports, output);
}

Json to_json(const Work& work, const std::vector<ConversionReport>& reports, double seconds) {
  Json json{{"seconds", seconds},
            {"model", work.options.model},
            {"source_target", work.source_target.name},
            {"synthetic", work.options.data.data.empty()},
            {"fitted_to", work.samples.fitted_to},
            {"proved_on", work.samples.proved_on},
            {"preprocessing", work.preprocess.how},
            {"targets", Json::array()}};
  for (const auto& report : reports) {
    json["targets"].push_back(to_json(report, work.options.layers));
  }
  if (reports.size() > 1) return json;
  const Json only = json["targets"][0];  // a copy: inserting moves the values of an object
  for (const auto& [key, value] : only.items()) {
    if (!json.contains(key)) json[key] = value;
  }
  return json;
}

void write_page(const Work& work, const std::vector<ConversionReport>& reports, double seconds) {
  const Options& options = work.options;
  auto page = convert_page(options.model, work.source.graph, work.source_target.name, reports);
  page.facts = {{"Fitted to", work.samples.fitted_to},
                {"Compared on", work.samples.proved_on},
                {"Preprocessing", work.preprocess.how}};
  page.seconds = seconds;
  page.command = command_line();
  options.report.write(report::convert_html(page));
}

// The targets by name: without --target the one that changes nothing but the format.
std::string target_names_of(const Options& options, const Model& source) {
  if (!options.targets.empty()) return options.targets;
  const std::string extension = fs::path(options.output).extension().string();
  if (!formats::is_model_extension(extension)) {
    throw Error(
        "without --target, -o has to name a .tflite or .onnx file, into whose format the "
        "model goes; name a target (requant targets lists them)");
  }
  return own_target(source.graph, extension, options.write.get().onnx.form);
}

void convert(const Options& options, Output& output) {
  const auto start = std::chrono::steady_clock::now();
  Model source = options.precision.lower(formats::read(options.model), options.model);
  const auto targets = load_targets(target_names_of(options, source));
  const auto paths =
      output_paths(options.output, options.model, targets, options.write.extension(options.model));
  options.report.check();
  options.write.get();  // says what is wrong before the work begins
  const Work work = start_work(options, std::move(source), output.progress());
  if (targets.size() > 1) make_folder(options.output);
  print_work(work, output);
  std::vector<ConversionReport> reports;
  for (std::size_t t = 0; t < targets.size(); ++t) {
    const auto sink =
        targets.size() == 1 ? output.progress() : named(output.progress(), targets[t].name + ": ");
    reports.push_back(convert_to(work, targets[t], paths[t], sink));
  }
  print_reports(work, reports, output);
  output.result(to_json(work, reports, seconds_since(start)));
  if (options.report.is_given()) write_page(work, reports, seconds_since(start));
  std::string failures;
  Fault fault = Fault::user;
  for (const auto& report : reports) {
    if (report.fits()) continue;
    if (!failures.empty()) failures += "\nrequant: ";
    failures += failure_text(options.model, report);
    if (report.fault == Fault::internal) fault = Fault::internal;
  }
  if (!failures.empty()) throw Error(failures, fault);
}

}  // namespace

Action declare_convert(CLI::App& app) {
  const auto options = std::make_shared<Options>();
  app.add_option("model", options->model, "The quantized model (.tflite, .onnx)")->required();
  app.add_option("--target", options->targets,
                 "The target, a name or a YAML file; or several with commas between. Without one, "
                 "the model only changes its format, to that of the output");
  app.add_option(
         "-o,--output", options->output,
         "The file to write (.tflite, .onnx); a folder for several targets: MODEL.TARGET.tflite "
         "or .onnx")
      ->required();
  options->precision.declare(app);
  options->data.declare(app);
  app.get_option("--limit")->description(
      "Inputs of the proof, taken from those that it is not fitted to; 0: 32");
  app.add_option("--samples", options->samples,
                 "Inputs to fit to, spread over the data; synthetic ones where there is no --data")
      ->check(whole_number(1, kMostSamples))
      ->capture_default_str();
  app.add_option("--pin", options->pins,
                 "Keep the type of a graph input or output: TENSOR=TYPE or "
                 "TENSOR=TYPE:SCALE:ZERO_POINT, as in input=uint8; may be given again")
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  app.add_flag("--report-passes", options->report_passes,
               "Convert again with one pass more each time, and say what each did to the error");
  options->report.declare(app,
                          "Write an HTML page of the errors, layer by layer, and of what each pass "
                          "did; implies --report-passes");
  options->write.declare(app);
  options->executor.declare(app);
  app.add_flag("--layers", options->layers, "Print a line for each layer");
  app.add_option("--source-target", options->source_target,
                 "The target whose arithmetic the model runs in; by default what the file says, "
                 "else its format's own runtime");
  return [options](Output& output) { convert(*options, output); };
}

}  // namespace requant::cli
