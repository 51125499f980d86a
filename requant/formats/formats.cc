#include "requant/base/error.h"
#include "requant/formats/file_io.h"
#include "requant/formats/format.h"
#include "requant/formats/tflite/file.h"
#include "requant/formats/tflite/reader.h"

namespace requant::formats {

Model read(const std::filesystem::path& path) {
  const Bytes content = read_file(path);
  const std::string subject = "'" + path.string() + "'";
  if (!tflite::is_tflite(content)) {
    throw Error(subject + " is no TFLite file: name a .tflite model");
  }
  return tflite::read(content, subject);
}

void write(const Model&, const std::filesystem::path& path) {
  throw Error("'" + path.string() + "': writing is not there yet");
}

}  // namespace requant::formats
