// Quant and BipolarQuant nodes: quantization to any width, kept in floating point.
#pragma once

#include "requant/formats/onnx/grid.h"
#include "requant/formats/onnx/source.h"

namespace requant::formats::onnx {

// The grid of a Quant node, and the stored values that its width leaves, both ends included. Widths
// up to 8 bits are stored in 8, up to 16 in 16.
struct QuantGrid {
  Grid grid;
  std::int64_t low = 0;
  std::int64_t high = 0;
};

bool is_quant(const proto::NodeProto& node);
// Throws Error where parameters are no constants, or say what no integer type can (source: QONNX,
// docs/qonnx-custom-ops).
QuantGrid read_quant(const Source& source, const proto::NodeProto& node);
// The stored integers of a constant that a Quant or BipolarQuant node quantizes.
Tensor quantized_by(const Source& source, const proto::NodeProto& node, const Tensor& constant);

}  // namespace requant::formats::onnx
