// Which type and zero point every activation tensor gets on the target.
#pragma once

#include "requant/requantize/draft.h"
#include "requant/target/target.h"

namespace requant::requantize {

// Whether every op that writes or reads the tensor can absorb a constant added to it: convolutions
// and fully connected take it into the bias, softmax does not see it, ops that keep the grid and
// add hand it on. Graph outputs and nonlinear consumers cannot.
bool is_shiftable(const Draft& draft, TensorId id);

// Asymmetric to symmetric, signed to unsigned, 8 to 16 bits: chooses the storage of every tensor
// that is not fixed. Where the target's zero points allow it, the source's grid is kept stored
// value for stored value (with an offset where `fold_offsets`), otherwise the scale covers the
// larger side of the clamp.
void choose_storage(Draft& draft, const Target& target, bool fold_offsets);

}  // namespace requant::requantize
