// Which precisions of a network a target takes.
#pragma once

#include <vector>

#include "requant/precision/network.h"
#include "requant/target/target.h"

namespace requant::cost {

// The precisions of a layer that the target takes (precision_scheme) and that the network was
// trained for, the widest first: the pairs that the layer has sensitivities of, or all pairs of
// its widths where it has none. Throws Error that names layer and target where there is none.
std::vector<precision::Precision> allowed(const Target& target,
                                          const precision::LayerTables& layer);

}  // namespace requant::cost
