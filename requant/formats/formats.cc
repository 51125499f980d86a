#include "requant/base/error.h"
#include "requant/formats/file_io.h"
#include "requant/formats/format.h"
#include "requant/formats/onnx/reader.h"
#include "requant/formats/onnx/writer.h"
#include "requant/formats/recognize.h"
#include "requant/formats/tflite/file.h"
#include "requant/formats/tflite/reader.h"
#include "requant/formats/tflite/writer.h"

namespace requant::formats {

Model read(const std::filesystem::path& path) {
  const Bytes content = read_file(path);
  const std::string subject = "'" + path.string() + "'";
  if (tflite::is_tflite(content)) return tflite::read(content, subject);
  if (onnx::is_onnx(content)) return onnx::read(content, subject, path.parent_path());
  throw Error(subject + " " + std::string(recognize(content)) + ": name a TFLite or ONNX model");
}

void write(const Model& model, const std::filesystem::path& path) {
  if (path.extension() == ".tflite") return write_file(path, tflite::write(model));
  if (path.extension() == ".onnx") return write_file(path, onnx::write(model));
  throw Error("'" + path.string() +
              "' has no extension of a format that requant writes: name a .tflite or .onnx file");
}

}  // namespace requant::formats
