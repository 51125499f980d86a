// The difference between two values of one tensor.
#pragma once

#include <vector>

#include "requant/data/metrics.h"
#include "requant/graph/tensor.h"

namespace requant::measure {

// Sums over elements, which add up over samples.
struct TensorError {
  data::Sqnr sqnr;
  std::size_t elements = 0;
  std::size_t exact = 0;
  double max_lsb = 0;

  void add(const TensorError& other);
};

// Real values of an array of this tensor, divided by its gains (one, or one a last dimension;
// empty: none). Throws Error where the number of gains fits neither.
std::vector<double> real_without_gain(const Array& array, const Tensor& tensor,
                                      const std::vector<double>& gains);

// Compares an array of the source with one of the result, as LayerError says.
TensorError tensor_error(const Array& source, const Tensor& source_tensor, const Array& result,
                         const Tensor& result_tensor, const std::vector<double>& gains);

}  // namespace requant::measure
