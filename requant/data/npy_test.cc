#include "requant/data/npy.h"

#include <gtest/gtest.h>

#include "requant/data/dataset.h"
#include "requant/data/test_files.h"

namespace requant::data {
namespace {

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

FileBytes npy_file(const std::string& header, const FileBytes& data, std::uint8_t version = 1) {
  FileBytes file{0x93, 'N', 'U', 'M', 'P', 'Y', version, 0};
  const std::size_t size = header.size() + 1;
  file.push_back(static_cast<std::uint8_t>(size % 256));
  file.push_back(static_cast<std::uint8_t>(size / 256));
  if (version > 1) file.insert(file.end(), 2, 0);
  file.insert(file.end(), header.begin(), header.end());
  file.push_back('\n');
  file.insert(file.end(), data.begin(), data.end());
  return file;
}

std::string header(const std::string& type, const std::string& shape) {
  return "{'descr': '" + type + "', 'fortran_order': False, 'shape': " + shape + ", }";
}

TEST(npy, reads_all_versions) {
  for (std::uint8_t version = 1; version <= 3; ++version) {
    const Array array =
        parse_npy(npy_file(header("<i2", "(2, 1)"), {1, 0, 0xff, 0xff}, version), "x");
    EXPECT_EQ(array.type, DataType::int16);
    EXPECT_EQ(array.shape, (Shape{2, 1}));
    EXPECT_EQ(array.as<std::int16_t>()[1], -1);
  }
  EXPECT_EQ(parse_npy(npy_file(header("|u1", "(3,)"), {1, 2, 3}), "x").shape, Shape{3});
  EXPECT_EQ(parse_npy(npy_file(header("|i1", "()"), {1}), "x").shape, Shape{});
}

TEST(npy, comes_back_as_it_was_written) {
  const TestFolder folder;
  Array array(DataType::float32, {2, 3});
  for (std::size_t i = 0; i < 6; ++i) array.as<float>()[i] = static_cast<float>(i) / 3;
  write_npy(array, folder.path() / "a.npy");
  EXPECT_EQ(read_npy(folder.path() / "a.npy"), array);
  EXPECT_TRUE(contains(error_of([&] { write_npy(array, "/nowhere/a.npy"); }), "cannot be written"));
}

TEST(npy, refuses_what_it_cannot_read) {
  const auto error = [](const FileBytes& file) {
    return error_of([&] { parse_npy(file, "'x.npy'"); });
  };
  EXPECT_TRUE(contains(error({}), "'x.npy' is not a .npy file"));
  EXPECT_TRUE(contains(error(npy_file(header("<f2", "(1,)"), {0, 0})), "the type '<f2'"));
  EXPECT_TRUE(contains(error(npy_file(header(">f4", "(1,)"), {0, 0, 0, 0})), "'>f4'"));
  EXPECT_TRUE(contains(error(npy_file(header("<f4", "(2,)"), {0, 0, 0, 0})), "needs 8"));
  EXPECT_TRUE(contains(error(npy_file(header("<f4", "(-1,)"), {})), "shape"));
  EXPECT_TRUE(contains(error(npy_file(header("|u1", "(99999999999, 99999999999)"), {})), "many"));
  EXPECT_TRUE(contains(error(npy_file(header("|u1", "(1,"), {0})), "shape"));
  EXPECT_TRUE(contains(error(npy_file("{'shape': (1,)}", {0})), "'descr'"));
  EXPECT_TRUE(contains(
      error(npy_file("{'descr': '|u1', 'fortran_order': True, 'shape': (1,), }", {0})), "Fortran"));
  EXPECT_TRUE(contains(error(npy_file(header("|u1", "(1,)"), {0}, 4)), "version 4"));
  FileBytes cut = npy_file(header("|u1", "(1,)"), {0});
  cut.resize(20);
  EXPECT_TRUE(contains(error(cut), "incomplete"));
}

TEST(npy_dataset, feeds_arrays_with_labels) {
  const TestFolder folder;
  const auto path = folder.write("x.npy", npy_file(header("|i1", "(2, 3)"), {1, 2, 3, 4, 5, 6}));
  folder.write("y.csv", "1\r\n0\n");
  const auto data = open_dataset("npy:" + path.string() + "," + (folder.path() / "y.csv").string());
  ASSERT_EQ(data->size(), 2U);
  EXPECT_EQ(data->label(0), 1);
  const Array array = *data->sample(1).array;
  EXPECT_EQ(array.shape, (Shape{1, 3}));
  EXPECT_EQ(array.as<std::int8_t>()[2], 6);
  EXPECT_FALSE(open_dataset("npy:" + path.string())->labelled());

  folder.write("y.npy", npy_file(header("<i2", "(2,)"), {3, 0, 4, 0}));
  const auto more = open_dataset("npy:" + path.string() + "," + (folder.path() / "y.npy").string());
  EXPECT_EQ(more->label(1), 4);
}

TEST(npy_dataset, takes_bytes_of_an_image_shape_as_images) {
  const TestFolder folder;
  const Image image = test_image(16, 17, 3);
  const auto write = [&](const std::string& shape) {
    return folder.write("x.npy", npy_file(header("|u1", shape), image.pixels)).string();
  };
  const Sample sample = open_dataset("npy:" + write("(1, 16, 17, 3)"))->sample(0);
  ASSERT_TRUE(sample.image.has_value());
  EXPECT_EQ(sample.image->width, 17);
  EXPECT_EQ(sample.image->pixels, image.pixels);
  EXPECT_TRUE(open_dataset("npy:" + write("(2, 8, 17, 3)"))->sample(1).array.has_value());
  EXPECT_EQ(load_sample(write("(16, 17, 3)")).image->pixels, image.pixels);
  EXPECT_TRUE(load_sample(write("(1, 816)")).array.has_value());
}

TEST(npy_dataset, refuses_labels_that_do_not_fit) {
  const TestFolder folder;
  const auto path = folder.write("x.npy", npy_file(header("|i1", "(2,)"), {1, 2}));
  const auto with = [&](const std::string& name, const std::string& text) {
    const auto labels = folder.write(name, text);
    return error_of([&] { open_dataset("npy:" + path.string() + "," + labels.string()); });
  };
  EXPECT_TRUE(contains(with("y.txt", "1\n"), "1 labels for the 2 samples"));
  EXPECT_TRUE(contains(with("y.txt", "1\nx\n"), "line 2: 'x'"));
  EXPECT_TRUE(contains(error_of([&] { open_dataset("npy:" + path.string() + ",/nowhere"); }),
                       "there is no file"));
  const auto scalar = folder.write("s.npy", npy_file(header("|i1", "()"), {1}));
  EXPECT_TRUE(contains(error_of([&] { open_dataset("npy:" + scalar.string()); }), "count samples"));
}

}  // namespace
}  // namespace requant::data
