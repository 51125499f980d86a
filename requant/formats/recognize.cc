#include "requant/formats/recognize.h"

#include <algorithm>
#include <array>

namespace requant::formats {
namespace {

struct Signature {
  std::string_view begin;
  std::string_view what;
};

constexpr std::array kSignatures{
    Signature{"\xFF\xD8\xFF", "is a JPEG image"},
    Signature{"\x89PNG", "is a PNG image"},
    Signature{"GIF8", "is a GIF image"},
    Signature{"PK\x03\x04", "is a ZIP archive"},
    Signature{"\x1F\x8B", "is a gzip archive"},
    Signature{"\x89HDF", "is an HDF5 file (a Keras model?)"},
    Signature{"\x93NUMPY", "is a NumPy array"},
    Signature{"ONNX", "is an ONNX Runtime model"},
};

bool is_text(std::string_view text) {
  return std::ranges::all_of(text.substr(0, 256), [](char c) {
    return c == '\n' || c == '\r' || c == '\t' || (c >= 0x20 && c < 0x7F);
  });
}

}  // namespace

std::string_view recognize(std::span<const std::byte> content) {
  if (content.empty()) return "is empty";
  const std::string_view text(reinterpret_cast<const char*>(content.data()), content.size());
  for (const auto& signature : kSignatures) {
    if (text.starts_with(signature.begin)) return signature.what;
  }
  return is_text(text) ? "is a text file" : "is no TFLite or ONNX file";
}

}  // namespace requant::formats
