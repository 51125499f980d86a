#include "cli/model_options.h"

#include <fmt/format.h>

#include <cmath>

#include "cli/validators.h"
#include "requant/base/error.h"
#include "requant/formats/format.h"
#include "requant/target/target.h"

namespace requant::cli {

Target arithmetic_target(const Model& model, const std::string& path, const std::string& option) {
  if (!option.empty()) return load_target(option);
  for (const auto& [entry, text] : model.metadata) {
    if (entry == "requant.target") return parse_target(text, path + ", metadata requant.target");
  }
  return load_target(model.arithmetic);
}

LoadedModel load_model(const std::string& path, const std::string& target_option,
                       exec::Executor executor) {
  LoadedModel loaded;
  loaded.path = path;
  loaded.model = formats::read(path);
  const Target target = arithmetic_target(loaded.model, path, target_option);
  loaded.target = target.name;
  try {
    loaded.program = exec::prepare(loaded.model.graph, target.arithmetic, executor);
  } catch (const Error& error) {
    throw Error(path + ": " + error.what(), error.fault());
  }
  return loaded;
}

void ExecutorOption::declare(CLI::App& app) {
  app.add_option("--executor", name_,
                 "What computes: fast, or reference, which is slow; both give the same bits")
      ->capture_default_str();
}

CLI::Option* DataOptions::declare(CLI::App& app) {
  app.add_option("--limit", limit, "Samples to take from the front; 0: all")
      ->check(whole_number(0, kMostSamples))
      ->capture_default_str();
  declare_input(app);
  return app.add_option("--data", data,
                        "A folder of images (labelled by labels.csv or a folder a class), "
                        "images:DIR, cifar10:DIR, idx:DIR, fashion-mnist or npy:FILE[,LABELS]");
}

void DataOptions::declare_input(CLI::App& app) {
  app.add_option("--normalize", normalize,
                 "How pixels become real values: raw, 0..1, -1..1, imagenet, MEAN,STD or "
                 "M1,M2,M3,S1,S2,S3 for pixels of 0 to 255; needed where the model does not tell");
  app.add_option("--crop", crop, "The central part of each image side that is used")
      ->check(decimal_number(0.05, 1))
      ->capture_default_str();
}

data::Preprocess DataOptions::preprocess(const Model& model) const {
  data::Preprocess result = data::find_preprocess(model, normalize);
  result.crop = crop;
  return result;
}

std::string percent_text(double percent) { return fmt::format("{:.2f} %", percent); }

std::string db_text(double db) {
  if (std::isnan(db)) return "-";
  return std::isinf(db) ? "exact" : fmt::format("{:.2f} dB", db);
}

void print_row(Output& output, const std::string& name, const std::string& value) {
  output.text(fmt::format("{:<14}{}", name, value));
}

void print_label_offset(Output& output, std::int64_t offset) {
  if (offset == 0) return;
  print_row(output, "labels",
            "shifted by one: the model's class 0 is a background class that the data lacks");
}

}  // namespace requant::cli
