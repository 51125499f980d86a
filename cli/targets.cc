// requant targets: the hardware targets, one in full, or a check of a user's file.
#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "cli/command.h"
#include "cli/targets_json.h"
#include "cli/text.h"
#include "requant/base/nearest.h"
#include "requant/target/target.h"

namespace requant::cli {
namespace {

std::string zero_points(const std::vector<std::int64_t>& values) {
  if (values.empty()) return "any";
  std::vector<std::string> texts;
  for (const std::int64_t z : values) texts.push_back(std::to_string(z));
  return joined(texts);
}

std::string scale_form(ScaleForm form) {
  switch (form) {
    case ScaleForm::free:
      return "any";
    case ScaleForm::multiplier_power_of_two:
      return "only multipliers 2^-n";
    case ScaleForm::absolute_power_of_two:
      return "all 2^-n";
  }
  return "";
}

std::string rounding_text(arith::Rounding rounding) {
  switch (rounding) {
    case arith::Rounding::half_up:
      return "to nearest, ties up";
    case arith::Rounding::half_away:
      return "to nearest, ties away from zero";
    case arith::Rounding::half_even:
      return "to nearest, ties to even";
    case arith::Rounding::floor:
      return "down";
    case arith::Rounding::toward_zero:
      return "toward zero";
  }
  return "";
}

std::string rescale_text(const arith::RescaleRule& rule) {
  using arith::MultiplierForm;
  const std::string rounding = rounding_text(rule.rounding);
  const bool limited = rule.min_right_shift > -31 || rule.max_right_shift < 62;
  const std::string shifts =
      limited ? fmt::format(", right shift {} to {}", rule.min_right_shift, rule.max_right_shift)
              : "";
  switch (rule.form) {
    case MultiplierForm::float32:
      return "float32 multiplier, " + rounding;
    case MultiplierForm::float64:
      return "float64 multiplier, " + rounding;
    case MultiplierForm::power_of_two:
      return "shift, " + rounding + shifts;
    case MultiplierForm::fixed_point:
      if (rule.double_rounding) {
        return fmt::format("{}-bit multiplier, rounded twice: ties up, then {}{}",
                           rule.multiplier_bits, rounding, shifts);
      }
      return fmt::format("{}-bit multiplier, rounded once: {}{}", rule.multiplier_bits, rounding,
                         shifts);
  }
  return "";
}

std::string rule_text(const ArithmeticRule& rule) {
  std::string text = rescale_text(rule.rescale);
  if (rule.rescale.scale_product == arith::ScaleProduct::float32_product) {
    text += "; s_x s_w in float32";
  }
  text += fmt::format("; accumulator {} bits, {}", rule.accumulator_bits,
                      rule.overflow == Overflow::wrap ? "wraps" : "saturates");
  return text;
}

std::string key_text(const Arithmetic::Key& key) {
  const std::string op(key.kind ? name(*key.kind) : "");
  const std::string type(key.type ? name(*key.type) : "");
  return op + (op.empty() || type.empty() ? "" : " on ") + type;
}

// Rules that the target's own ops and types can meet, ops of equal rules together.
std::vector<std::pair<std::string, std::string>> rule_rows(const Target& target) {
  const auto& rules = target.arithmetic.rules();
  std::vector<std::pair<std::string, std::string>> rows{{"", rule_text(rules.at({}))}};
  const auto& types = target.activation.types;
  for (const auto& [key, rule] : rules) {
    if (key == Arithmetic::Key{} || (key.kind && target.host_ops.contains(*key.kind))) continue;
    if (key.type && std::find(types.begin(), types.end(), *key.type) == types.end()) continue;
    const std::string text = rule_text(rule);
    if (text == rows.front().second) continue;
    const auto same = std::find_if(rows.begin() + 1, rows.end(),
                                   [&](const auto& row) { return row.second == text; });
    if (same == rows.end()) {
      rows.emplace_back(key_text(key), text);
    } else {
      same->first += ", " + key_text(key);
    }
  }
  return rows;
}

void lines(Output& output, const std::string& first, const std::string& text) {
  for (const std::string& line : wrapped(first, text)) output.text(line);
}

std::string weight_text(const WeightScheme& weight) {
  std::string text = joined(type_names(weight.types)) + ", zero point " +
                     zero_points(weight.zero_points) + ", " +
                     (weight.granularity == Granularity::per_tensor ? "one scale a tensor"
                                                                    : "one scale a channel");
  if (!weight.per_tensor_ops.empty()) {
    text += " (a tensor for " + joined(op_names(weight.per_tensor_ops)) + ")";
  }
  return text + (weight.narrow_range ? ", without the lowest value" : "");
}

void show_one(Output& output, const Target& target) {
  output.text(target.name + ": " + target.title);
  if (!target.description.empty()) lines(output, "  ", target.description);
  output.text("");
  const auto& activation = target.activation;
  lines(output, "  activations  ",
        joined(type_names(activation.types)) + ", zero point " +
            zero_points(activation.zero_points) +
            (activation.narrow_range ? ", without the lowest value" : ""));
  lines(output, "  weights      ", weight_text(target.weight));
  lines(output, "  biases       ",
        fmt::format("{} bits{}", target.bias.bits,
                    target.bias.own_shift ? " and a shift of their own" : ""));
  lines(output, "  scales       ", scale_form(target.scale_form));
  lines(output, "  ops          ", joined(op_names(target.ops)));
  if (!target.host_ops.empty()) {
    lines(output, "  on the host  ", joined(op_names(target.host_ops)));
  }
  output.text("");
  const auto rows = rule_rows(target);
  lines(output, "  arithmetic   ", rows.front().second);
  for (std::size_t r = 1; r < rows.size(); ++r) {
    lines(output, "               ", rows[r].first + ": " + rows[r].second);
  }
  if (target.precision) lines(output, "  precisions   ", precision_text(*target.precision));
  if (target.cost) lines(output, "  cost model   ", cost_text(*target.cost));
  if (target.sources.empty()) return;
  output.text("");
  output.text("  Sources");
  for (const SourceNote& note : target.sources) {
    lines(output, "  - ", note.fact);
    lines(output, "    ", "[" + note.source + "]");
  }
}

void show_all(Output& output) {
  std::vector<std::vector<std::string>> rows{{"name", "activations", "weights", "scales", ""}};
  Json list = Json::array();
  for (const std::string& target_name : target_names()) {
    const Target target = load_target(target_name);
    list.push_back(to_json(target));
    const auto zero = [](const std::vector<std::int64_t>& values) {
      return values.empty() ? std::string() : " zp " + zero_points(values);
    };
    rows.push_back(
        {target.name,
         fmt::format("{}", fmt::join(type_names(target.activation.types), "/")) +
             zero(target.activation.zero_points),
         fmt::format("{}", fmt::join(type_names(target.weight.types), "/")) +
             zero(target.weight.zero_points) +
             (target.weight.granularity == Granularity::per_tensor ? "" : " per channel"),
         scale_form(target.scale_form)});
  }
  const std::vector<Align> columns(5, Align::left);
  for (const std::string& line : table(columns, rows, "")) output.text(line);
  output.text("");
  output.text(
      "'requant targets NAME' shows one with its sources; 'requant targets FILE.yaml' checks "
      "a file.");
  output.result({{"targets", list}});
}

}  // namespace

Action declare_targets(CLI::App& app) {
  const auto given = std::make_shared<std::string>();
  app.add_option("target", *given, "A target's name, or a YAML file to check");
  return [given](Output& output) {
    if (given->empty()) return show_all(output);
    const Target target = load_target(*given);
    show_one(output, target);
    output.result(to_json(target));
  };
}

}  // namespace requant::cli
