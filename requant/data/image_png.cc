#include <png.h>

#include <csetjmp>
#include <cstring>
#include <vector>

#include "requant/base/error.h"
#include "requant/data/image_codec.h"

// As with libjpeg: libpng leaves through longjmp, and what owns memory lives in PngDecoder, outside
// of the function that calls setjmp.
namespace requant::data {
namespace {

struct PngDecoder {
  png_structp png = nullptr;
  png_infop info = nullptr;
  std::span<const std::uint8_t> rest;
  char message[200]{};
  Image image;
  std::vector<png_bytep> rows;

  PngDecoder() = default;
  PngDecoder(const PngDecoder&) = delete;
  PngDecoder& operator=(const PngDecoder&) = delete;
  ~PngDecoder() { png_destroy_read_struct(&png, &info, nullptr); }
};

void on_error(png_structp png, png_const_charp message) {
  auto& decoder = *static_cast<PngDecoder*>(png_get_error_ptr(png));
  std::strncpy(decoder.message, message, sizeof(decoder.message) - 1);
  png_longjmp(png, 1);
}

void on_warning(png_structp, png_const_charp) {}

void on_read(png_structp png, png_bytep out, std::size_t count) {
  auto& decoder = *static_cast<PngDecoder*>(png_get_io_ptr(png));
  if (count > decoder.rest.size()) png_error(png, "it ends early");
  std::memcpy(out, decoder.rest.data(), count);
  decoder.rest = decoder.rest.subspan(count);
}

// Whatever the file holds becomes 8-bit gray or RGB.
void request_8_bit(png_structp png, png_infop info) {
  const int type = png_get_color_type(png, info);
  if (type == PNG_COLOR_TYPE_PALETTE) png_set_palette_to_rgb(png);
  if (type == PNG_COLOR_TYPE_GRAY) png_set_expand_gray_1_2_4_to_8(png);
  if (png_get_bit_depth(png, info) == 16) png_set_strip_16(png);
  png_set_strip_alpha(png);
  png_set_interlace_handling(png);
  png_read_update_info(png, info);
}

void make_room(PngDecoder& decoder) {
  Image& image = decoder.image;
  image.height = static_cast<std::int64_t>(png_get_image_height(decoder.png, decoder.info));
  image.width = static_cast<std::int64_t>(png_get_image_width(decoder.png, decoder.info));
  image.channels = png_get_channels(decoder.png, decoder.info);
  const std::size_t row_bytes = png_get_rowbytes(decoder.png, decoder.info);
  const auto height = static_cast<std::size_t>(image.height);
  image.pixels.resize(row_bytes * height);
  decoder.rows.resize(height);
  for (std::size_t y = 0; y < height; ++y) decoder.rows[y] = image.pixels.data() + y * row_bytes;
}

// False on an error, whose text the decoder then holds.
bool read_header(PngDecoder& decoder) {
  if (setjmp(png_jmpbuf(decoder.png)) != 0) return false;
  png_set_read_fn(decoder.png, &decoder, on_read);
  png_set_user_limits(decoder.png, 0x7fffffff, 0x7fffffff);  // the size is checked afterwards
  png_read_info(decoder.png, decoder.info);
  return true;
}

bool read_pixels(PngDecoder& decoder) {
  if (setjmp(png_jmpbuf(decoder.png)) != 0) return false;
  request_8_bit(decoder.png, decoder.info);
  make_room(decoder);
  png_read_image(decoder.png, decoder.rows.data());
  png_read_end(decoder.png, nullptr);
  return true;
}

}  // namespace

Image decode_png(std::span<const std::uint8_t> file, const std::string& subject) {
  PngDecoder decoder;
  decoder.rest = file;
  decoder.png = png_create_read_struct(PNG_LIBPNG_VER_STRING, &decoder, on_error, on_warning);
  if (decoder.png != nullptr) decoder.info = png_create_info_struct(decoder.png);
  if (decoder.info == nullptr) throw std::bad_alloc();
  const auto fail = [&] {
    throw Error(subject + " is no readable PNG (" + decoder.message + "); save it anew");
  };
  if (!read_header(decoder)) fail();
  check_image_size(png_get_image_height(decoder.png, decoder.info),
                   png_get_image_width(decoder.png, decoder.info), subject);
  if (!read_pixels(decoder)) fail();
  if (decoder.image.channels != 1 && decoder.image.channels != 3) {
    throw Error(subject + " is a PNG of an unknown kind; save it as RGB");
  }
  return std::move(decoder.image);
}

}  // namespace requant::data
