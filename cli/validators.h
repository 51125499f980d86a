// What options may say.
#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>

namespace requant::cli {

// A whole number, both ends included.
CLI::Validator whole_number(std::int64_t least, std::int64_t most);
// A finite decimal number, both ends included.
CLI::Validator decimal_number(double least, double most);

// The most samples of any option.
inline constexpr std::int64_t kMostSamples = 10'000'000;

}  // namespace requant::cli
