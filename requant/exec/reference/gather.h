// Ops that move elements without looking at them.
#pragma once

#include <cstdint>
#include <vector>

#include "requant/exec/reference/context.h"

namespace requant::exec::reference {

// output element i is input element source[i], or `fill` where source[i] is -1. Types of whole
// bytes.
Array gather(const Array& input, const std::vector<std::int64_t>& source, const Shape& shape,
             std::int64_t fill);

// The flat index of each element of a row-major tensor moves by strides[d] along dimension d.
std::vector<std::int64_t> row_major_strides(const Shape& shape);

// The flat input element of each output element of a transpose, and of a resize to the nearest
// position (NHWC). Throw Error where the shapes do not fit the op.
std::vector<std::int64_t> transpose_sources(const NodeContext& context);
std::vector<std::int64_t> resize_nearest_sources(const NodeContext& context);

// A kernel that moves elements of input 0 so, in the grid of the output.
std::unique_ptr<Kernel> make_move(const NodeContext& context, std::vector<std::int64_t> sources);

}  // namespace requant::exec::reference
