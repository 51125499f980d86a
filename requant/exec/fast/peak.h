// What this machine can do at most.
#pragma once

namespace requant::exec::fast {

// Multiply-accumulates a second of one thread, on 8-bit values: the best of several short runs of
// the kernel for matrix products on operands that lie in the nearest cache.
double measured_peak();

}  // namespace requant::exec::fast
