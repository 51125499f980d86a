// Tables as JSON (docs/network-format.md).
#pragma once

#include <string>

#include "requant/precision/network.h"

namespace requant::precision {

std::string to_json(const Tables& tables);
// Tables of the network with this graph and plan. Throws Error, with `subject` in front, that lists
// all faults: entries that are missing or of another type, a version other than kNetworkVersion,
// layers, streams and sizes that are not those of the graph, widths, steps and gains out of range.
Tables read_tables(const std::string& json, const Graph& graph, const Plan& plan,
                   const std::string& subject);

}  // namespace requant::precision
