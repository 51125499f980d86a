// Decoders of image files, from memory. Used through load_image.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "requant/data/dataset.h"

namespace requant::data {

// Neither side of an image may be longer, nor may it have more pixels than kMaxPixels: a small
// hostile file could otherwise ask for any amount of memory.
inline constexpr std::int64_t kMaxSide = 16384;
inline constexpr std::int64_t kMaxPixels = std::int64_t{1} << 26;

// Throws Error when an image of this size is refused; `subject` names the file.
void check_image_size(std::int64_t height, std::int64_t width, const std::string& subject);

// Baseline and progressive JPEG of 8 bits: grayscale (1 channel), YCbCr or RGB, CMYK and YCCK
// (converted to RGB without a colour profile). The accurate integer DCT and smooth chroma
// upsampling of libjpeg, as most programs use them. An EXIF rotation is not applied. A file that
// ends early or is damaged is an error.
Image decode_jpeg(std::span<const std::uint8_t> file, const std::string& subject);

// Any PNG: 1 channel for grayscale, else RGB; palettes and low depths are expanded, of 16 bits the
// upper 8 are taken, transparency is left out (not blended), gamma and profiles are not applied.
Image decode_png(std::span<const std::uint8_t> file, const std::string& subject);

}  // namespace requant::data
