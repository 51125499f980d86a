// Strict reading of YAML: every key is known, every value one of those allowed, every fault has its
// line.
#pragma once

#include <yaml-cpp/yaml.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "requant/base/error.h"
#include "requant/base/nearest.h"
#include "requant/target/words.h"

namespace requant {

// "line 12"; the first line is 1.
std::string line_of(const YAML::Node& node);

// The shortest text that reads as the same number.
std::string number_text(double value);

// One map of a YAML file. The functions that read a key leave the value as it is where the key is
// not given or its value is wrong, and report the latter. `finish` reports the keys that nothing
// has asked for.
class YamlSection {
 public:
  // `name` is "" for the whole file, else "weight", "arithmetic.default". Reports a node that is no
  // map, and keys that are given twice.
  YamlSection(const YAML::Node& node, std::string name, Diagnostics& diagnostics);

  // The value of the key, or an undefined node.
  YAML::Node get(const std::string& key);
  bool has(const std::string& key) const { return find(key).IsDefined(); }
  // Reports a key that is not given.
  void require(const std::string& key);
  // The section below the key; an empty one where it is not given.
  YamlSection section(const std::string& key);

  void text(const std::string& key, std::string& value);
  void boolean(const std::string& key, bool& value);
  // A whole number in [low, high], which T holds.
  template <typename T>
  void integer(const std::string& key, std::int64_t low, std::int64_t high, T& value) {
    if (const auto read = whole_number(key, low, high)) value = static_cast<T>(*read);
  }
  // A list of different whole numbers in [low, high], not empty; or one alone.
  void integers(const std::string& key, std::int64_t low, std::int64_t high,
                std::vector<int>& values);
  // A decimal number in [low, high].
  void number(const std::string& key, double low, double high, double& value);
  template <typename Words, typename T>
  void choice(const std::string& key, const Words& words, T& value);
  // A list of different words, not empty unless `may_be_empty`; or one word alone.
  template <typename Words, typename T>
  void choices(const std::string& key, const Words& words, std::vector<T>& values,
               bool may_be_empty = false);

  // Reports a fault at the line of the key (of the section where the key is not given).
  void fault(const std::string& key, const std::string& what);
  void finish();

  Diagnostics& diagnostics() const { return diagnostics_; }

 private:
  YAML::Node find(const std::string& key) const;
  // "'rounding'", "'weight.rounding'"
  std::string full(const std::string& key) const;
  bool is_scalar(const YAML::Node& node, const std::string& key, const std::string& wanted);
  template <typename T>
  std::optional<T> parsed(const std::string& key, const std::string& wanted, T low, T high);
  std::optional<std::int64_t> whole_number(const std::string& key, std::int64_t low,
                                           std::int64_t high);
  template <typename Words, typename T>
  bool match(const YAML::Node& node, const std::string& key, const Words& words, T& value);

  YAML::Node node_;
  std::string name_;
  Diagnostics& diagnostics_;
  std::vector<std::string> known_;
};

template <typename Words, typename T>
bool YamlSection::match(const YAML::Node& node, const std::string& key, const Words& words,
                        T& value) {
  if (!is_scalar(node, key, "a word")) return false;
  std::vector<std::string> allowed;
  for (const auto& row : words) {
    if (row.word == node.Scalar()) {
      value = row.value;
      return true;
    }
    allowed.emplace_back(row.word);
  }
  diagnostics_.add(line_of(node), full(key) + " cannot be '" + node.Scalar() + "'" +
                                      suggestion(node.Scalar(), allowed));
  return false;
}

template <typename Words, typename T>
void YamlSection::choice(const std::string& key, const Words& words, T& value) {
  if (const YAML::Node node = get(key); node.IsDefined()) match(node, key, words, value);
}

template <typename Words, typename T>
void YamlSection::choices(const std::string& key, const Words& words, std::vector<T>& values,
                          bool may_be_empty) {
  const YAML::Node node = get(key);
  if (!node.IsDefined()) return;
  values.clear();
  const auto add = [&](const YAML::Node& item) {
    T value{};
    if (!match(item, key, words, value)) return;
    for (const T& earlier : values) {
      if (earlier == value) {
        diagnostics_.add(line_of(item), full(key) + " names '" + item.Scalar() + "' twice");
        return;
      }
    }
    values.push_back(value);
  };
  if (!node.IsSequence()) {
    add(node);
  } else if (node.size() == 0 && !may_be_empty) {
    diagnostics_.add(line_of(node), full(key) + " is empty");
  }
  if (node.IsSequence()) {
    for (const auto& item : node) add(item);
  }
}

}  // namespace requant
