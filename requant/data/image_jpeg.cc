#include <csetjmp>
// jpeglib.h needs stdio.h before it, and jerror.h needs jpeglib.h.
// clang-format off
#include <stdio.h>
#include <jpeglib.h>
#include <jerror.h>
// clang-format on

#include "requant/base/error.h"
#include "requant/data/image_codec.h"

// libjpeg reports a fatal error through a callback that must not return; longjmp leaves the decoder
// from there. Everything between setjmp and longjmp is C code or has nothing to destroy: what owns
// memory lives in JpegDecoder, outside.
namespace requant::data {
namespace {

constexpr int kMaxScans = 200;  // progressive files have about ten; thousands take for ever

struct JpegDecoder {
  jpeg_decompress_struct jpeg{};
  jpeg_error_mgr errors{};
  jpeg_progress_mgr progress{};
  std::jmp_buf on_error{};
  char message[JMSG_LENGTH_MAX]{};
  bool damaged = false;
  bool too_many_scans = false;
  bool bad_size = false;
  Image image;

  JpegDecoder() = default;
  JpegDecoder(const JpegDecoder&) = delete;
  JpegDecoder& operator=(const JpegDecoder&) = delete;
  ~JpegDecoder() { jpeg_destroy_decompress(&jpeg); }
};

JpegDecoder& decoder_of(j_common_ptr jpeg) { return *static_cast<JpegDecoder*>(jpeg->client_data); }

void on_fatal(j_common_ptr jpeg) {
  JpegDecoder& decoder = decoder_of(jpeg);
  jpeg->err->format_message(jpeg, decoder.message);
  std::longjmp(decoder.on_error, 1);
}

// Warnings come with level -1. Of these, missing data is an error for us.
void on_message(j_common_ptr jpeg, int level) {
  const int code = jpeg->err->msg_code;
  if (level < 0 && (code == JWRN_JPEG_EOF || code == JWRN_HIT_MARKER ||
                    code == JWRN_NOT_SEQUENTIAL || code == JWRN_HUFF_BAD_CODE)) {
    JpegDecoder& decoder = decoder_of(jpeg);
    decoder.damaged = true;
  }
}

void on_print(j_common_ptr) {}

void on_progress(j_common_ptr jpeg) {
  JpegDecoder& decoder = decoder_of(jpeg);
  if (decoder.jpeg.input_scan_number > kMaxScans) {
    decoder.too_many_scans = true;
    std::longjmp(decoder.on_error, 1);
  }
}

bool size_is_fine(const jpeg_decompress_struct& jpeg) {
  const auto height = static_cast<std::int64_t>(jpeg.image_height);
  const auto width = static_cast<std::int64_t>(jpeg.image_width);
  return height > 0 && width > 0 && height <= kMaxSide && width <= kMaxSide &&
         height * width <= kMaxPixels;
}

J_COLOR_SPACE output_space(const jpeg_decompress_struct& jpeg) {
  switch (jpeg.jpeg_color_space) {
    case JCS_GRAYSCALE:
      return JCS_GRAYSCALE;
    case JCS_CMYK:
    case JCS_YCCK:
      return JCS_CMYK;
    default:
      return JCS_RGB;
  }
}

// False on an error, which the decoder then holds.
bool decode(JpegDecoder& decoder, std::span<const std::uint8_t> file) {
  jpeg_decompress_struct& jpeg = decoder.jpeg;
  jpeg.err = jpeg_std_error(&decoder.errors);
  decoder.errors.error_exit = on_fatal;
  decoder.errors.emit_message = on_message;
  decoder.errors.output_message = on_print;
  jpeg.client_data = &decoder;
  if (setjmp(decoder.on_error) != 0) return false;
  jpeg_create_decompress(&jpeg);
  decoder.progress.progress_monitor = on_progress;
  jpeg.progress = &decoder.progress;
  jpeg_mem_src(&jpeg, file.data(), static_cast<unsigned long>(file.size()));
  jpeg_read_header(&jpeg, TRUE);
  if (!size_is_fine(jpeg)) {
    decoder.bad_size = true;
    return false;
  }
  jpeg.out_color_space = output_space(jpeg);
  jpeg.dct_method = JDCT_ISLOW;
  jpeg_start_decompress(&jpeg);
  Image& image = decoder.image;
  image.height = static_cast<std::int64_t>(jpeg.output_height);
  image.width = static_cast<std::int64_t>(jpeg.output_width);
  image.channels = jpeg.output_components;
  const std::size_t row_bytes =
      std::size_t{jpeg.output_width} * static_cast<std::size_t>(jpeg.output_components);
  image.pixels.resize(row_bytes * jpeg.output_height);
  while (jpeg.output_scanline < jpeg.output_height) {
    JSAMPROW row = image.pixels.data() + row_bytes * jpeg.output_scanline;
    jpeg_read_scanlines(&jpeg, &row, 1);
  }
  jpeg_finish_decompress(&jpeg);
  return true;
}

// Adobe stores the four inks inverted (255: no ink); others as they are.
Image cmyk_to_rgb(const Image& inks, bool inverted) {
  Image rgb{inks.height, inks.width, 3, {}};
  rgb.pixels.reserve(inks.pixels.size() / 4 * 3);
  for (std::size_t i = 0; i + 3 < inks.pixels.size(); i += 4) {
    const auto light = [&](std::size_t c) {
      return static_cast<unsigned>(inverted ? inks.pixels[i + c] : 255 - inks.pixels[i + c]);
    };
    for (std::size_t c = 0; c < 3; ++c) {
      rgb.pixels.push_back(static_cast<std::uint8_t>((light(c) * light(3) + 127) / 255));
    }
  }
  return rgb;
}

}  // namespace

Image decode_jpeg(std::span<const std::uint8_t> file, const std::string& subject) {
  JpegDecoder decoder;
  const bool decoded = decode(decoder, file);
  if (decoder.bad_size) {
    check_image_size(decoder.jpeg.image_height, decoder.jpeg.image_width, subject);
  }
  if (decoder.too_many_scans) {
    throw Error(subject + " is a JPEG of more than " + std::to_string(kMaxScans) +
                " scans, which no camera or program writes; save it anew");
  }
  if (!decoded) {
    throw Error(subject + " is no readable JPEG (" + decoder.message + "); save it anew");
  }
  if (decoder.damaged) {
    throw Error(subject + " is a damaged or incomplete JPEG; fetch it again");
  }
  if (decoder.image.channels == 4) {
    return cmyk_to_rgb(decoder.image, decoder.jpeg.saw_Adobe_marker != 0);
  }
  return std::move(decoder.image);
}

}  // namespace requant::data
