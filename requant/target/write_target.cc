// A target as YAML, with everything stated.
#include <sstream>

#include "requant/target/target.h"
#include "requant/target/words.h"
#include "requant/target/write_cost.h"

namespace requant {
namespace {

// In double quotes, as YAML escapes it.
std::string yaml_text(const std::string& text) {
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') result += '\\';
    if (c == '\n') {
      result += "\\n";
    } else {
      result += c;
    }
  }
  return result + '"';
}

template <typename Items, typename Text>
std::string list(const Items& items, const Text& text_of) {
  std::string result;
  for (const auto& item : items) {
    result += (result.empty() ? "" : ", ") + std::string(text_of(item));
  }
  return "[" + result + "]";
}

std::string op_list(const std::set<OpKind>& ops) {
  return list(ops, [](OpKind kind) { return name(kind); });
}

template <typename Scheme>
void write_scheme(std::ostream& out, const Scheme& scheme) {
  out << "  types: " << list(scheme.types, [](DataType type) { return name(type); }) << "\n"
      << "  zero_points: "
      << (scheme.zero_points.empty()
              ? "any"
              : list(scheme.zero_points, [](std::int64_t z) { return std::to_string(z); }))
      << "\n  narrow_range: " << words::truth(scheme.narrow_range) << "\n";
}

std::string rescale_text(const arith::RescaleRule& rule) {
  using arith::MultiplierForm;
  std::ostringstream out;
  out << "{form: " << words::of(words::kMultiplierForm, rule.form)
      << ", rounding: " << words::of(words::kRounding, rule.rounding)
      << ", scale_product: " << words::of(words::kScaleProduct, rule.scale_product);
  if (rule.form == MultiplierForm::fixed_point) {
    out << ", multiplier_bits: " << rule.multiplier_bits
        << ", double_rounding: " << words::truth(rule.double_rounding);
  }
  if (rule.form == MultiplierForm::fixed_point || rule.form == MultiplierForm::power_of_two) {
    out << ", min_right_shift: " << rule.min_right_shift
        << ", max_right_shift: " << rule.max_right_shift;
  }
  out << "}";
  return out.str();
}

void write_rule(std::ostream& out, const ArithmeticRule& rule) {
  out << "rescale: " << rescale_text(rule.rescale)
      << "\n      accumulator_bits: " << rule.accumulator_bits
      << "\n      overflow: " << words::of(words::kOverflow, rule.overflow)
      << "\n      input_left_shift: " << rule.input_left_shift
      << "\n      division: " << words::of(words::kRounding, rule.division)
      << "\n      function: " << words::of(words::kFunction, rule.function)
      << "\n      operands: " << words::of(words::kOperands, rule.operands)
      << "\n      signed_as_unsigned: " << words::truth(rule.signed_as_unsigned) << "\n";
}

void write_arithmetic(std::ostream& out, const Arithmetic& arithmetic) {
  out << "arithmetic:\n  default:\n      ";
  write_rule(out, arithmetic.rules().at({}));
  if (arithmetic.rules().size() == 1) return;
  out << "  rules:\n";
  for (const auto& [key, rule] : arithmetic.rules()) {
    if (!key.kind && !key.type) continue;
    out << "    - ";
    if (key.kind) out << "ops: [" << name(*key.kind) << "]\n      ";
    if (key.type) out << "types: [" << name(*key.type) << "]\n      ";
    write_rule(out, rule);
  }
}

}  // namespace

std::string to_yaml(const Target& target) {
  std::ostringstream out;
  out << "name: " << target.name << "\ntitle: " << yaml_text(target.title) << "\n";
  if (!target.description.empty()) out << "description: " << yaml_text(target.description) << "\n";
  out << "activation:\n";
  write_scheme(out, target.activation);
  out << "weight:\n";
  write_scheme(out, target.weight);
  out << "  granularity: " << words::of(words::kGranularity, target.weight.granularity) << "\n";
  if (!target.weight.per_tensor_ops.empty()) {
    out << "  per_tensor_ops: " << op_list(target.weight.per_tensor_ops) << "\n";
  }
  out << "bias: {bits: " << target.bias.bits
      << ", own_shift: " << words::truth(target.bias.own_shift)
      << "}\nscale: " << words::of(words::kScaleForm, target.scale_form)
      << "\nops: " << op_list(target.ops) << "\nhost_ops: " << op_list(target.host_ops) << "\n";
  write_arithmetic(out, target.arithmetic);
  if (target.precision) write_precision(out, *target.precision);
  if (target.cost) write_cost(out, *target.cost);
  if (target.sources.empty()) return out.str();
  out << "sources:\n";
  for (const SourceNote& note : target.sources) {
    out << "  - fact: " << yaml_text(note.fact) << "\n    source: " << yaml_text(note.source)
        << "\n";
  }
  return out.str();
}

}  // namespace requant
