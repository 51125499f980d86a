#include "requant/base/error.h"
#include "requant/formats/file_io.h"
#include "requant/formats/format.h"
#include "requant/formats/recognize.h"
#include "requant/formats/tflite/file.h"
#include "requant/formats/tflite/reader.h"
#include "requant/formats/tflite/writer.h"

namespace requant::formats {

Model read(const std::filesystem::path& path) {
  const Bytes content = read_file(path);
  const std::string subject = "'" + path.string() + "'";
  if (!tflite::is_tflite(content)) {
    throw Error(subject + " " + std::string(recognize(content)) + ": name a TFLite model");
  }
  return tflite::read(content, subject);
}

void write(const Model& model, const std::filesystem::path& path) {
  if (path.extension() != ".tflite") {
    throw Error("'" + path.string() +
                "' has no extension of a format that requant writes: name a " + ".tflite file");
  }
  write_file(path, tflite::write(model));
}

}  // namespace requant::formats
