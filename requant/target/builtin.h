// The target files that the program carries; the build makes the texts from targets/*.yaml.
#pragma once

#include <optional>
#include <span>
#include <string_view>

namespace requant {

struct BuiltinTarget {
  std::string_view name;
  std::string_view yaml;
};

// In alphabetical order.
std::span<const BuiltinTarget> builtin_targets();
// The YAML of one.
std::optional<std::string_view> builtin_target(std::string_view name);

}  // namespace requant
