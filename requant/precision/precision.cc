#include "requant/precision/precision.h"

namespace requant::precision {
namespace {

// 0 where it is no width.
int width_of(std::string_view text) {
  const int width = text.size() == 1 ? text[0] - '0' : 0;
  return width >= kMinBits && width <= kMaxBits ? width : 0;
}

}  // namespace

std::string text(const Precision& precision) {
  const std::string weights = std::to_string(precision.weights);
  if (precision.weights == precision.activations) return weights;
  return weights + "/" + std::to_string(precision.activations);
}

std::optional<Precision> from_text(std::string_view text) {
  const auto slash = text.find('/');
  const int weights = width_of(text.substr(0, slash));
  const int activations =
      slash == std::string_view::npos ? weights : width_of(text.substr(slash + 1));
  if (weights == 0 || activations == 0) return std::nullopt;
  return Precision{weights, activations};
}

}  // namespace requant::precision
