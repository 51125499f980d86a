// The difference between two values of one tensor.
#pragma once

#include <vector>

#include "requant/data/metrics.h"
#include "requant/graph/tensor.h"
#include "requant/measure/gains.h"

namespace requant::measure {

// Sums over elements, which add up over samples.
struct TensorError {
  data::Sqnr sqnr;
  std::size_t elements = 0;
  std::size_t exact = 0;
  double max_lsb = 0;

  void add(const TensorError& other);
};

// Real values of an array of this tensor in units of the source: without its offset, divided by its
// gains. Throws Error where the number of gains is neither 1 nor the last dimension.
std::vector<double> real_without_gain(const Array& array, const Tensor& tensor,
                                      const TensorGain& gains);

// Compares an array of the source with one of the result, as LayerError says.
TensorError tensor_error(const Array& source, const Tensor& source_tensor, const Array& result,
                         const Tensor& result_tensor, const TensorGain& gains);

}  // namespace requant::measure
