#include "requant/report/assets.h"

#include <algorithm>

namespace requant::report {

std::string_view asset(std::string_view name) {
  const auto all = assets();
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const Asset& a) { return a.name == name; });
  return found == all.end() ? std::string_view() : found->text;
}

}  // namespace requant::report
