#include "requant/formats/onnx/external_data.h"

#include <algorithm>
#include <charconv>
#include <fstream>

#include "requant/base/error.h"
#include "requant/formats/onnx/proto.h"

namespace requant::formats::onnx {
namespace {

struct Place {
  std::string location;
  std::uint64_t offset = 0;
  std::optional<std::uint64_t> length;
};

std::uint64_t number(const std::string& key, const std::string& text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) {
    throw Error("the " + key + " '" + text + "' of its external data is no number");
  }
  return value;
}

Place place_of(const proto::TensorProto& source) {
  Place place;
  for (const auto& entry : source.external_data()) {
    if (entry.key() == "location") place.location = entry.value();
    if (entry.key() == "offset") place.offset = number("offset", entry.value());
    if (entry.key() == "length") place.length = number("length", entry.value());
  }
  if (place.location.empty()) throw Error("its external data has no location");
  return place;
}

// The file, if it lies in the folder.
std::filesystem::path file_in(const std::filesystem::path& folder, const std::string& location) {
  const std::filesystem::path relative(location);
  const bool climbs = std::ranges::find(relative, "..") != relative.end();
  if (relative.is_absolute() || climbs) {
    throw Error("its external data '" + location +
                "' lies outside of the model's folder: put it beside the model");
  }
  std::error_code error;
  const auto root = std::filesystem::canonical(folder.empty() ? "." : folder, error);
  const auto file = std::filesystem::canonical(root / relative, error);
  if (error) throw Error("its external data '" + location + "' is not beside the model");
  const auto [end, ignored] = std::ranges::mismatch(root, file);
  if (end != root.end()) {
    throw Error("its external data '" + location + "' is a link out of the model's folder");
  }
  if (!std::filesystem::is_regular_file(file, error)) {
    throw Error("its external data '" + location + "' is no regular file");
  }
  return file;
}

}  // namespace

Bytes read_external_data(const proto::TensorProto& source, std::size_t expected,
                         const std::filesystem::path& folder) {
  const Place place = place_of(source);
  const auto path = file_in(folder, place.location);
  const std::uint64_t length = place.length.value_or(expected);
  if (length != expected) {
    throw Error("it has " + std::to_string(length) +
                " bytes of external data where type and shape take " + std::to_string(expected));
  }
  std::error_code error;
  const std::uint64_t size = std::filesystem::file_size(path, error);
  if (error || place.offset > size || length > size - place.offset) {
    throw Error("its external data '" + place.location + "' ends before byte " +
                std::to_string(place.offset) + " + " + std::to_string(length));
  }
  Bytes bytes(static_cast<std::size_t>(length));
  std::ifstream stream(path, std::ios::binary);
  stream.seekg(static_cast<std::streamoff>(place.offset));
  stream.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  if (!stream) throw Error("its external data '" + place.location + "' cannot be read");
  return bytes;
}

}  // namespace requant::formats::onnx
