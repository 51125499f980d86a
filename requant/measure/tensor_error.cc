#include "requant/measure/tensor_error.h"

#include <algorithm>
#include <cmath>

#include "requant/base/error.h"

namespace requant::measure {
namespace {

// Offsets are whole steps but for the rounding of scales to float.
constexpr double kNoRest = 1e-4;

// The grid of one channel of a result tensor, in the source's real values.
struct Grid {
  double step = 1;
  double zero_point = 0;  // stored value of the source's real 0, rounded
  double rest = 0;        // what rounding took off it
  double lowest = 0;
  double highest = 0;

  // The stored value that is nearest to a real one.
  double stored(double real) const {
    return std::clamp(std::nearbyint(real / step + rest) + zero_point, lowest, highest);
  }
};

// The grids of the tensor: one, or one for each index of its last dimension. `channel_of` below
// says which applies.
std::vector<Grid> grids_of(const Tensor& tensor, const TensorGain& gains) {
  const arith::IntegerType range = integer_type(tensor.type);
  std::vector<Grid> grids(std::max<std::size_t>(gains.factor.size(), 1));
  for (std::size_t c = 0; c < grids.size(); ++c) {
    Grid& grid = grids[c];
    if (tensor.quantization) {
      grid.step = static_cast<double>(tensor.quantization->scale_at(0));
      grid.zero_point = static_cast<double>(tensor.quantization->zero_point_at(0));
    }
    const double shift = gains.offset / grid.step;
    grid.zero_point += std::round(shift);
    grid.rest = shift - std::round(shift);
    if (std::abs(grid.rest) < kNoRest) grid.rest = 0;
    if (!gains.factor.empty()) grid.step /= std::abs(gains.factor[c]);
    grid.lowest = static_cast<double>(range.min());
    grid.highest = static_cast<double>(range.max());
  }
  return grids;
}

void check_gains(const Tensor& tensor, const TensorGain& gains) {
  const std::size_t count = gains.factor.size();
  if (count <= 1 || static_cast<std::int64_t>(count) == tensor.shape.last()) return;
  throw Error("tensor '" + tensor.name + "' has " + std::to_string(count) +
              " gains in the model's metadata, but " + std::to_string(tensor.shape.last()) +
              " channels");
}

}  // namespace

void TensorError::add(const TensorError& other) {
  sqnr.add(other.sqnr);
  elements += other.elements;
  exact += other.exact;
  max_lsb = std::max(max_lsb, other.max_lsb);
}

std::vector<double> real_without_gain(const Array& array, const Tensor& tensor,
                                      const TensorGain& gains) {
  check_gains(tensor, gains);
  auto reals = real_values(array, tensor.quantization);
  if (gains.is_identity()) return reals;
  const std::vector<double> factor = gains.factor.empty() ? std::vector{1.0} : gains.factor;
  for (std::size_t i = 0; i < reals.size(); ++i) {
    reals[i] = (reals[i] - gains.offset) / factor[i % factor.size()];
  }
  return reals;
}

TensorError tensor_error(const Array& source, const Tensor& source_tensor, const Array& result,
                         const Tensor& result_tensor, const TensorGain& gains) {
  const auto wanted = real_values(source, source_tensor.quantization);
  const auto got = real_without_gain(result, result_tensor, gains);
  TensorError error;
  error.sqnr.add(wanted, got);
  error.elements = wanted.size();
  if (!is_integer(result_tensor.type)) {
    for (std::size_t i = 0; i < wanted.size(); ++i)
      error.exact += static_cast<std::size_t>(wanted[i] == got[i]);
    return error;
  }
  const auto grids = grids_of(result_tensor, gains);
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    const Grid& grid = grids[i % grids.size()];
    const double stored = grid.stored(wanted[i]);
    const double held = std::nearbyint(got[i] / grid.step + grid.rest) + grid.zero_point;
    error.exact += static_cast<std::size_t>(stored == held);
    error.max_lsb = std::max(error.max_lsb, std::abs(wanted[i] - got[i]) / grid.step);
  }
  return error;
}

}  // namespace requant::measure
