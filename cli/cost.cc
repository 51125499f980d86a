#include "requant/cost/cost.h"

#include <fmt/format.h>

#include <cmath>

#include "cli/command.h"
#include "cli/model_options.h"
#include "cli/text.h"
#include "requant/base/error.h"
#include "requant/cost/allowed.h"
#include "requant/formats/format.h"

namespace requant::cli {
namespace {

constexpr std::size_t kNameWidth = 36;

struct Options {
  std::string model;
  std::string target;
  PrecisionOptions precision;
};

std::string whole(double number) { return digits(std::llround(number)); }

std::string bytes_text(double bytes) { return bytes > 0 ? size_text(std::llround(bytes)) : "-"; }

// "1.23 uJ"
std::string energy_text(double picojoules) {
  if (picojoules <= 0) return "-";
  const char* unit = "pJ";
  for (const char* next : {"nJ", "uJ", "mJ"}) {
    if (picojoules < 1000) break;
    picojoules /= 1000;
    unit = next;
  }
  return fmt::format("{:.3g} {}", picojoules, unit);
}

std::string bits_text(const cost::Work& work) {
  if (work.has_macs()) return fmt::format("{}/{}", work.weight_bits, work.input_bits);
  return work.input_bits == work.output_bits
             ? fmt::format("{}", work.input_bits)
             : fmt::format("{} > {}", work.input_bits, work.output_bits);
}

std::vector<std::string> row(const std::string& name, const std::string& bits,
                             const cost::Cost& cost, double all_cycles) {
  const double share = all_cycles > 0 ? 100 * cost.cycles / all_cycles : 0;
  return {shortened(name, kNameWidth),
          bits,
          cost.macs > 0 ? whole(cost.macs) : "-",
          whole(cost.cycles),
          fmt::format("{:.1f} %", share),
          energy_text(cost.energy_pj),
          bytes_text(cost.dram_bytes),
          bytes_text(cost.bytes)};
}

Json to_json(const cost::Cost& cost) {
  return {{"macs", cost.macs},
          {"cycles", cost.cycles},
          {"compute_cycles", cost.compute_cycles},
          {"memory_cycles", cost.memory_cycles},
          {"energy_pj", cost.energy_pj},
          {"dram_bytes", cost.dram_bytes},
          {"weight_bytes", cost.bytes},
          {"bit_operations", cost.bit_operations}};
}

Json to_json(const cost::LayerCost& layer) {
  Json object{{"name", layer.work.name},
              {"op", name(layer.work.kind)},
              {"weight_bits", layer.work.weight_bits},
              {"activation_bits", layer.work.input_bits},
              {"output_bits", layer.work.output_bits}};
  object.update(to_json(layer.cost));
  return object;
}

void print(Output& output, const CostModel& model, const std::vector<cost::LayerCost>& layers,
           const cost::Cost& sum) {
  std::vector<std::vector<std::string>> rows{
      {"layer", "bits w/a", "MACs", "cycles", "share", "energy", "DRAM", "weights"}};
  for (const cost::LayerCost& layer : layers) {
    if (layer.cost == cost::Cost{}) continue;  // a reshape
    rows.push_back(row(layer.work.name, bits_text(layer.work), layer.cost, sum.cycles));
  }
  rows.push_back(row("all", "", sum, sum.cycles));
  std::vector<Align> columns(8, Align::right);
  columns[0] = columns[1] = Align::left;
  output.text("");
  for (const std::string& line : table(columns, rows, "")) output.text(line);
  output.text("");
  print_row(
      output, "latency",
      fmt::format("{:.4g} ms at {:g} MHz", 1000 * cost::seconds(model, sum), model.frequency_mhz));
  print_row(output, "energy", energy_text(sum.energy_pj));
  print_row(output, "weights", bytes_text(sum.bytes));
  print_row(
      output, "bit operations",
      fmt::format("{:.4g} G (weight bits x activation bits x MACs)", sum.bit_operations * 1e-9));
}

std::vector<cost::LayerCost> costs_of(const Options& options, const Target& target,
                                      const CostModel& model) {
  const Model read = options.precision.lower(formats::read(options.model), options.model);
  try {
    cost::require_widths(target, cost::work_of(read.graph));
    return cost::layer_costs(model, read.graph);
  } catch (const Error& error) {
    throw Error(options.model + ": " + error.what(), error.fault());
  }
}

void run(const Options& options, Output& output) {
  const Target target = load_target(options.target);
  const CostModel& model = cost::cost_model(target);
  const auto layers = costs_of(options, target, model);
  cost::Cost sum;
  for (const cost::LayerCost& layer : layers) sum += layer.cost;
  print_row(output, "model", options.model);
  if (!options.precision.text().empty()) print_row(output, "precision", options.precision.text());
  print_row(output, "target", target.name + ": " + target.title);
  print(output, model, layers, sum);
  Json result{{"target", target.name}, {"frequency_mhz", model.frequency_mhz}};
  result["layers"] = Json::array();
  for (const cost::LayerCost& layer : layers) result["layers"].push_back(to_json(layer));
  result["total"] = to_json(sum);
  result["total"]["seconds"] = cost::seconds(model, sum);
  output.result(result);
}

}  // namespace

Action declare_cost(CLI::App& app) {
  const auto options = std::make_shared<Options>();
  app.add_option("model", options->model, "The model (.tflite, .onnx), in integers")->required();
  app.add_option("--target", options->target,
                 "The hardware, a name or a YAML file; it needs a cost model")
      ->required();
  options->precision.declare(app);
  return [options](Output& output) { run(*options, output); };
}

}  // namespace requant::cli
