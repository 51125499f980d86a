#include "requant/formats/json/rescale_json.h"

#include "requant/arith/sum_rescale.h"
#include "requant/target/words.h"

namespace requant::formats::json {
namespace {

float scale(const Graph& graph, TensorId id) { return graph.tensor(id).quantization->scale_at(0); }

Json to_json(const arith::Rescale& rescale) {
  return {{"multiplier", rescale.multiplier}, {"right_shift", rescale.right_shift}};
}

}  // namespace

Json layer_rescale(const Graph& graph, const Node& node, const ArithmeticRule& rule) {
  const Tensor& weights = graph.tensor(node.inputs[1]);
  const auto product =
      arith::for_granularity(rule.rescale.scale_product, weights.quantization->per_channel());
  Json multipliers = Json::array();
  Json shifts = Json::array();
  for (std::int64_t c = 0; c < weights.shape[output_channel_axis(node.kind())]; ++c) {
    const double m =
        arith::effective_scale(scale(graph, node.inputs[0]), weights.quantization->scale_at(c),
                               scale(graph, node.outputs[0]), product);
    const arith::Rescale rescale = arith::make_rescale(m, rule.rescale);
    multipliers.push_back(rescale.multiplier);
    shifts.push_back(rescale.right_shift);
  }
  return {{"multiplier", std::move(multipliers)}, {"right_shift", std::move(shifts)}};
}

Json unary_rescale(const Graph& graph, const Node& node, const ArithmeticRule& rule,
                   std::int64_t count) {
  const double m =
      arith::effective_scale(scale(graph, node.inputs[0]), 1.0F, scale(graph, node.outputs[0]),
                             rule.rescale.scale_product);
  return to_json(arith::divided(arith::make_rescale(m, rule.rescale), count));
}

Json sum_rescale(const Graph& graph, const Node& node, const ArithmeticRule& rule) {
  const auto rescales =
      arith::sum_rescales(scale(graph, node.inputs[0]), scale(graph, node.inputs[1]),
                          scale(graph, node.outputs[0]), rule.input_left_shift, rule.rescale);
  return {{"left_shift", rule.input_left_shift},
          {"inputs", {to_json(rescales.x), to_json(rescales.y)}},
          {"output", to_json(rescales.output)}};
}

Json rule_json(const ArithmeticRule& rule) {
  return {{"multiplier_bits", rule.rescale.multiplier_bits},
          {"double_rounding", rule.rescale.double_rounding},
          {"rounding", words::of(words::kRounding, rule.rescale.rounding)},
          {"accumulator_bits", rule.accumulator_bits},
          {"overflow", words::of(words::kOverflow, rule.overflow)},
          {"division", words::of(words::kRounding, rule.division)}};
}

}  // namespace requant::formats::json
