#include <algorithm>
#include <array>

#include "requant/base/error.h"
#include "requant/data/dataset.h"
#include "requant/data/file.h"
#include "requant/data/image_codec.h"

namespace requant::data {
namespace {

constexpr std::array<std::uint8_t, 3> kJpegMagic{0xff, 0xd8, 0xff};
constexpr std::array<std::uint8_t, 8> kPngMagic{0x89, 'P', 'N', 'G', 0x0d, 0x0a, 0x1a, 0x0a};

bool starts_with(const FileBytes& file, std::span<const std::uint8_t> magic) {
  return file.size() >= magic.size() && std::equal(magic.begin(), magic.end(), file.begin());
}

}  // namespace

void check_image_size(std::int64_t height, std::int64_t width, const std::string& subject) {
  if (height > 0 && width > 0 && height <= kMaxSide && width <= kMaxSide &&
      height * width <= kMaxPixels) {
    return;
  }
  throw Error(subject + " is an image of " + std::to_string(width) + "x" + std::to_string(height) +
              " pixels; at most 16384 a side and 64 million in all are taken");
}

Image load_image(const std::filesystem::path& path) {
  const FileBytes file = read_file(path);
  if (starts_with(file, kJpegMagic)) return decode_jpeg(file, in_quotes(path));
  if (starts_with(file, kPngMagic)) return decode_png(file, in_quotes(path));
  throw Error(in_quotes(path) + " is neither a JPEG nor a PNG image; convert it to one of them");
}

}  // namespace requant::data
