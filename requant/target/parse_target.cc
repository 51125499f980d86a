#include <algorithm>
#include <charconv>

#include "requant/target/builtin.h"
#include "requant/target/check_target.h"
#include "requant/target/parse_arithmetic.h"
#include "requant/target/parse_cost.h"
#include "requant/target/target.h"
#include "requant/target/yaml_section.h"

namespace requant {
namespace {

constexpr std::size_t kLongestFile = 1 << 20;

// "any", one number, or a list of numbers.
void parse_zero_points(YamlSection& section, std::vector<std::int64_t>& values) {
  const YAML::Node node = section.get("zero_points");
  if (!node.IsDefined()) return;
  values.clear();
  if (node.IsScalar() && node.Scalar() == "any") return;
  const auto add = [&](const YAML::Node& item) {
    std::int64_t value = 0;
    const std::string text = item.IsScalar() ? item.Scalar() : "a list";
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size()) {
      section.diagnostics().add(line_of(item), "a zero point cannot be '" + text +
                                                   "'; use 'any' or a list of whole numbers");
      return;
    }
    values.push_back(value);
  };
  if (!node.IsSequence()) return add(node);
  if (node.size() == 0) section.fault("zero_points", "the zero points are empty; use 'any' or [0]");
  for (const auto& item : node) add(item);
}

template <typename Scheme>
void parse_scheme(YamlSection& section, bool inherited, Scheme& scheme) {
  section.choices("types", words::kDataType, scheme.types);
  if (!inherited) section.require("types");
  parse_zero_points(section, scheme.zero_points);
  section.boolean("narrow_range", scheme.narrow_range);
}

void parse_weight(YamlSection section, bool inherited, WeightScheme& weight) {
  parse_scheme(section, inherited, weight);
  section.choice("granularity", words::kGranularity, weight.granularity);
  if (!inherited) section.require("granularity");
  std::vector<OpKind> ops(weight.per_tensor_ops.begin(), weight.per_tensor_ops.end());
  section.choices("per_tensor_ops", words::ops(), ops, true);
  weight.per_tensor_ops = {ops.begin(), ops.end()};
  // An heir that goes back to per_tensor has no exceptions to inherit.
  if (weight.granularity == Granularity::per_tensor && !section.has("per_tensor_ops")) {
    weight.per_tensor_ops.clear();
  }
  section.finish();
}

void parse_bias(YamlSection section, BiasScheme& bias) {
  section.integer("bits", 4, 64, bias.bits);
  section.boolean("own_shift", bias.own_shift);
  section.finish();
}

void parse_ops(YamlSection& top, Target& target) {
  const auto read = [&](const char* key, std::set<OpKind>& set, bool may_be_empty) {
    std::vector<OpKind> ops(set.begin(), set.end());
    top.choices(key, words::ops(), ops, may_be_empty);
    set = {ops.begin(), ops.end()};
  };
  read("host_ops", target.host_ops, true);
  const YAML::Node ops = top.get("ops");
  if (!ops.IsDefined() || !ops.IsScalar() || ops.Scalar() != "all") {
    read("ops", target.ops, false);
    return;
  }
  target.ops.clear();
  for (const auto& row : words::ops()) {
    if (!target.host_ops.contains(row.value)) target.ops.insert(row.value);
  }
}

void parse_sources(YamlSection& top, Target& target) {
  const YAML::Node list = top.get("sources");
  if (!list.IsDefined()) return;
  if (!list.IsSequence()) {
    top.fault("sources", "'sources' must be a list, each entry with a fact and its source");
    return;
  }
  std::vector<SourceNote> notes;
  for (const auto& entry : list) {
    YamlSection section(entry, "sources", top.diagnostics());
    SourceNote note;
    section.text("fact", note.fact);
    section.text("source", note.source);
    section.require("fact");
    section.require("source");
    section.finish();
    notes.push_back(std::move(note));
  }
  target.sources = std::move(notes);
}

// A target without what follows from the finished one (the rules of host ops), and the sections
// that its arithmetic comes from, its own last.
struct Parsed {
  Target target;
  std::vector<YAML::Node> arithmetic;
};

Parsed parse(const std::string& yaml, const std::string& subject);

Parsed inherited(YamlSection& top) {
  std::string parent;
  top.text("extends", parent);
  if (parent.empty()) return {};
  if (const auto text = builtin_target(parent)) return parse(std::string(*text), parent);
  top.fault("extends",
            "there is no target '" + parent + "' to extend" + suggestion(parent, target_names()));
  return {};
}

YAML::Node load(const std::string& yaml, Diagnostics& diagnostics) {
  if (yaml.size() > kLongestFile) {
    diagnostics.add("", "it is longer than 1 MiB; a target file is a few kilobytes");
    diagnostics.throw_if_any();
  }
  try {
    return YAML::Load(yaml);
  } catch (const YAML::Exception& error) {
    diagnostics.add("line " + std::to_string(std::max(error.mark.line, 0) + 1),
                    "this is not YAML: " + error.msg);
  }
  diagnostics.throw_if_any();
  return {};
}

void parse_name(YamlSection& top, Target& target) {
  target.name.clear();
  target.title.clear();
  target.description.clear();
  top.text("name", target.name);
  top.text("title", target.title);
  top.text("description", target.description);
  top.require("name");
  top.require("title");
  const auto good = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
  };
  if (!std::all_of(target.name.begin(), target.name.end(), good)) {
    top.fault("name", "the name '" + target.name +
                          "' may hold lower-case letters, digits, '-', '_' and '.' only");
  }
}

Parsed parse(const std::string& yaml, const std::string& subject) {
  Diagnostics diagnostics(subject);
  YamlSection top(load(yaml, diagnostics), "", diagnostics);
  diagnostics.throw_if_any();
  const bool extends = top.has("extends");
  Parsed result = inherited(top);
  Target& target = result.target;
  parse_name(top, target);
  if (!extends) {
    for (const char* key : {"activation", "weight", "scale", "ops"}) top.require(key);
  }
  YamlSection activation = top.section("activation");
  parse_scheme(activation, extends || !top.has("activation"), target.activation);
  activation.finish();
  parse_weight(top.section("weight"), extends || !top.has("weight"), target.weight);
  parse_bias(top.section("bias"), target.bias);
  top.choice("scale", words::kScaleForm, target.scale_form);
  parse_ops(top, target);
  if (const YAML::Node own = top.get("arithmetic"); own.IsDefined()) {
    result.arithmetic.push_back(own);
    parse_arithmetic(result.arithmetic, diagnostics, target);
  }
  parse_precision(top, target.precision);
  parse_cost(top, target.cost);
  parse_sources(top, target);
  top.finish();
  if (diagnostics.empty()) check_target(top, target);
  diagnostics.throw_if_any();
  target.text = yaml;
  return result;
}

// Ops that run on the host do so in the rules of `tflite`, unless the file states others.
void add_host_rules(Target& target) {
  if (target.host_ops.empty()) return;
  const auto text = builtin_target("tflite");
  const Arithmetic tflite = parse(std::string(text.value_or("")), "tflite").target.arithmetic;
  for (const OpKind op : target.host_ops) {
    if (target.arithmetic.rules().contains({op, std::nullopt})) continue;
    for (const DataType type : target.activation.types) {
      if (target.arithmetic.rules().contains({op, type})) continue;
      target.arithmetic.set({op, type}, tflite.rule(op, type));
    }
  }
}

}  // namespace

Target parse_target(const std::string& yaml, const std::string& subject) {
  Target target = parse(yaml, subject).target;
  add_host_rules(target);
  return target;
}

}  // namespace requant
