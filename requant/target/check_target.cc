#include "requant/target/check_target.h"

#include <algorithm>

namespace requant {
namespace {

template <typename T, typename Name>
std::string listed(const T& items, const Name& name_of) {
  std::vector<std::string> words;
  for (const auto& item : items) words.emplace_back(name_of(item));
  return joined(words);
}

// Every zero point is a value of one of the types; a range without its lowest value needs a sign.
template <typename Scheme>
void check_scheme(YamlSection section, const std::string& name_of_scheme, const Scheme& scheme) {
  const auto type_name = [](DataType t) { return std::string(name(t)); };
  for (const std::int64_t z : scheme.zero_points) {
    const bool exists = std::any_of(scheme.types.begin(), scheme.types.end(),
                                    [&](DataType type) { return integer_type(type).contains(z); });
    if (!exists && !scheme.types.empty()) {
      section.fault("zero_points", "the zero point " + std::to_string(z) + " is no value of " +
                                       listed(scheme.types, type_name));
    }
  }
  const bool has_signed = std::any_of(scheme.types.begin(), scheme.types.end(),
                                      [](DataType type) { return integer_type(type).is_signed; });
  if (scheme.narrow_range && !has_signed && !scheme.types.empty()) {
    section.fault("narrow_range", "'" + name_of_scheme +
                                      ".narrow_range' is for signed types only; " +
                                      listed(scheme.types, type_name) + " has no sign");
  }
}

void check_granularity(YamlSection section, const WeightScheme& weight) {
  if (weight.granularity == Granularity::per_tensor && !weight.per_tensor_ops.empty()) {
    section.fault("per_tensor_ops",
                  "'weight.per_tensor_ops' are exceptions from per_channel, but the granularity is "
                  "per_tensor");
  }
  for (const OpKind op : weight.per_tensor_ops) {
    if (!has_weights(op)) {
      section.fault("per_tensor_ops", "'" + std::string(name(op)) + "' has no weights");
    }
  }
}

void check_scale(YamlSection& top, const Target& target) {
  using arith::MultiplierForm;
  const MultiplierForm form = target.arithmetic.rules().at({}).rescale.form;
  if (target.scale_form == ScaleForm::free && form == MultiplierForm::power_of_two) {
    top.fault("scale",
              "multipliers that are powers of two cannot hold a free scale; set 'scale' to "
              "multiplier_power_of_two or absolute_power_of_two");
  }
  const bool is_float = form == MultiplierForm::float32 || form == MultiplierForm::float64;
  if (target.scale_form != ScaleForm::free && is_float) {
    top.fault("scale", "'scale' is " +
                           std::string(words::of(words::kScaleForm, target.scale_form)) +
                           ", but a " + std::string(words::of(words::kMultiplierForm, form)) +
                           " multiplier holds any scale; set 'scale' to free, or the form of the "
                           "multiplier to power_of_two");
  }
}

void check_bias(YamlSection section, const Target& target) {
  int widest = 0;
  for (const auto& [key, rule] : target.arithmetic.rules()) {
    widest = std::max(widest, rule.accumulator_bits);
  }
  if (target.bias.bits > widest) {
    section.fault("bits", "a bias of " + std::to_string(target.bias.bits) +
                              " bits does not fit an accumulator of " + std::to_string(widest));
  }
}

void check_ops(YamlSection& top, const Target& target) {
  for (const OpKind op : target.host_ops) {
    if (target.ops.contains(op)) {
      top.fault("host_ops", "'" + std::string(name(op)) + "' is both in 'ops' and in 'host_ops'");
    }
  }
}

}  // namespace

void check_target(YamlSection& top, const Target& target) {
  check_scheme(top.section("activation"), "activation", target.activation);
  check_scheme(top.section("weight"), "weight", target.weight);
  check_granularity(top.section("weight"), target.weight);
  check_scale(top, target);
  check_bias(top.section("bias"), target);
  check_ops(top, target);
}

}  // namespace requant
