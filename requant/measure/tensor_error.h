// The difference between two values of one tensor.
#pragma once

#include <vector>

#include "requant/data/metrics.h"
#include "requant/graph/tensor.h"
#include "requant/measure/change.h"

namespace requant::measure {

// Sums over elements, which add up over samples.
struct TensorError {
  data::Sqnr sqnr;
  std::size_t elements = 0;
  std::size_t exact = 0;
  double max_lsb = 0;

  void add(const TensorError& other);
};

// Real values of an array of a result tensor, in those of the source: its change is undone.
std::vector<double> real_unchanged(const Array& array, const Tensor& tensor, const Change& change);

// Compares an array of the source with one of the result, of the same shape, as LayerError says.
TensorError tensor_error(const Array& source, const Tensor& source_tensor, const Array& result,
                         const Tensor& result_tensor, const Change& change);

}  // namespace requant::measure
