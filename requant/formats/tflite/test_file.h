// TFLite files for tests.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "requant/formats/tflite/file.h"
#include "requant/formats/tflite/reader.h"
#include "requant/formats/tflite/writer.h"

namespace requant::formats::tflite::test {

inline File unpack_or_throw(std::span<const std::byte> content) {
  Diagnostics diagnostics("the file");
  File file = unpack(content, diagnostics);
  diagnostics.throw_if_any();
  return file;
}

// Files with the same tables and buffers give the same bytes, however they were laid out.
inline Bytes normal_form(std::span<const std::byte> content) {
  const File file = unpack_or_throw(content);
  return pack(file.model, file.buffers);
}

inline Bytes bytes_of(const File& file) { return pack(file.model, file.buffers); }

// The file read and written back.
inline Bytes rewritten(std::span<const std::byte> content) { return write(read(content, "f")); }

// What a reader says about the file: the message of its Error, or "".
inline std::string message_of(std::span<const std::byte> content) {
  try {
    read(content, "f");
    return "";
  } catch (const Error& error) {
    return error.what();
  }
}
inline std::string message_of(const File& file) { return message_of(bytes_of(file)); }

// The models of the evaluation data; none where it is missing.
inline std::vector<std::filesystem::path> data_models() {
  const char* named = std::getenv("REQUANT_DATA");
  const std::filesystem::path root = named != nullptr ? named : "../shared/data";
  std::vector<std::filesystem::path> models;
  std::error_code missing;
  for (const auto& entry :
       std::filesystem::directory_iterator(root / "models" / "tflite", missing)) {
    if (entry.path().extension() == ".tflite") models.push_back(entry.path());
  }
  return models;
}

}  // namespace requant::formats::tflite::test
