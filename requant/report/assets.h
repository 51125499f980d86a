// The files that pages are made of, which the build puts into the program.
#pragma once

#include <span>
#include <string_view>

namespace requant::report {

struct Asset {
  std::string_view name;  // "page.css"; "chart.min.js" is there where the build found Chart.js
  std::string_view text;
};

std::span<const Asset> assets();

// The text of one of them; empty where there is none of that name.
std::string_view asset(std::string_view name);

}  // namespace requant::report
