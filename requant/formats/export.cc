#include "requant/formats/export.h"

#include <array>
#include <set>

#include "requant/base/error.h"
#include "requant/base/write_file.h"
#include "requant/formats/json/writer.h"
#include "requant/formats/onnx/writer.h"
#include "requant/formats/tflite/writer.h"

namespace requant::formats {
namespace {

struct Row {
  ExportFormat format;
  std::string_view name;
  std::string_view extension;
};

constexpr std::array kFormats{
    Row{ExportFormat::tflite, "tflite", ".tflite"},
    Row{ExportFormat::onnx, "onnx", ".onnx"},
    Row{ExportFormat::qonnx, "qonnx", ".onnx"},
    Row{ExportFormat::json, "json", ".json"},
};

Bytes content_of(const Model& model, const Target& target, ExportFormat format) {
  switch (format) {
    case ExportFormat::tflite:
      return tflite::write(model);
    case ExportFormat::onnx:
      return onnx::write(model);
    case ExportFormat::qonnx:
      return onnx::write(model, {.form = onnx::Form::qonnx});
    case ExportFormat::json:
      return json::write(model, target);
  }
  return {};
}

}  // namespace

ExportFormat export_format_from_name(std::string_view name) {
  std::string names;
  for (const Row& row : kFormats) {
    if (row.name == name) return row.format;
    names += (names.empty() ? "" : ", ") + std::string(row.name);
  }
  throw Error("--format '" + std::string(name) + "' is none that networks are exported in: name " +
              names);
}

std::string_view extension_of(ExportFormat format) {
  for (const Row& row : kFormats) {
    if (row.format == format) return row.extension;
  }
  return "";
}

void write_network(Model model, const Target& target, ExportFormat format,
                   const std::filesystem::path& path) {
  if (path.extension() != extension_of(format)) {
    throw Error("-o '" + path.string() + "' has to end in " + std::string(extension_of(format)));
  }
  std::erase_if(model.metadata, [](const auto& entry) { return entry.first == "requant.target"; });
  model.metadata.emplace_back("requant.target", target.text);
  write_file(path, content_of(model, target, format));
}

std::size_t packed_bytes(const Graph& graph) {
  std::size_t bytes = 0;
  std::set<TensorId> seen;
  for (const Node& node : graph.nodes) {
    for (const TensorId id : node.inputs) {
      if (id == kNoTensor || !graph.tensor(id).is_constant() || !seen.insert(id).second) continue;
      const Tensor& tensor = graph.tensor(id);
      const auto bits =
          static_cast<std::size_t>(tensor.bits != 0 ? tensor.bits : bit_width(tensor.type));
      bytes += (static_cast<std::size_t>(tensor.shape.count()) * bits + 7) / 8;
    }
  }
  return bytes;
}

}  // namespace requant::formats
