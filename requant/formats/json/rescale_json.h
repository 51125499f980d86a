// What a target multiplies and shifts by, as the JSON states it.
#pragma once

#include <nlohmann/json.hpp>

#include "requant/graph/graph.h"
#include "requant/target/arithmetic.h"

namespace requant::formats::json {

using Json = nlohmann::ordered_json;

// {"multiplier": [...], "right_shift": [...]}: one for each output channel of a layer.
Json layer_rescale(const Graph& graph, const Node& node, const ArithmeticRule& rule);
// One multiplier and shift onto the output's grid; `count` values are averaged.
Json unary_rescale(const Graph& graph, const Node& node, const ArithmeticRule& rule,
                   std::int64_t count);
// {"left_shift", "inputs": [...], "output": ...} of a sum.
Json sum_rescale(const Graph& graph, const Node& node, const ArithmeticRule& rule);
// How products are rounded: the words of target files.
Json rule_json(const ArithmeticRule& rule);

}  // namespace requant::formats::json
