#include "requant/data/normalization.h"

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <sstream>

#include "requant/base/error.h"

namespace requant::data {
namespace {

struct Named {
  const char* name;
  Normalization value;
};

// "imagenet": the channel means and deviations of the ImageNet training set (as published with
// torchvision's models), times 255.
const Named kNamed[] = {
    {"raw", {{0}, {1}}},
    {"0..1", {{0}, {255}}},
    {"-1..1", {{127.5}, {127.5}}},
    {"imagenet", {{123.675, 116.28, 103.53}, {58.395, 57.12, 57.375}}},
};

[[noreturn]] void refuse(const std::string& option) {
  throw Error("--normalize '" + option +
              "' is not known; take raw, 0..1, -1..1, imagenet, MEAN,STD or M1,M2,M3,S1,S2,S3 "
              "(numbers for pixels of 0 to 255, STD above 0)");
}

std::vector<double> numbers(const std::string& option) {
  std::vector<double> result;
  std::istringstream fields(option);
  for (std::string field; std::getline(fields, field, ',');) {
    char* end = nullptr;
    result.push_back(std::strtod(field.c_str(), &end));
    if (end == field.c_str() || *end != '\0' || !std::isfinite(result.back())) refuse(option);
  }
  return result;
}

std::string number_text(double value) {
  char text[32];
  std::snprintf(text, sizeof(text), "%.6g", value);
  return text;
}

std::string numbers_text(const std::vector<double>& values) {
  if (values.size() == 1) return number_text(values[0]);
  std::string text;
  for (const double value : values) text += (text.empty() ? "[" : " ") + number_text(value);
  return text + "]";
}

}  // namespace

std::string normalization_text(const Normalization& normalization) {
  return "(pixel - " + numbers_text(normalization.mean) + ") / " + numbers_text(normalization.std);
}

Normalization parse_normalization(const std::string& option) {
  for (const auto& named : kNamed) {
    if (option == named.name) return named.value;
  }
  const auto values = numbers(option);
  if (values.size() != 2 && values.size() != 6) refuse(option);
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  Normalization result{{values.begin(), middle}, {middle, values.end()}};
  for (const double std : result.std) {
    if (std <= 0) refuse(option);
  }
  return result;
}

}  // namespace requant::data
