#include "cli/comparison_report.h"

#include <fmt/format.h>

#include "cli/model_options.h"

namespace requant::cli {
namespace {

// The name of the layer with that index, or null.
Json layer_name(const measure::Comparison& comparison, const std::optional<std::size_t>& index) {
  if (!index) return nullptr;
  return comparison.layers[*index].tensor;
}

}  // namespace

Json to_json(const measure::LayerError& layer) {
  return {{"tensor", layer.tensor},
          {"op", layer.op},
          {"sqnr_db", layer.sqnr_db},
          {"exact", layer.exact},
          {"max_lsb", layer.max_lsb}};
}

Json to_json(const measure::Comparison& c) {
  Json layers = Json::array();
  for (const auto& layer : c.layers) layers.push_back(to_json(layer));
  Json json{{"agreement", c.agreement},
            {"sqnr_db", c.sqnr_db},
            {"output_sqnr_db", c.output_sqnr_db},
            {"top1_source", c.top1_source ? Json(*c.top1_source) : Json()},
            {"top1_result", c.top1_result ? Json(*c.top1_result) : Json()},
            {"images", c.images},
            {"label_offset", c.label_offset}};
  json["first_difference"] = layer_name(c, c.first_difference);
  json["first_below_20_db"] = layer_name(c, c.first_below_20_db);
  json["layers"] = std::move(layers);
  return json;
}

std::string layer_text(const measure::LayerError& layer) {
  return fmt::format("{} ({}, {}, {:.2f} % exact)", layer.tensor, layer.op, db_text(layer.sqnr_db),
                     layer.exact);
}

std::string agreement_of(const measure::Comparison& comparison) {
  return comparison.classifier ? "of the images get the same class"
                               : "of the output's elements are equal";
}

std::string sqnr_of(const measure::Comparison& comparison) {
  return comparison.classifier ? "on the logits, each image's mean taken off"
                               : "on the first output";
}

std::string agreement_text(const measure::Comparison& comparison) {
  return percent_text(comparison.agreement) + " " + agreement_of(comparison);
}

std::string sqnr_text(const measure::Comparison& comparison) {
  return db_text(comparison.sqnr_db) + " " + sqnr_of(comparison);
}

void print_layers(const measure::Comparison& comparison, Output& output) {
  output.text(
      fmt::format("{:>10}  {:>8}  {:>8}  {:<18}{}", "sqnr", "exact %", "max lsb", "op", "tensor"));
  for (const auto& layer : comparison.layers) {
    output.text(fmt::format("{:>10}  {:>8.3f}  {:>8.3g}  {:<18}{}", db_text(layer.sqnr_db),
                            layer.exact, layer.max_lsb, layer.op, layer.tensor));
  }
}

}  // namespace requant::cli
