// How values of several reports become JSON. Numbers that are infinite or NaN become null when it
// is written.
#pragma once

#include <cmath>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "requant/report/fact.h"

namespace requant::report {

// Keys keep the order in which they are set.
using Json = nlohmann::ordered_json;

inline Json facts_json(const Facts& facts) {
  Json json = Json::array();
  for (const auto& fact : facts) json.push_back({{"name", fact.name}, {"text", fact.text}});
  return json;
}

inline Json number_json(const std::optional<double>& value) {
  return value ? Json(*value) : Json();
}

// Decibels: "exact" where there is no error, so that they are infinite.
inline Json decibels_json(const std::optional<double>& value) {
  if (value && std::isinf(*value) && *value > 0) return "exact";
  return number_json(value);
}

// Bytes that are no UTF-8 become U+FFFD.
inline std::string written(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace requant::report
