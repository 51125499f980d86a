#include <algorithm>
#include <functional>

#include "requant/target/target.h"

namespace requant {
namespace {

std::vector<int> widths(const std::vector<DataType>& types) {
  std::vector<int> result;
  for (const DataType type : types) {
    const int bits = bit_width(type);
    if (std::find(result.begin(), result.end(), bits) == result.end()) result.push_back(bits);
  }
  std::sort(result.begin(), result.end(), std::greater<>());
  return result;
}

}  // namespace

PrecisionScheme precision_scheme(const Target& target) {
  if (target.precision) return *target.precision;
  return {widths(target.weight.types), widths(target.activation.types), false};
}

}  // namespace requant
