#include "requant/target/parse_arithmetic.h"

#include <optional>
#include <utility>
#include <vector>

namespace requant {
namespace {

void check_rescale(YamlSection& section, const arith::RescaleRule& rule) {
  using arith::MultiplierForm;
  const auto form = std::string(words::of(words::kMultiplierForm, rule.form));
  if (rule.min_right_shift > rule.max_right_shift) {
    section.fault(section.has("min_right_shift") ? "min_right_shift" : "max_right_shift",
                  "the least right shift, " + std::to_string(rule.min_right_shift) +
                      ", is above the greatest, " + std::to_string(rule.max_right_shift));
  }
  if (rule.form != MultiplierForm::fixed_point) {
    for (const char* key : {"multiplier_bits", "double_rounding"}) {
      if (section.has(key)) {
        section.fault(key, "'" + std::string(key) + "' says nothing about a multiplier of form " +
                               form + "; leave it out, or use the form fixed_point");
      }
    }
  } else if (rule.double_rounding && rule.multiplier_bits != 31) {
    section.fault(section.has("multiplier_bits") ? "multiplier_bits" : "double_rounding",
                  "double rounding needs a multiplier of 31 bits, not " +
                      std::to_string(rule.multiplier_bits) + "; set double_rounding to false");
  }
  if (rule.form == MultiplierForm::float32 || rule.form == MultiplierForm::float64) {
    for (const char* key : {"min_right_shift", "max_right_shift"}) {
      if (section.has(key)) {
        section.fault(key,
                      "'" + std::string(key) + "' says nothing about a " + form + " multiplier");
      }
    }
  }
}

void parse_rescale(YamlSection section, arith::RescaleRule& rule) {
  section.choice("form", words::kMultiplierForm, rule.form);
  section.integer("multiplier_bits", 2, 31, rule.multiplier_bits);
  section.boolean("double_rounding", rule.double_rounding);
  section.choice("rounding", words::kRounding, rule.rounding);
  section.choice("scale_product", words::kScaleProduct, rule.scale_product);
  section.integer("min_right_shift", -31, 62, rule.min_right_shift);
  section.integer("max_right_shift", -31, 62, rule.max_right_shift);
  section.finish();
  check_rescale(section, rule);
}

void parse_rule(YamlSection& section, ArithmeticRule& rule) {
  parse_rescale(section.section("rescale"), rule.rescale);
  section.integer("accumulator_bits", 8, 64, rule.accumulator_bits);
  section.choice("overflow", words::kOverflow, rule.overflow);
  section.integer("input_left_shift", 0, 30, rule.input_left_shift);
  section.choice("division", words::kRounding, rule.division);
  section.choice("function", words::kFunction, rule.function);
  section.choice("operands", words::kOperands, rule.operands);
  section.boolean("signed_as_unsigned", rule.signed_as_unsigned);
  if (rule.operands != Operands::rescaled && rule.rescale.form != arith::MultiplierForm::float32) {
    section.fault("operands",
                  "'operands' is " + std::string(words::of(words::kOperands, rule.operands)) +
                      ", which is arithmetic in float32; set 'rescale.form' to float32");
  }
}

std::string key_name(const Arithmetic::Key& key) {
  const std::string op = key.kind ? std::string(name(*key.kind)) : "";
  const std::string type = key.type ? std::string(name(*key.type)) : "";
  return op + (op.empty() || type.empty() ? "" : " on ") + type;
}

// The keys of a rule: its ops, its types, or every pair of them.
std::vector<Arithmetic::Key> keys_of(YamlSection& section) {
  std::vector<OpKind> ops;
  std::vector<DataType> types;
  section.choices("ops", words::ops(), ops);
  section.choices("types", words::kDataType, types);
  if (!section.has("ops") && !section.has("types")) {
    section.fault("",
                  "a rule must name the ops or the types that it is for, as in 'ops: [conv2d]'");
  }
  std::vector<Arithmetic::Key> keys;
  for (const OpKind op : ops) {
    if (types.empty()) keys.push_back({op, std::nullopt});
    for (const DataType type : types) keys.push_back({op, type});
  }
  if (ops.empty()) {
    for (const DataType type : types) keys.push_back({std::nullopt, type});
  }
  return keys;
}

// The rule that holds for the key now: its own, or that of the less specific key above it.
ArithmeticRule current(const Arithmetic& arithmetic, const Arithmetic::Key& key) {
  const auto& rules = arithmetic.rules();
  for (const Arithmetic::Key& k :
       {key, Arithmetic::Key{key.kind, std::nullopt}, Arithmetic::Key{std::nullopt, key.type}}) {
    if (const auto found = rules.find(k); found != rules.end()) return found->second;
  }
  return rules.at(Arithmetic::Key{});
}

void parse_rules(const YAML::Node& list, YamlSection& parent, Target& target) {
  if (!list.IsSequence()) {
    parent.fault("rules", "'arithmetic.rules' must be a list, each entry with ops or types");
    return;
  }
  std::vector<Arithmetic::Key> stated;
  for (const auto& entry : list) {
    YamlSection section(entry, "arithmetic.rules", parent.diagnostics());
    const auto keys = keys_of(section);
    for (const Arithmetic::Key& key : keys) {
      for (const Arithmetic::Key& earlier : stated) {
        if (earlier == key) {
          section.fault("", "there is a rule for " + key_name(key) + " above; join the two");
        }
      }
      stated.push_back(key);
      ArithmeticRule rule = current(target.arithmetic, key);
      // The faults of one entry are reported once, not once for each of its keys.
      Diagnostics again("");
      YamlSection silent(entry, "arithmetic.rules", again);
      parse_rule(&key == &keys.front() ? section : silent, rule);
      target.arithmetic.set(key, rule);
    }
    if (keys.empty()) {
      ArithmeticRule unused;
      parse_rule(section, unused);
    }
    section.finish();
  }
}

}  // namespace

void parse_arithmetic(const std::vector<YAML::Node>& sections, Diagnostics& diagnostics,
                      Target& target) {
  Diagnostics known("");
  const auto reports_to = [&](std::size_t s) -> Diagnostics& {
    return s + 1 == sections.size() ? diagnostics : known;
  };
  target.arithmetic = Arithmetic{};
  ArithmeticRule rule;
  for (std::size_t s = 0; s < sections.size(); ++s) {
    YamlSection section(sections[s], "arithmetic", reports_to(s));
    YamlSection fallback = section.section("default");
    parse_rule(fallback, rule);
    fallback.finish();
    section.get("rules");
    section.finish();
  }
  target.arithmetic.set({}, rule);
  for (std::size_t s = 0; s < sections.size(); ++s) {
    if (!sections[s].IsMap()) continue;
    YamlSection section(sections[s], "arithmetic", known);
    const YAML::Node list = section.get("rules");
    YamlSection parent(sections[s], "arithmetic", s + 1 == sections.size() ? diagnostics : known);
    if (list.IsDefined()) parse_rules(list, parent, target);
  }
}

}  // namespace requant
