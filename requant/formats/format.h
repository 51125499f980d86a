// Files in and out.
#pragma once

#include <filesystem>

#include "requant/formats/onnx/writer.h"
#include "requant/graph/graph.h"

namespace requant::formats {

// Reads a model; the format is told by the content. The graph is verified and its shapes are
// inferred. Throws Error that lists all problems of the file.
Model read(const std::filesystem::path& path);

// What the formats leave open.
struct WriteOptions {
  onnx::WriteOptions onnx;
};

// The extensions of the formats that are written: ".tflite", ".onnx".
bool is_model_extension(const std::filesystem::path& extension);

// Writes a model in the format of the extension. What the model's own format state knows and the
// graph does not change is kept. The file appears whole or not at all: it is written aside and
// renamed.
void write(const Model& model, const std::filesystem::path& path, const WriteOptions& options = {});

}  // namespace requant::formats
