#include <fstream>
#include <iterator>

#include "requant/base/nearest.h"
#include "requant/target/builtin.h"
#include "requant/target/target.h"

namespace requant {
namespace {

bool is_path(const std::string& name) {
  return name.find('/') != std::string::npos || name.ends_with(".yaml") || name.ends_with(".yml");
}

std::string read_text(const std::string& path) {
  if (std::filesystem::is_directory(path)) {
    throw Error(path + ": this is a folder; name a target file (.yaml)");
  }
  std::ifstream file(path, std::ios::binary);
  if (!file) throw Error(path + ": cannot open this target file; check the path");
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

}  // namespace

std::optional<std::string_view> builtin_target(std::string_view name) {
  for (const BuiltinTarget& target : builtin_targets()) {
    if (target.name == name) return target.yaml;
  }
  return std::nullopt;
}

std::vector<std::string> target_names() {
  std::vector<std::string> names;
  for (const BuiltinTarget& target : builtin_targets()) names.emplace_back(target.name);
  return names;
}

Target load_target(const std::string& name_or_path) {
  if (is_path(name_or_path)) return parse_target(read_text(name_or_path), name_or_path);
  if (const auto yaml = builtin_target(name_or_path)) {
    return parse_target(std::string(*yaml), "target " + name_or_path);
  }
  throw Error("there is no target '" + name_or_path + "'" +
              suggestion(name_or_path, target_names()) +
              (suggestion(name_or_path, target_names()).starts_with("; use") ? ", or" : " Or") +
              " name a file of your own (.yaml)");
}

}  // namespace requant
