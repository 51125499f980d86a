// Factors by which tensors of a converted model differ from those of its source.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "requant/graph/graph.h"

namespace requant::measure {

// By tensor name: real value in the result = gain * real value in the source, one gain for the
// tensor or one for each index of its last dimension (cross-layer equalization moves factors from
// layer to layer).
using Gains = std::map<std::string, std::vector<double>>;

// The metadata entry "requant.gains" of a converted model, empty where there is none. Throws Error
// where it is damaged.
Gains read_gains(const Model& model);
// Those of one tensor; empty where it has none.
std::vector<double> gains_of(const Gains& gains, const std::string& tensor);
// The text of that entry.
std::string gains_text(const Gains& gains);
inline constexpr const char* kGainsEntry = "requant.gains";

}  // namespace requant::measure
