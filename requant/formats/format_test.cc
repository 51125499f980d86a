#include "requant/formats/format.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>

#include "requant/base/error.h"
#include "requant/formats/file_io.h"
#include "requant/graph/test_graph.h"

namespace requant::formats {
namespace {

// A folder of its own, removed with its content at the end of the test.
class FormatTest : public testing::Test {
 protected:
  FormatTest() {
    std::string name = (std::filesystem::temp_directory_path() / "requant_XXXXXX").string();
    folder_ = ::mkdtemp(name.data());
  }
  ~FormatTest() override { std::filesystem::remove_all(folder_); }

  std::filesystem::path file(const std::string& name, std::string_view content) const {
    std::ofstream(folder_ / name, std::ios::binary) << content;
    return folder_ / name;
  }
  // The message about a path, without the path.
  std::string message(const std::filesystem::path& path) const {
    try {
      read(path);
      return "";
    } catch (const Error& error) {
      EXPECT_EQ(error.fault(), Fault::user);
      const std::string text = error.what();
      const std::string named = "'" + path.string() + "'";
      EXPECT_TRUE(text.starts_with(named)) << text;
      return text.substr(named.size());
    }
  }
  std::size_t files() const {
    return static_cast<std::size_t>(
        std::distance(std::filesystem::directory_iterator(folder_), {}));
  }

  std::filesystem::path folder_;
};

Model small_model() {
  Model model;
  model.graph = test::small_convolution();
  return model;
}

TEST_F(FormatTest, SaysWhatAFileIsThatIsNoModel) {
  EXPECT_EQ(message(file("a.jpg", "\xFF\xD8\xFF\xE0 JFIF")),
            " is a JPEG image: name a TFLite or ONNX model");
  EXPECT_EQ(message(file("a.png", "\x89PNG\r\n")), " is a PNG image: name a TFLite or ONNX model");
  EXPECT_EQ(message(file("a.txt", "some words\n")), " is a text file: name a TFLite or ONNX model");
  EXPECT_EQ(message(file("a.bin", std::string_view("\x01\x02\x00\xFE more bytes", 16))),
            " is no TFLite or ONNX file: name a TFLite or ONNX model");
  EXPECT_EQ(message(file("a.onnx", "\x08\x07\x12\x07pytorch")), ": it has no graph");
  EXPECT_EQ(message(file("empty.tflite", "")), " is empty: name a TFLite or ONNX model");
  EXPECT_EQ(message(folder_), " is a directory: name a model file");
  EXPECT_EQ(message(folder_ / "none"), " does not exist: check the name of the model file");
}

TEST_F(FormatTest, SaysThatAFileIsCutOff) {
  write(small_model(), folder_ / "m.tflite");
  std::filesystem::resize_file(folder_ / "m.tflite", 300);
  EXPECT_EQ(message(folder_ / "m.tflite"),
            ": the file is damaged or cut off: get it again from its source");
}

TEST_F(FormatTest, ReadsWhatItWrites) {
  write(small_model(), folder_ / "m.tflite");
  const Model model = read(folder_ / "m.tflite");
  EXPECT_EQ(model.format, "tflite");
  EXPECT_EQ(model.graph.nodes.size(), 1U);
  EXPECT_EQ(files(), 1U);
}

TEST_F(FormatTest, ReadsTheOnnxThatItWrites) {
  write(small_model(), folder_ / "m.onnx");
  const Model model = read(folder_ / "m.onnx");
  EXPECT_EQ(model.format, "onnx");
  ASSERT_EQ(model.graph.nodes.size(), 1U);
  EXPECT_EQ(model.graph.nodes[0].op, small_model().graph.nodes[0].op);
  EXPECT_EQ(files(), 1U);
}

TEST_F(FormatTest, WritesOnlyFormatsThatItKnows) {
  try {
    write(small_model(), folder_ / "m.pb");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.what(), "'" + (folder_ / "m.pb").string() +
                                "' has no extension of a format that requant writes: name a "
                                ".tflite or .onnx file");
  }
  EXPECT_EQ(files(), 0U);
}

TEST_F(FormatTest, LeavesNothingBehindWhereItCannotWrite) {
  std::filesystem::create_directory(folder_ / "m.tflite");
  EXPECT_THROW(write(small_model(), folder_ / "m.tflite"), Error);
  EXPECT_EQ(files(), 1U);
  EXPECT_THROW(write(small_model(), folder_ / "none" / "m.tflite"), Error);
  EXPECT_EQ(files(), 1U);
}

TEST_F(FormatTest, KeepsTheOldFileWhereTheModelCannotBeWritten) {
  const auto path = file("m.tflite", "old");
  Model model = small_model();
  model.graph.outputs = {7};
  EXPECT_THROW(write(model, path), Error);
  EXPECT_EQ(read_file(path).size(), 3U);
  EXPECT_EQ(files(), 1U);
}

}  // namespace
}  // namespace requant::formats
