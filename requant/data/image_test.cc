#include <gtest/gtest.h>

#include <cstdlib>

#include "requant/data/dataset.h"
#include "requant/data/test_files.h"

namespace requant::data {
namespace {

int greatest_difference(const Image& a, const Image& b) {
  int result = 0;
  for (std::size_t i = 0; i < a.pixels.size(); ++i) {
    result = std::max(result, std::abs(a.pixels[i] - b.pixels[i]));
  }
  return result;
}

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

TEST(load_image, reads_jpeg_in_colour_and_gray) {
  const TestFolder folder;
  for (const int channels : {1, 3}) {
    const Image image = test_image(17, 20, channels);
    const Image read = load_image(folder.write("a.jpg", encode_jpeg(image)));
    ASSERT_EQ(read.height, 17);
    ASSERT_EQ(read.width, 20);
    ASSERT_EQ(read.channels, channels);
    EXPECT_LE(greatest_difference(image, read), 12) << channels;  // JPEG is lossy
  }
}

TEST(load_image, converts_the_inks_of_a_cmyk_jpeg) {
  const TestFolder folder;
  Image inks{8, 8, 4, {}};
  for (int i = 0; i < 64; ++i) {
    inks.pixels.insert(inks.pixels.end(), {200, 100, 50, 255});
  }
  const Image read = load_image(folder.write("a.jpg", encode_jpeg(inks)));
  ASSERT_EQ(read.channels, 3);
  EXPECT_NEAR(read.pixels[0], 200, 3);
  EXPECT_NEAR(read.pixels[1], 100, 3);
  EXPECT_NEAR(read.pixels[2], 50, 3);
}

TEST(load_image, reads_png_without_loss) {
  const TestFolder folder;
  for (const int bits : {8, 16}) {
    for (const int channels : {1, 3}) {
      const Image image = test_image(9, 7, channels);
      const Image read = load_image(folder.write("a.PNG", encode_png(image, bits)));
      EXPECT_EQ(read.channels, channels);
      EXPECT_EQ(read.pixels, image.pixels) << bits << " bits, " << channels << " channels";
    }
  }
}

TEST(load_image, leaves_out_transparency) {
  const TestFolder folder;
  const Image image = test_image(9, 7, 4);
  const Image read = load_image(folder.write("a.png", encode_png(image)));
  ASSERT_EQ(read.channels, 3);
  for (std::size_t i = 0; i < 63; ++i) {
    for (std::size_t c = 0; c < 3; ++c) EXPECT_EQ(read.pixels[3 * i + c], image.pixels[4 * i + c]);
  }
}

TEST(load_image, refuses_what_is_no_image) {
  const TestFolder folder;
  EXPECT_TRUE(contains(error_of([&] { load_image(folder.write("a.jpg", "not an image")); }),
                       "a.jpg' is neither a JPEG nor a PNG"));
  EXPECT_TRUE(contains(error_of([&] { load_image(folder.write("b.jpg", "")); }), "b.jpg'"));
  EXPECT_TRUE(contains(error_of([&] { load_image(folder.path() / "c.jpg"); }), "there is no file"));
  EXPECT_TRUE(contains(error_of([&] { load_image(folder.path()); }), "is not a file"));
}

TEST(load_image, refuses_every_truncation) {
  const TestFolder folder;
  const FileBytes whole_files[] = {encode_jpeg(test_image(17, 20, 3)),
                                   encode_png(test_image(17, 20, 3))};
  for (const FileBytes& whole : whole_files) {
    // The last two bytes of a JPEG are its end marker; the last twelve of a PNG are the chunk IEND.
    for (std::size_t size = 0; size + 2 < whole.size(); size += 7) {
      const FileBytes part(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size));
      EXPECT_NE(error_of([&] { load_image(folder.write("part", part)); }), "") << size;
    }
  }
}

TEST(load_image, survives_damage) {
  const TestFolder folder;
  for (FileBytes file : {encode_jpeg(test_image(17, 20, 3)), encode_png(test_image(17, 20, 3))}) {
    for (std::size_t i = 0; i < file.size(); ++i) {
      file[i] ^= 0xff;
      error_of([&] { load_image(folder.write("damaged", file)); });  // an error or an image
      file[i] ^= 0xff;
    }
  }
}

TEST(load_image, refuses_dimensions_beyond_its_limits) {
  const TestFolder folder;
  FileBytes jpeg = encode_jpeg(test_image(8, 8, 3));
  for (std::size_t i = 0; i + 8 < jpeg.size(); ++i) {
    if (jpeg[i] == 0xff && jpeg[i + 1] == 0xc0) {  // start of frame: height and width follow
      jpeg[i + 5] = jpeg[i + 6] = jpeg[i + 7] = jpeg[i + 8] = 0xf0;
    }
  }
  EXPECT_TRUE(contains(error_of([&] { load_image(folder.write("a.jpg", jpeg)); }),
                       "61680x61680 pixels; at most 16384"));
  const Image wide{1, 20000, 1, std::vector<std::uint8_t>(20000)};
  EXPECT_TRUE(contains(error_of([&] { load_image(folder.write("a.png", encode_png(wide))); }),
                       "20000x1 pixels"));
}

}  // namespace
}  // namespace requant::data
