#include "cli/write_options.h"

#include <algorithm>
#include <filesystem>

#include "cli/validators.h"
#include "requant/base/error.h"
#include "requant/formats/onnx/opset.h"

namespace requant::cli {

void WriteOptions::declare(CLI::App& app) {
  app.add_option("--format", format_,
                 "The format of results in a folder, tflite or onnx; by default that of the model");
  app.add_option("--form", form_,
                 "ONNX: qdq writes float operators between DequantizeLinear and QuantizeLinear, "
                 "qoperator QLinearConv and its like")
      ->capture_default_str();
  app.add_option("--opset", opset_, "ONNX: the opset; 0: the least that the model needs")
      ->check(whole_number(0, 1000))
      ->capture_default_str();
}

std::string WriteOptions::extension(const std::string& model) const {
  const std::string extension =
      format_.empty() ? std::filesystem::path(model).extension().string() : "." + format_;
  if (formats::is_model_extension(extension)) return extension;
  if (format_.empty()) return ".tflite";
  throw Error("--format '" + format_ + "' is no format that requant writes: name tflite or onnx");
}

formats::WriteOptions WriteOptions::get() const {
  formats::WriteOptions options;
  if (form_ != "qdq" && form_ != "qoperator") {
    throw Error("--form '" + form_ + "' is none of ONNX: name qdq or qoperator");
  }
  using formats::onnx::Form;
  options.onnx.form = form_ == "qdq" ? Form::qdq : Form::qoperator;
  using formats::onnx::kLeastWrittenOpset;
  using formats::onnx::kNewestWrittenOpset;
  if (opset_ != 0 && (opset_ < kLeastWrittenOpset || opset_ > kNewestWrittenOpset)) {
    throw Error("--opset " + std::to_string(opset_) + " cannot be written: name one from " +
                std::to_string(kLeastWrittenOpset) + " to " + std::to_string(kNewestWrittenOpset));
  }
  options.onnx.opset = opset_;
  return options;
}

std::string own_target(const Graph& graph, const std::string& extension, formats::onnx::Form form) {
  if (extension == ".onnx") {
    return form == formats::onnx::Form::qdq ? "onnx-qdq" : "onnx-qlinear";
  }
  const auto writes = [&](DataType type) {
    return std::ranges::any_of(graph.nodes, [&](const Node& node) {
      return !node.outputs.empty() && graph.tensor(node.outputs[0]).type == type;
    });
  };
  if (writes(DataType::uint8)) return "tflite-uint8";
  return writes(DataType::int16) ? "tflite-int16x8" : "tflite-int8";
}

}  // namespace requant::cli
