// The instruction set that the fast executor computes with.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace requant::exec::fast {

// The instruction sets that this build and this machine have, the best first: "AVX2", "SSE4", ...
std::vector<std::string> simd_targets();

// The one in use: the best, or what the environment variable REQUANT_SIMD names. Throws Error where
// that names none that the machine has.
std::string simd_target();

// Uses that one from now on, for programs that are prepared later; "" means the default above.
// Throws Error for one that the machine does not have. Not for use while other threads prepare.
void set_simd_target(std::string_view name);

}  // namespace requant::exec::fast
