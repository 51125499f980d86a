// From the content of an ONNX file to a model.
#pragma once

#include <filesystem>
#include <span>
#include <string>

#include "requant/graph/graph.h"

namespace requant::formats::onnx {

// Whether the content begins like an ONNX model.
bool is_onnx(std::span<const std::byte> content);

// The graph of the file in this project's ops. Operators on images become NHWC; graph inputs and
// outputs that are NCHW in the file are NHWC in the graph, and the model's layouts say so.
// Quantized values are told by QuantizeLinear, DequantizeLinear, the QLinear operators and QONNX
// Quant nodes. `subject` names the file in messages; external data lies in `folder` or below.
// Throws Error that lists all problems.
Model read(std::span<const std::byte> content, const std::string& subject,
           const std::filesystem::path& folder);

}  // namespace requant::formats::onnx
