// Files for tests.
#pragma once

#include <gtest/gtest.h>

#include "requant/base/test_folder.h"
#include "requant/data/dataset.h"
#include "requant/data/file.h"

namespace requant::data {

using requant::error_of;
using requant::TestFolder;

// Encoded images. JPEG of quality 95 without chroma subsampling; PNG of 8 or 16 bits with 1 to 4
// channels.
FileBytes encode_jpeg(const Image& image);
FileBytes encode_png(const Image& image, int bits = 8);
// A gradient that differs from channel to channel.
Image test_image(std::int64_t height, std::int64_t width, std::int64_t channels);

FileBytes pack_xz(const FileBytes& bytes);
FileBytes pack_gzip(const FileBytes& bytes);

}  // namespace requant::data
