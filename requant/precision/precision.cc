#include "requant/precision/precision.h"

namespace requant::precision {

std::string text(const Precision& precision) {
  const std::string weights = std::to_string(precision.weights);
  if (precision.weights == precision.activations) return weights;
  return weights + "/" + std::to_string(precision.activations);
}

}  // namespace requant::precision
