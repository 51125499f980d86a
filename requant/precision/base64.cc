#include "requant/precision/base64.h"

#include <cstring>

#include "requant/base/base64.h"

namespace requant::precision {

std::string to_base64(std::span<const float> values) {
  return requant::to_base64(std::as_bytes(values));
}

std::optional<std::vector<float>> from_base64(std::string_view text) {
  const auto bytes = requant::from_base64(text);
  if (!bytes || bytes->size() % sizeof(float) != 0) return std::nullopt;
  std::vector<float> values(bytes->size() / sizeof(float));
  if (!values.empty()) std::memcpy(values.data(), bytes->data(), bytes->size());
  return values;
}

}  // namespace requant::precision
