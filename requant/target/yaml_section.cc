#include "requant/target/yaml_section.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <set>
#include <utility>

namespace requant {

std::string number_text(double value) {
  std::array<char, 32> text{};
  const auto result = std::to_chars(text.data(), text.data() + text.size(), value);
  return {text.data(), result.ptr};
}

std::string line_of(const YAML::Node& node) {
  return "line " + std::to_string(std::max(node.Mark().line, 0) + 1);
}

YamlSection::YamlSection(const YAML::Node& node, std::string name, Diagnostics& diagnostics)
    : node_(node), name_(std::move(name)), diagnostics_(diagnostics) {
  if (!node_.IsDefined()) return;
  if (!node_.IsMap()) {
    diagnostics_.add(line_of(node_), (name_.empty() ? "the file" : "'" + name_ + "'") +
                                         " must hold keys and values, as in 'name: my-chip'");
    node_.reset();
    return;
  }
  std::set<std::string> seen;
  for (const auto& entry : node_) {
    if (entry.first.IsScalar() && !seen.insert(entry.first.Scalar()).second) {
      diagnostics_.add(line_of(entry.first), full(entry.first.Scalar()) + " is given twice");
    }
  }
}

YAML::Node YamlSection::find(const std::string& key) const {
  if (node_.IsDefined() && node_.IsMap()) {
    for (const auto& entry : node_) {
      if (entry.first.IsScalar() && entry.first.Scalar() == key) return entry.second;
    }
  }
  return YAML::Node(YAML::NodeType::Undefined);
}

YAML::Node YamlSection::get(const std::string& key) {
  if (std::find(known_.begin(), known_.end(), key) == known_.end()) known_.push_back(key);
  return find(key);
}

void YamlSection::require(const std::string& key) {
  if (!has(key)) fault("", full(key) + " is missing");
}

YamlSection YamlSection::section(const std::string& key) {
  return {get(key), name_.empty() ? key : name_ + "." + key, diagnostics_};
}

std::string YamlSection::full(const std::string& key) const {
  return "'" + (name_.empty() ? key : name_ + "." + key) + "'";
}

bool YamlSection::is_scalar(const YAML::Node& node, const std::string& key,
                            const std::string& wanted) {
  if (node.IsScalar()) return true;
  diagnostics_.add(line_of(node), full(key) + " must be " + wanted);
  return false;
}

void YamlSection::text(const std::string& key, std::string& value) {
  const YAML::Node node = get(key);
  if (!node.IsDefined() || !is_scalar(node, key, "a text")) return;
  value = node.Scalar();
  while (!value.empty() && (value.back() == '\n' || value.back() == ' ')) value.pop_back();
  if (value.empty()) fault(key, full(key) + " is empty");
}

void YamlSection::boolean(const std::string& key, bool& value) {
  constexpr words::Table<bool, 2> kWords{{{"true", true}, {"false", false}}};
  choice(key, kWords, value);
}

template <typename T>
std::optional<T> YamlSection::parsed(const std::string& key, const std::string& wanted, T low,
                                     T high) {
  const YAML::Node node = get(key);
  if (!node.IsDefined() || !is_scalar(node, key, wanted)) return std::nullopt;
  const std::string& text = node.Scalar();
  T read{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), read);
  if (error == std::errc() && end == text.data() + text.size() && read >= low && read <= high) {
    return read;
  }
  fault(key, full(key) + " is '" + text + "'; it must be " + wanted);
  return std::nullopt;
}

std::optional<std::int64_t> YamlSection::whole_number(const std::string& key, std::int64_t low,
                                                      std::int64_t high) {
  const std::string wanted =
      "a whole number from " + std::to_string(low) + " to " + std::to_string(high);
  return parsed<std::int64_t>(key, wanted, low, high);
}

void YamlSection::integers(const std::string& key, std::int64_t low, std::int64_t high,
                           std::vector<int>& values) {
  const YAML::Node node = get(key);
  if (!node.IsDefined()) return;
  values.clear();
  const auto add = [&](const YAML::Node& item) {
    const std::string text = item.IsScalar() ? item.Scalar() : "a list";
    int value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool whole = error == std::errc() && end == text.data() + text.size();
    if (!whole || value < low || value > high) {
      diagnostics_.add(line_of(item), full(key) + " holds '" + text +
                                          "'; it must be whole numbers from " +
                                          std::to_string(low) + " to " + std::to_string(high));
    } else if (std::find(values.begin(), values.end(), value) != values.end()) {
      diagnostics_.add(line_of(item), full(key) + " names '" + text + "' twice");
    } else {
      values.push_back(value);
    }
  };
  if (!node.IsSequence()) return add(node);
  if (node.size() == 0) diagnostics_.add(line_of(node), full(key) + " is empty");
  for (const auto& item : node) add(item);
}

void YamlSection::number(const std::string& key, double low, double high, double& value) {
  const std::string wanted = "a number from " + number_text(low) + " to " + number_text(high);
  if (const auto read = parsed<double>(key, wanted, low, high)) value = *read;
}

void YamlSection::fault(const std::string& key, const std::string& what) {
  const YAML::Node node = find(key);
  const YAML::Node& place = node.IsDefined() ? node : node_;
  diagnostics_.add(place.IsDefined() ? line_of(place) : "", what);
}

void YamlSection::finish() {
  if (!node_.IsDefined()) return;
  for (const auto& entry : node_) {
    const std::string key = entry.first.IsScalar() ? entry.first.Scalar() : "(not a word)";
    if (std::find(known_.begin(), known_.end(), key) != known_.end()) continue;
    diagnostics_.add(line_of(entry.first), "unknown key '" + key + "'" +
                                               (name_.empty() ? "" : " in '" + name_ + "'") +
                                               suggestion(key, known_));
  }
}

}  // namespace requant
