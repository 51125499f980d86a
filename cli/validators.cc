#include "cli/validators.h"

#include <fmt/format.h>

#include <charconv>

namespace requant::cli {
namespace {

// A number of the type, and nothing else, between both ends.
template <typename Number>
CLI::Validator number(const char* kind, Number least, Number most) {
  const auto check = [=](const std::string& text) -> std::string {
    Number value{};
    const char* end = text.data() + text.size();
    const auto [rest, error] = std::from_chars(text.data(), end, value);
    if (error == std::errc{} && rest == end && value >= least && value <= most) return "";
    return fmt::format("'{}' is not a {} from {} to {}", text, kind, least, most);
  };
  return {check, fmt::format("{} to {}", least, most), ""};
}

}  // namespace

CLI::Validator whole_number(std::int64_t least, std::int64_t most) {
  return number("whole number", least, most);
}

CLI::Validator decimal_number(double least, double most) { return number("number", least, most); }

}  // namespace requant::cli
