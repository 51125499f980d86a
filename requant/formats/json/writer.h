// A network of integers as JSON, for a compiler of one's own (docs/export-json.md).
#pragma once

#include "requant/graph/graph.h"
#include "requant/target/target.h"

namespace requant::formats::json {

// The schema that is written: counted up where a reader of the one before would go wrong.
inline constexpr int kVersion = 1;

// The text. Throws Error that names the node or tensor which the schema cannot state: floating
// point, an op that networks of many precisions do not have, or a target whose arithmetic has no
// fixed-point multipliers.
Bytes write(const Model& model, const Target& target);

}  // namespace requant::formats::json
