// A network of mixed precision as a file for others.
#pragma once

#include <filesystem>
#include <optional>
#include <string_view>

#include "requant/graph/graph.h"
#include "requant/target/target.h"

namespace requant::formats {

// tflite: integers of TensorFlow Lite. onnx: QuantizeLinear and DequantizeLinear with the narrow
// types of ONNX. qonnx: Quant nodes on float values (for FPGA flows). json: docs/export-json.md.
enum class ExportFormat { tflite, onnx, qonnx, json };

// "tflite", ...; throws Error that lists them for an unknown one.
ExportFormat export_format_from_name(std::string_view name);
// ".tflite", ".onnx", ".json"
std::string_view extension_of(ExportFormat format);

// Writes the model, an integer graph whose Tensor::bits say what is used, for the arithmetic of
// `target`, which the file states (metadata "requant.target"). It appears whole or not at all.
// Throws Error where the format cannot hold the graph.
void write_network(Model model, const Target& target, ExportFormat format,
                   const std::filesystem::path& path);

// Bytes of all constants that nodes read, each value with the bits that it uses (int32 biases: 32);
// every constant is rounded up to whole bytes.
std::size_t packed_bytes(const Graph& graph);

}  // namespace requant::formats
