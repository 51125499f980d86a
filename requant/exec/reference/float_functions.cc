#include "requant/exec/reference/float_functions.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace requant::exec::reference {
namespace {

// Horner's scheme, highest power first, one fused multiply-add a coefficient.
template <std::size_t N>
float polynomial(const std::array<float, N>& coefficients, float x) {
  float sum = coefficients[0];
  for (std::size_t i = 1; i < N; ++i) sum = std::fma(sum, x, coefficients[i]);
  return sum;
}

constexpr std::array<float, 5> kLogisticNumerator{4.37031012579801e-11F, 1.15627324459942e-07F,
                                                  6.08574864600143e-05F, 8.51377133304701e-03F,
                                                  2.48287947061529e-01F};
constexpr std::array<float, 6> kLogisticDenominator{6.10247389755681e-13F, 5.76102136993427e-09F,
                                                    6.29106785017040e-06F, 1.70198817374094e-03F,
                                                    1.16817656904453e-01F, 9.93151921023180e-01F};
constexpr std::array<float, 7> kTanhNumerator{
    -2.76076847742355e-16F, 2.00018790482477e-13F, -8.60467152213735e-11F, 5.12229709037114e-08F,
    1.48572235717979e-05F,  6.37261928875436e-04F, 4.89352455891786e-03F};
constexpr std::array<float, 4> kTanhDenominator{1.19825839466702e-06F, 1.18534705686654e-04F,
                                                2.26843463243900e-03F, 4.89352518554385e-03F};

}  // namespace

float logistic_float(float x) {
  const float limited = std::clamp(x, -18.0F, 18.0F);
  const float square = limited * limited;
  const float numerator = limited * polynomial(kLogisticNumerator, square);
  return std::max(numerator / polynomial(kLogisticDenominator, square) + 0.5F, 0.0F);
}

float tanh_float(float x) {
  const float limited = std::clamp(x, -9.0F, 9.0F);
  const float square = limited * limited;
  return limited * polynomial(kTanhNumerator, square) / polynomial(kTanhDenominator, square);
}

float hard_swish_float(float x) { return x * std::clamp(x * (1.0F / 6.0F) + 0.5F, 0.0F, 1.0F); }

}  // namespace requant::exec::reference
