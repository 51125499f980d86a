// requant inspect: what a model is, and which targets take it.
#include <fmt/format.h>

#include <filesystem>
#include <memory>
#include <optional>
#include <utility>

#include "cli/command.h"
#include "cli/inspect_json.h"
#include "cli/inspect_network.h"
#include "cli/text.h"
#include "requant/base/error.h"
#include "requant/base/nearest.h"
#include "requant/data/normalization.h"
#include "requant/formats/format.h"
#include "requant/precision/file.h"

namespace requant::cli {
namespace {

std::string number(double value) { return fmt::format("{:.4g}", value); }

std::string quantization_text(const Tensor& tensor) {
  if (!tensor.quantization) return "";
  const Quantization& q = *tensor.quantization;
  if (q.per_channel()) return fmt::format("{} scales", q.scale.size());
  std::string text = fmt::format("scale {}, zero point {}", number(static_cast<double>(q.scale[0])),
                                 q.zero_point[0]);
  if (!is_integer(tensor.type) || bit_width(tensor.type) > 16) return text;
  const auto range = stored_range(tensor);
  const double scale = static_cast<double>(q.scale[0]);
  return text + fmt::format(", {} to {}",
                            number(scale * static_cast<double>(range.min() - q.zero_point[0])),
                            number(scale * static_cast<double>(range.max() - q.zero_point[0])));
}

// ", 4 bits", nothing where all bits of the type are used.
std::string bits_text(const Tensor& tensor) {
  const int bits = narrowed_bits(tensor);
  return bits == 0 ? "" : fmt::format(", {} bits", bits);
}

std::string type_text(const Tensor& tensor) {
  return std::string(name(tensor.type)) + bits_text(tensor);
}

void show_ports(Output& output, const std::string& title, const Graph& graph,
                const std::vector<TensorId>& ids) {
  output.text(title);
  std::vector<std::vector<std::string>> rows;
  for (const TensorId id : ids) {
    const Tensor& tensor = graph.tensor(id);
    rows.push_back({shortened(tensor.name, 40), tensor.shape.text(), type_text(tensor),
                    quantization_text(tensor)});
  }
  const std::vector<Align> columns(4, Align::left);
  for (const std::string& line : table(columns, rows, "  ")) output.text(line);
}

// How the file says that pixels become the real values of an input.
std::string told_text(const Model& model, std::size_t input) {
  if (input >= model.normalization.size() || !model.normalization[input]) return "";
  return data::normalization_text(*model.normalization[input]);
}

void show_inputs(Output& output, const Model& model) {
  show_ports(output, model.graph.inputs.size() == 1 ? "Input" : "Inputs", model.graph,
             model.graph.inputs);
  for (std::size_t i = 0; i < model.graph.inputs.size(); ++i) {
    const std::string told = told_text(model, i);
    if (!told.empty()) output.text("  real values by the file's metadata: " + told);
  }
}

std::string types_text(const TensorSummary& summary) {
  std::vector<std::string> parts;
  for (const auto& [type, count] : summary.types) {
    parts.push_back(summary.types.size() == 1 ? std::string(name(type))
                                              : fmt::format("{} {}", count, name(type)));
  }
  for (const auto& [bits, count] : summary.bits) {
    parts.push_back(fmt::format("{} of {} bits", count, bits));
  }
  return joined(parts);
}

std::string zero_points_text(const TensorSummary& s) {
  if (s.quantized == 0) return "";
  if (s.lowest_zero_point == s.highest_zero_point) return fmt::format("{}", s.lowest_zero_point);
  return fmt::format("{} to {}", s.lowest_zero_point, s.highest_zero_point);
}

std::string scales_text(const TensorSummary& s) {
  if (s.quantized == 0) return "";
  const std::string powers = s.powers_of_two == s.quantized ? ", 2^n" : "";
  if (s.lowest_scale == s.highest_scale)
    return number(static_cast<double>(s.lowest_scale)) + powers;
  return number(static_cast<double>(s.lowest_scale)) + " to " +
         number(static_cast<double>(s.highest_scale)) + powers;
}

std::string granularity_text(const TensorSummary& s) {
  if (s.quantized == 0) return "";
  if (s.per_channel == 0) return "per tensor";
  if (s.per_channel == s.quantized) return "per channel";
  return fmt::format("{} per channel", s.per_channel);
}

void show_tensors(Output& output, const GraphSummary& summary) {
  std::vector<std::vector<std::string>> rows{
      {"Tensors", "number", "type", "zero points", "scales", ""}};
  const auto add = [&](const char* role, const TensorSummary& s) {
    if (s.count == 0) return;
    rows.push_back({role, digits(s.count), types_text(s), zero_points_text(s), scales_text(s),
                    granularity_text(s)});
  };
  add("  activations", summary.activations);
  add("  weights", summary.weights);
  add("  biases", summary.biases);
  const std::vector<Align> columns{Align::left, Align::right, Align::left,
                                   Align::left, Align::left,  Align::left};
  for (const std::string& line : table(columns, rows, "")) output.text(line);
}

std::string ops_text(const GraphSummary& summary) {
  std::vector<std::string> parts;
  for (const auto& [op, count] : summary.ops) {
    parts.push_back(count == 1 ? op : fmt::format("{} {}", count, op));
  }
  return joined(parts);
}

void show_lines(Output& output, const std::string& first, const std::string& text) {
  for (const std::string& line : wrapped(first, text)) output.text(line);
}

void show_head(Output& output, const Inspection& i) {
  const GraphSummary& s = i.summary;
  output.text(i.path.filename().string());
  output.text(fmt::format("  format       {}, {}", i.model.format, size_text(i.file_bytes)));
  show_lines(output, "  scheme       ", s.scheme);
  show_lines(output, "  nodes        ",
             digits(static_cast<std::int64_t>(i.model.graph.nodes.size())) + ": " + ops_text(s));
  output.text("  MACs         " + digits(s.macs));
  output.text(
      fmt::format("  parameters   {} in {}", digits(s.parameters), size_text(s.parameter_bytes)));
  std::string peak = "  activations  at most " + size_text(s.activation_peak) + " at once";
  if (s.activation_peak_node >= 0) {
    const OpKind kind = i.model.graph.node(s.activation_peak_node).kind();
    peak += fmt::format(", in node {} ({})", s.activation_peak_node, name(kind));
  }
  output.text(peak);
  output.text("");
}

// Targets that the same things stand in the way of are shown together.
void show_targets(Output& output, const Inspection& i) {
  std::vector<std::string> fitting;
  std::vector<std::pair<std::vector<std::string>, std::vector<std::string>>> others;
  for (const TargetFit& fit : i.fits) {
    if (fit.groups.empty()) {
      fitting.push_back(fit.target);
      continue;
    }
    std::vector<std::string> texts;
    for (const ObstacleGroup& group : fit.groups) {
      texts.push_back(group.what + " (first: " + group.first + ")");
    }
    const auto same = std::find_if(others.begin(), others.end(),
                                   [&](const auto& o) { return o.second == texts; });
    if (same == others.end()) {
      others.push_back({{fit.target}, texts});
    } else {
      same->first.push_back(fit.target);
    }
  }
  show_lines(output, "Takes it as it is: ", fitting.empty() ? "no target" : joined(fitting));
  if (!others.empty()) output.text("What stands in the way of the others");
  for (const auto& [names, texts] : others) {
    show_lines(output, "  ", joined(names));
    for (const std::string& text : texts) show_lines(output, "    - ", text);
  }
}

std::string scale_and_zero_point(const Tensor& tensor) {
  if (!tensor.quantization) return "";
  const Quantization& q = *tensor.quantization;
  if (q.per_channel()) return fmt::format("{} scales", q.scale.size());
  return fmt::format("{:.3g} / {}", static_cast<double>(q.scale[0]), q.zero_point[0]);
}

void show_layers(Output& output, const Graph& graph) {
  std::vector<std::vector<std::string>> rows{
      {"", "op", "output", "shape", "type", "scale / zp", "weights", "MACs"}};
  for (std::size_t n = 0; n < graph.nodes.size(); ++n) {
    const Node& node = graph.nodes[n];
    std::string op(name(node.kind()));
    if (const auto* opaque = std::get_if<Opaque>(&node.op)) op = shortened(opaque->name, 16);
    std::vector<std::string> row{std::to_string(n), op};
    if (!node.outputs.empty()) {
      const Tensor& y = graph.tensor(node.outputs[0]);
      row.insert(row.end(),
                 {shortened(y.name, 11), y.shape.text(), type_text(y), scale_and_zero_point(y)});
      if (has_weights(node.kind())) {
        const Tensor& weights = graph.tensor(node.input(1));
        row.insert(row.end(),
                   {scale_and_zero_point(weights) + bits_text(weights), digits(macs(graph, node))});
      }
    }
    rows.push_back(row);
  }
  const std::vector<Align> columns{Align::right, Align::left, Align::left, Align::left,
                                   Align::left,  Align::left, Align::left, Align::right};
  output.text("");
  for (const std::string& line : table(columns, rows, "")) output.text(line);
}

Inspection inspect(const std::string& path) {
  Inspection result;
  result.path = path;
  result.model = formats::read(path);
  result.file_bytes = static_cast<std::int64_t>(std::filesystem::file_size(path));
  result.summary = summarize(result.model.graph);
  for (const std::string& target_name : target_names()) {
    const Target target = load_target(target_name);
    result.fits.push_back({target_name, grouped(find_obstacles(result.model.graph, target),
                                                result.model.graph, target)});
  }
  return result;
}

struct Options {
  std::string model;
  bool layers = false;
};

std::optional<precision::Network> network_of(const Inspection& inspection) {
  if (!precision::is_network(inspection.model)) return std::nullopt;
  try {
    return precision::read_network(inspection.model);
  } catch (const Error& error) {
    throw Error(inspection.path.string() + ": " + error.what(), error.fault());
  }
}

}  // namespace

Action declare_inspect(CLI::App& app) {
  const auto options = std::make_shared<Options>();
  app.add_option("model", options->model, "The model (.tflite, .onnx)")->required();
  app.add_flag("--layers", options->layers, "Show every node");
  return [options](Output& output) {
    const Inspection inspection = inspect(options->model);
    const auto network = network_of(inspection);
    const Graph& graph = inspection.model.graph;
    show_head(output, inspection);
    show_inputs(output, inspection.model);
    show_ports(output, graph.outputs.size() == 1 ? "Output" : "Outputs", graph, graph.outputs);
    output.text("");
    show_tensors(output, inspection.summary);
    output.text("");
    if (network) show_network(output, *network);
    show_targets(output, inspection);
    if (options->layers) show_layers(output, graph);
    Json json = to_json(inspection, options->layers);
    if (network) json["network"] = to_json(*network);
    output.result(json);
  };
}

}  // namespace requant::cli
