#include <gtest/gtest.h>

#include "requant/data/dataset.h"
#include "requant/data/test_files.h"

namespace requant::data {
namespace {

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

// Records whose red plane is `label`, green label + 1, blue label + 2.
FileBytes cifar_records(const std::vector<std::uint8_t>& labels) {
  FileBytes result;
  for (const auto label : labels) {
    result.push_back(label);
    for (std::uint8_t c = 0; c < 3; ++c) {
      result.insert(result.end(), 1024, static_cast<std::uint8_t>(label + c));
    }
  }
  return result;
}

TEST(cifar10, reads_packed_and_plain_records) {
  for (const bool packed : {false, true}) {
    const TestFolder folder;
    const FileBytes records = cifar_records({3, 9});
    folder.write(packed ? "test_batch.bin.xz" : "test_batch.bin",
                 packed ? pack_xz(records) : records);
    folder.write("data_batch_1.bin", cifar_records({1}));  // not read where there is a test batch
    const auto data = open_dataset("cifar10:" + folder.path().string());
    ASSERT_EQ(data->size(), 2U);
    EXPECT_EQ(data->label(1), 9);
    const Image image = *data->sample(1).image;
    EXPECT_EQ(image.height, 32);
    EXPECT_EQ(image.channels, 3);
    EXPECT_EQ(image.pixels[0], 9);
    EXPECT_EQ(image.pixels[1], 10);
    EXPECT_EQ(image.pixels[3 * 1023 + 2], 11);
  }
}

TEST(cifar10, joins_the_training_batches) {
  const TestFolder folder;
  folder.write("data_batch_1.bin", cifar_records({1, 2}));
  folder.write("data_batch_2.bin", cifar_records({3}));
  EXPECT_EQ(open_dataset("cifar10:" + folder.path().string())->label(2), 3);
}

TEST(cifar10, refuses_other_contents) {
  const TestFolder folder;
  const std::string spec = "cifar10:" + folder.path().string();
  EXPECT_TRUE(contains(error_of([&] { open_dataset(spec); }), "test_batch.bin"));
  folder.write("test_batch.bin", FileBytes(3074));
  EXPECT_TRUE(contains(error_of([&] { open_dataset(spec); }), "3074 bytes"));
  folder.write("test_batch.bin", FileBytes());
  EXPECT_TRUE(contains(error_of([&] { open_dataset(spec); }), "0 bytes"));
  folder.write("test_batch.bin", cifar_records({0, 10}));
  EXPECT_TRUE(contains(error_of([&] { open_dataset(spec); }), "record 1 has the label 10"));
  EXPECT_TRUE(contains(error_of([&] { open_dataset("cifar10:/nowhere"); }), "not a folder"));
}

FileBytes idx_images(std::uint8_t count) {
  FileBytes file{0, 0, 8, 3, 0, 0, 0, count, 0, 0, 0, 2, 0, 0, 0, 3};
  for (int i = 0; i < count * 6; ++i) file.push_back(static_cast<std::uint8_t>(i));
  return file;
}

TEST(idx, reads_mnist_names_packed_or_not) {
  const FileBytes labels{0, 0, 8, 1, 0, 0, 0, 2, 7, 4};
  for (const bool packed : {false, true}) {
    const TestFolder folder;
    folder.write(packed ? "t10k-images-idx3-ubyte.gz" : "t10k-images-idx3-ubyte",
                 packed ? pack_gzip(idx_images(2)) : idx_images(2));
    folder.write("t10k-labels-idx1-ubyte", labels);
    const auto data = open_dataset("idx:" + folder.path().string());
    ASSERT_EQ(data->size(), 2U);
    EXPECT_EQ(data->label(0), 7);
    const Image image = *data->sample(1).image;
    EXPECT_EQ(image.height, 2);
    EXPECT_EQ(image.width, 3);
    EXPECT_EQ(image.pixels, (std::vector<std::uint8_t>{6, 7, 8, 9, 10, 11}));
  }
}

TEST(idx, refuses_files_that_contradict_their_header) {
  const TestFolder folder;
  const std::string spec = "idx:" + folder.path().string();
  const auto with = [&](const FileBytes& file) {
    folder.write("train-images-idx3-ubyte", file);
    return error_of([&] { open_dataset(spec); });
  };
  EXPECT_TRUE(contains(error_of([&] { open_dataset(spec); }), "t10k-images-idx3-ubyte"));
  FileBytes file = idx_images(2);
  file.pop_back();
  EXPECT_TRUE(contains(with(file), "not as many"));
  EXPECT_TRUE(contains(with({0, 0, 8, 3, 0}), "not an IDX file"));
  EXPECT_TRUE(contains(with(idx_images(0)), "no images"));
  file = idx_images(2);
  for (std::size_t i = 4; i < 16; ++i) file[i] = 0xff;  // 2^32 - 1 in every dimension
  EXPECT_TRUE(contains(with(file), "not as many"));
  folder.write("train-labels-idx1-ubyte", FileBytes{0, 0, 8, 1, 0, 0, 0, 1, 7});
  EXPECT_TRUE(contains(with(idx_images(2)), "1 labels for 2 images"));
}

}  // namespace
}  // namespace requant::data
