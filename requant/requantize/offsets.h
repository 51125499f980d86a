// Offsets of activations on targets without free zero points.
#pragma once

#include "requant/requantize/draft.h"
#include "requant/requantize/statistics.h"
#include "requant/target/target.h"

namespace requant::requantize {

// Ops that hand a constant added to their input on to their output: those that keep the grid, mean,
// and a quantize that only renames stored values.
bool hands_offset_on(const Draft& draft, const Node& node);

// Chooses the offsets that a draft's tensors may have (those that are not 0 after choose_storage)
// so that they agree: the offset of a sum is the sum of the offsets, ops that hand on have one.
// Tensors keep the offset that wastes none of their range where that is possible; what is left over
// goes to the branch of a sum that matters least. With free scales a range that no longer fits is
// widened.
void solve_offsets(Draft& draft, const Target& target, const Statistics& statistics);

}  // namespace requant::requantize
