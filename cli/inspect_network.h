// What `inspect` says of a network of many precisions.
#pragma once

#include "cli/output.h"
#include "requant/precision/network.h"

namespace requant::cli {

// How it was trained, and a line for each layer: widths, and what narrower ones cost.
void show_network(Output& output, const precision::Network& network);

// Keys: storage, notes {name: text}, layers [{name, weight_bits, activation_bits, sensitivity
// [{weights, activations, loss}]}].
Json to_json(const precision::Network& network);

}  // namespace requant::cli
