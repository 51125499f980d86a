// Constants of float32 as values.
#pragma once

#include <cstring>
#include <span>
#include <vector>

#include "requant/graph/tensor.h"

namespace requant::precision {

// Throws nothing: the tensor is a constant of float32 (make_plan has seen it).
inline std::vector<float> float_values(const Tensor& tensor) {
  std::vector<float> values(tensor.data->size() / sizeof(float));
  if (!values.empty())
    std::memcpy(values.data(), tensor.data->data(), values.size() * sizeof(float));
  return values;
}

inline void set_float_values(Tensor& tensor, std::span<const float> values) {
  const auto bytes = std::as_bytes(values);
  tensor.data = std::make_shared<const Bytes>(bytes.begin(), bytes.end());
}

}  // namespace requant::precision
