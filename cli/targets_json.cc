#include "cli/targets_json.h"

#include "requant/target/words.h"

namespace requant::cli {
namespace {

Json to_json(const ArithmeticRule& rule) {
  const arith::RescaleRule& rescale = rule.rescale;
  return {{"rescale",
           {{"form", words::of(words::kMultiplierForm, rescale.form)},
            {"multiplier_bits", rescale.multiplier_bits},
            {"double_rounding", rescale.double_rounding},
            {"rounding", words::of(words::kRounding, rescale.rounding)},
            {"scale_product", words::of(words::kScaleProduct, rescale.scale_product)},
            {"min_right_shift", rescale.min_right_shift},
            {"max_right_shift", rescale.max_right_shift}}},
          {"accumulator_bits", rule.accumulator_bits},
          {"overflow", words::of(words::kOverflow, rule.overflow)},
          {"input_left_shift", rule.input_left_shift},
          {"division", words::of(words::kRounding, rule.division)},
          {"function", words::of(words::kFunction, rule.function)},
          {"operands", words::of(words::kOperands, rule.operands)},
          {"signed_as_unsigned", rule.signed_as_unsigned}};
}

Json rules_json(const Arithmetic& arithmetic) {
  Json list = Json::array();
  for (const auto& [key, rule] : arithmetic.rules()) {
    Json entry;
    if (key.kind) entry["op"] = name(*key.kind);
    if (key.type) entry["type"] = name(*key.type);
    entry.update(to_json(rule));
    list.push_back(entry);
  }
  return list;
}

}  // namespace

std::vector<std::string> type_names(const std::vector<DataType>& types) {
  std::vector<std::string> result;
  for (const DataType type : types) result.emplace_back(name(type));
  return result;
}

std::vector<std::string> op_names(const std::set<OpKind>& ops) {
  std::vector<std::string> result;
  for (const OpKind kind : ops) result.emplace_back(name(kind));
  return result;
}

Json to_json(const Target& target) {
  Json sources = Json::array();
  for (const SourceNote& note : target.sources) {
    sources.push_back({{"fact", note.fact}, {"source", note.source}});
  }
  Json object{{"name", target.name},
              {"title", target.title},
              {"description", target.description},
              {"activation",
               {{"types", type_names(target.activation.types)},
                {"zero_points", target.activation.zero_points},
                {"narrow_range", target.activation.narrow_range}}},
              {"weight",
               {{"types", type_names(target.weight.types)},
                {"zero_points", target.weight.zero_points},
                {"narrow_range", target.weight.narrow_range},
                {"granularity", words::of(words::kGranularity, target.weight.granularity)},
                {"per_tensor_ops", op_names(target.weight.per_tensor_ops)}}},
              {"bias", {{"bits", target.bias.bits}, {"own_shift", target.bias.own_shift}}},
              {"scale", words::of(words::kScaleForm, target.scale_form)},
              {"ops", op_names(target.ops)},
              {"host_ops", op_names(target.host_ops)},
              {"arithmetic", rules_json(target.arithmetic)}};
  if (target.precision) object["precision"] = to_json(*target.precision);
  if (target.cost) object["cost"] = to_json(*target.cost);
  object["sources"] = sources;
  return object;
}

}  // namespace requant::cli
