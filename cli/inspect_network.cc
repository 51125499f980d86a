#include "cli/inspect_network.h"

#include <fmt/format.h>

#include "cli/text.h"
#include "requant/base/nearest.h"

namespace requant::cli {
namespace {

std::string widths_text(const std::vector<int>& widths) {
  std::vector<std::string> parts;
  for (const int bits : widths) parts.push_back(std::to_string(bits));
  return joined(parts);
}

// "4: +0.012, 2: +0.080"
std::string sensitivity_text(const precision::LayerTables& layer) {
  std::vector<std::string> parts;
  for (auto one = layer.sensitivity.rbegin(); one != layer.sensitivity.rend(); ++one) {
    const auto& [precision, loss] = *one;
    const bool widest =
        precision == precision::Precision{layer.weight_bits.front(), layer.activation_bits.front()};
    if (!widest) parts.push_back(fmt::format("{}: {:+.4f}", text(precision), loss));
  }
  return joined(parts);
}

}  // namespace

void show_network(Output& output, const precision::Network& network) {
  output.text("Trained for many precisions (eval, convert, run: --precision or --assignment)");
  std::vector<std::vector<std::string>> rows{
      {"  layer", "weights", "activations", "what fewer bits add to the loss (nats)"}};
  for (const precision::LayerTables& layer : network.tables.layers) {
    rows.push_back({"  " + shortened(layer.name, 40), widths_text(layer.weight_bits),
                    widths_text(layer.activation_bits), sensitivity_text(layer)});
  }
  const std::vector<Align> columns(4, Align::left);
  for (const std::string& line : table(columns, rows, "")) output.text(line);
  output.text("");
}

Json to_json(const precision::Network& network) {
  const bool nests = network.tables.storage == precision::WeightStorage::nested;
  Json object{{"storage", nests ? "nested" : "independent"}};
  object["notes"] = Json::object();
  for (const auto& [name, text] : network.tables.notes) object["notes"][name] = text;
  object["layers"] = Json::array();
  for (const precision::LayerTables& layer : network.tables.layers) {
    Json sensitivity = Json::array();
    for (const auto& [precision, loss] : layer.sensitivity) {
      sensitivity.push_back(
          {{"weights", precision.weights}, {"activations", precision.activations}, {"loss", loss}});
    }
    object["layers"].push_back({{"name", layer.name},
                                {"weight_bits", layer.weight_bits},
                                {"activation_bits", layer.activation_bits},
                                {"sensitivity", std::move(sensitivity)}});
  }
  return object;
}

}  // namespace requant::cli
