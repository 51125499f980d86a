// Ops that move elements without looking at them.
#pragma once

#include <cstdint>
#include <vector>

#include "requant/graph/tensor.h"

namespace requant::exec::reference {

// output element i is input element source[i], or `fill` where source[i] is -1. Types of whole
// bytes.
Array gather(const Array& input, const std::vector<std::int64_t>& source, const Shape& shape,
             std::int64_t fill);

// The flat index of each element of a row-major tensor moves by strides[d] along dimension d.
std::vector<std::int64_t> row_major_strides(const Shape& shape);

}  // namespace requant::exec::reference
