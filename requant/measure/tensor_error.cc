#include "requant/measure/tensor_error.h"

#include <algorithm>
#include <cmath>

namespace requant::measure {
namespace {

// Counts how far the stored values of a result are from where the source's values lie on its grid.
void add_stored(const std::vector<double>& wanted, const Array& result, const Tensor& tensor,
                const Change& change, TensorError& error) {
  const arith::IntegerType range = stored_range(tensor);
  const auto held = stored_integers(result);
  const auto& q = tensor.quantization;
  const double scale = q ? static_cast<double>(q->scale_at(0)) : 1.0;
  const double zero_point = q ? static_cast<double>(q->zero_point_at(0)) : 0.0;
  for (std::size_t i = 0; i < held.size(); ++i) {
    const double steps = (wanted[i] * change.gain_at(i) + change.offset) / scale;
    const double nearest =
        std::clamp(std::nearbyint(steps) + zero_point, static_cast<double>(range.min()),
                   static_cast<double>(range.max()));
    const auto stored = static_cast<double>(held[i]);
    error.exact += static_cast<std::size_t>(stored == nearest);
    error.max_lsb = std::max(error.max_lsb, std::abs(steps + zero_point - stored));
  }
}

}  // namespace

void TensorError::add(const TensorError& other) {
  sqnr.add(other.sqnr);
  elements += other.elements;
  exact += other.exact;
  max_lsb = std::max(max_lsb, other.max_lsb);
}

std::vector<double> real_unchanged(const Array& array, const Tensor& tensor, const Change& change) {
  auto reals = real_values(array, tensor.quantization);
  for (std::size_t i = 0; i < reals.size(); ++i) {
    reals[i] = (reals[i] - change.offset) / change.gain_at(i);
  }
  return reals;
}

TensorError tensor_error(const Array& source, const Tensor& source_tensor, const Array& result,
                         const Tensor& result_tensor, const Change& change) {
  const auto wanted = real_values(source, source_tensor.quantization);
  const auto got = real_unchanged(result, result_tensor, change);
  TensorError error;
  error.sqnr.add(wanted, got);
  error.elements = wanted.size();
  if (is_integer(result_tensor.type)) {
    add_stored(wanted, result, result_tensor, change, error);
  } else {
    for (std::size_t i = 0; i < wanted.size(); ++i) {
      error.exact += static_cast<std::size_t>(wanted[i] == got[i]);
    }
  }
  return error;
}

}  // namespace requant::measure
