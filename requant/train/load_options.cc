#include "requant/train/load_options.h"

#include "requant/base/error.h"
#include "requant/data/file.h"
#include "requant/target/yaml_section.h"
#include "requant/train/option_keys.h"

namespace requant::train {
namespace {

// Reads the keys that are given; the functions are those of YamlSection.
class OptionReader {
 public:
  explicit OptionReader(YamlSection section) : section_(std::move(section)) {}

  void text(const char* key, std::string& value) { section_.text(key, value); }
  void boolean(const char* key, bool& value) { section_.boolean(key, value); }
  template <typename Words, typename T>
  void choice(const char* key, const Words& words, T& value) {
    section_.choice(key, words, value);
  }
  template <typename T>
  void integer(const char* key, std::int64_t low, std::int64_t high, T& value) {
    section_.integer(key, low, high, value);
  }
  void number(const char* key, double low, double high, double& value) {
    section_.number(key, low, high, value);
  }
  void widths(const char* key, std::vector<int>& value);
  void rates(const char* key, double low, double high, std::map<int, double>& value);
  void layers(const char* key, std::map<std::string, precision::Precision>& value);
  template <typename Body>
  void section(const char* key, const Body& body) {
    OptionReader inner(section_.section(key));
    body(inner);
    inner.finish();
  }
  void finish() { section_.finish(); }

 private:
  YamlSection section_;
};

// A list of numbers, or the text "8,4,2".
std::string widths_text(const YAML::Node& node) {
  if (node.IsScalar()) return node.Scalar();
  std::string text;
  for (const auto& item : node) text += (text.empty() ? "" : ",") + item.as<std::string>("?");
  return text;
}

void OptionReader::widths(const char* key, std::vector<int>& value) {
  const YAML::Node node = section_.get(key);
  if (!node.IsDefined()) return;
  try {
    value = parse_precisions(widths_text(node));
  } catch (const Error& error) {
    section_.fault(key, std::string("'") + key + "': " + error.what());
  }
}

void OptionReader::rates(const char* key, double low, double high, std::map<int, double>& value) {
  YamlSection inner = section_.section(key);
  for (int bits = precision::kMaxBits; bits >= precision::kMinBits; --bits) {
    const std::string name = std::to_string(bits);
    if (!inner.get(name).IsDefined()) continue;
    inner.number(name, low, high, value[bits]);
  }
  inner.finish();
}

void OptionReader::layers(const char* key, std::map<std::string, precision::Precision>& value) {
  const YAML::Node node = section_.get(key);
  if (!node.IsDefined()) return;
  if (!node.IsMap()) {
    return section_.fault(key,
                          std::string("'") + key + "' must be a map, as {conv1: 8, conv2: 4/2}");
  }
  for (const auto& entry : node) {
    const std::string name = entry.first.as<std::string>("?");
    if (const auto precision = precision::from_text(entry.second.as<std::string>(""))) {
      value[name] = *precision;
    } else {
      section_.fault(key, std::string("'") + key + "." + name +
                              "' must be widths of 2 to 8 bits: 4, or 4/2 (weights/activations)");
    }
  }
}

YAML::Node load_yaml(const std::string& yaml, const std::string& subject) {
  try {
    return YAML::Load(yaml);
  } catch (const YAML::Exception& error) {
    throw Error(subject + ", line " + std::to_string(error.mark.line + 1) +
                ": this is no YAML: " + error.msg);
  }
}

// The nested maps that "a.b=text" stands for.
YAML::Node node_of_setting(const std::string& key, const std::string& value,
                           const std::string& subject) {
  YAML::Node node = load_yaml(value, subject);
  for (std::string rest = key; !rest.empty();) {
    const auto dot = rest.rfind('.');
    YAML::Node outer(YAML::NodeType::Map);
    outer[dot == std::string::npos ? rest : rest.substr(dot + 1)] = node;
    node = outer;
    rest.resize(dot == std::string::npos ? 0 : dot);
  }
  return node;
}

void read_node(const YAML::Node& node, const std::string& subject, TrainOptions& options) {
  Diagnostics diagnostics(subject);
  OptionReader reader(YamlSection(node, "", diagnostics));
  visit_places(reader, options);
  visit_training(reader, options);
  reader.finish();
  diagnostics.throw_if_any();
}

}  // namespace

void parse_options(const std::string& yaml, const std::string& subject, TrainOptions& options) {
  const YAML::Node node = load_yaml(yaml, subject);
  if (!node.IsNull()) read_node(node, subject, options);
}

void read_options(const std::filesystem::path& path, TrainOptions& options) {
  const auto bytes = data::read_file(path);
  parse_options({bytes.begin(), bytes.end()}, path.string(), options);
}

void apply_setting(const std::string& setting, TrainOptions& options) {
  const auto equals = setting.find('=');
  if (equals == std::string::npos || equals == 0) {
    throw Error("the setting '" + setting + "' must be KEY=VALUE, as in phase.epochs=30");
  }
  const std::string subject = "setting " + setting;
  read_node(node_of_setting(setting.substr(0, equals), setting.substr(equals + 1), subject),
            subject, options);
}

std::vector<int> parse_precisions(const std::string& text) {
  std::vector<int> widths;
  for (std::string rest = text + ","; !rest.empty();) {
    const auto comma = rest.find(',');
    std::string word = rest.substr(0, comma);
    rest.erase(0, comma + 1);
    std::erase(word, ' ');
    widths.push_back(word.size() == 1 ? word[0] - '0' : 0);
  }
  if (const std::string fault = fault_of_widths(widths); !fault.empty()) {
    throw Error("the precisions '" + text + "' " + fault);
  }
  return widths;
}

}  // namespace requant::train
