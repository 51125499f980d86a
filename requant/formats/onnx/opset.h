// Versions of the standard operator set.
#pragma once

#include "requant/graph/graph.h"

namespace requant::formats::onnx {

inline constexpr int kLeastWrittenOpset = 13;   // DequantizeLinear with an axis
inline constexpr int kNewestWrittenOpset = 25;  // 2-bit types

// The opset to write: `asked`, or, where that is 0, the least that types and ops of the graph need.
// Throws Error where `asked` is out of range or too low for a tensor or an op.
int choose_opset(const Graph& graph, int asked);
// The version of the file format that came with an opset, at least 7.
int ir_version(int opset);

}  // namespace requant::formats::onnx
