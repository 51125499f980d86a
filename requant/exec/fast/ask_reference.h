// What the reference makes of given values, for kernels that tabulate it.
#pragma once

#include <cstdint>
#include <vector>

#include "requant/exec/fast/step.h"

namespace requant::exec::fast {

// Whether a tensor has one value a byte.
bool is_byte(const Tensor& tensor);
// Whether both have the same type, bits, scale and zero point.
bool same_grid(const Tensor& a, const Tensor& b);

// Runs the reference's kernel of an op by the rule of the node, on arrays with the types and
// quantizations of these tensors; `output` is the shape of the result, which else is like the
// node's output. Returns its bytes.
Bytes ask_reference(const NodeContext& context, const Op& op,
                    const std::vector<const Tensor*>& tensors, const std::vector<Array>& arrays,
                    const Shape& output);

// All values of a byte, as an array of that type and shape {256}: the bit patterns 0 to 255.
Array all_bytes(DataType type);

}  // namespace requant::exec::fast
