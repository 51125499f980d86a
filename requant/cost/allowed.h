// Which precisions of a network a target takes.
#pragma once

#include <vector>

#include "requant/cost/work.h"
#include "requant/precision/network.h"
#include "requant/target/target.h"

namespace requant::cost {

// The precisions of a layer that the target takes (precision_scheme) and that the network was
// trained for, the widest first: the pairs that the layer has sensitivities of, or all pairs of
// its widths where it has none. Throws Error that names layer and target where there is none.
std::vector<precision::Precision> allowed(const Target& target,
                                          const precision::LayerTables& layer);

// Throws Error that names target and layer where a layer with multiply-adds has widths that the
// target does not take.
void require_widths(const Target& target, const std::vector<Work>& works);

}  // namespace requant::cost
