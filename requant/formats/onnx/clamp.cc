#include "requant/formats/onnx/clamp.h"

#include <cmath>

namespace requant::formats::onnx {
namespace {

Activation activation_with(double low, double high) {
  if (low == 0 && high == kInfinity) return Activation::relu;
  if (low == 0 && high == 6) return Activation::relu6;
  if (low == -1 && high == 1) return Activation::relu_n1_to_1;
  return Activation::none;
}

bool has_activation(const Op& op) {
  return std::visit(
             [](const auto& o) {
               return requires { o.activation; };
             },
             op) &&
         kind(op) != OpKind::relu;
}

// The stored bound of a fused activation has its ties away from zero.
bool same_bound(double bound, const Grid& grid) {
  if (std::isinf(bound)) return true;
  const float quotient = static_cast<float>(bound) / grid.quantization.scale_at(0);
  return std::round(quotient) == std::nearbyint(quotient);
}

}  // namespace

Clamp clamp_of(const Ending& ending, const Op& op) {
  Clamp clamp;
  const arith::IntegerType type = integer_type(ending.grid.type);
  const auto [low, high] = ending.stored_range();
  const Activation activation = activation_with(ending.low, ending.high);
  const bool only_clamp = ending.stored_low <= type.min() && ending.stored_high >= type.max();
  if (activation != Activation::none && has_activation(op) && only_clamp &&
      same_bound(ending.low, ending.grid) && same_bound(ending.high, ending.grid)) {
    clamp.activation = activation;
    return clamp;
  }
  if (low > type.min()) clamp.low = low;
  if (high < type.max()) clamp.high = high;
  return clamp;
}

}  // namespace requant::formats::onnx
