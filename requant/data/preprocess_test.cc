#include "requant/data/preprocess.h"

#include <gtest/gtest.h>

#include <numeric>

#include "requant/data/normalization.h"
#include "requant/data/test_files.h"

namespace requant::data {
namespace {

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

Model model_with_input(DataType type, const Shape& shape,
                       const std::optional<Quantization>& quantization) {
  Model model;
  Tensor tensor;
  tensor.name = "input";
  tensor.type = type;
  tensor.shape = shape;
  tensor.quantization = quantization;
  model.graph.inputs = {model.graph.add_tensor(tensor)};
  return model;
}

Sample image_sample(Image image) { return {std::move(image), std::nullopt, "a.png"}; }
Sample array_sample(Array array) { return {std::nullopt, std::move(array), "x.npy"}; }

// The pixels 0, 100, 128, 255, again and again.
Image repeated_pixels() {
  Image image{16, 16, 1, {}};
  for (int i = 0; i < 64; ++i) {
    image.pixels.insert(image.pixels.end(), {0, 100, 128, 255});
  }
  return image;
}

const Image kPixels = repeated_pixels();

// The first four stored values, or all that there are.
std::vector<std::int64_t> stored(const Model& model, const Sample& sample,
                                 const std::string& option = "") {
  auto values = stored_integers(find_preprocess(model, option).apply(model.graph, sample));
  values.resize(std::min<std::size_t>(values.size(), 4));
  return values;
}

using Values = std::vector<std::int64_t>;

TEST(preprocess, takes_pixels_as_stored_for_8_bits) {
  const Model u8 = model_with_input(DataType::uint8, {1, 16, 16, 1}, per_tensor(1.0F / 128, 128));
  EXPECT_EQ(stored(u8, image_sample(kPixels)), (Values{0, 100, 128, 255}));
  EXPECT_TRUE(contains(find_preprocess(u8, "").how, "real -1 to 0.9922"));
  const Model s8 = model_with_input(DataType::int8, {1, 16, 16, 1}, per_tensor(1.0F / 255, -128));
  EXPECT_EQ(stored(s8, image_sample(kPixels)), (Values{-128, -28, 0, 127}));
  EXPECT_TRUE(contains(find_preprocess(s8, "").how, "pixels minus 128"));
}

TEST(preprocess, quantizes_normalized_values_with_ties_to_even) {
  const Model model = model_with_input(DataType::int8, {1, 16, 16, 1}, per_tensor(2, 1));
  // real = pixel / 10: 0, 10, 12.8, 25.5; over 2: 0, 5, 6.4, 12.75
  EXPECT_EQ(stored(model, image_sample(kPixels), "0,10"), (Values{1, 6, 7, 14}));
  // real = pixel - 127: -127, -27, 1, 128; over 2: -63.5 -> -64, -13.5 -> -14, 0.5 -> 0, 64
  EXPECT_EQ(stored(model, image_sample(kPixels), "127,1"), (Values{-63, -13, 1, 65}));
  // real = 3 pixel: saturates at 127
  EXPECT_EQ(stored(model, image_sample(kPixels), "0,0.3333333333333333"),
            (Values{1, 127, 127, 127}));
}

TEST(preprocess, feeds_floats_with_values_of_a_channel) {
  const Model model = model_with_input(DataType::float32, {1, 16, 16, 3}, std::nullopt);
  const Array array = find_preprocess(model, "imagenet").apply(model.graph, image_sample(kPixels));
  const auto values = array.as<float>();
  EXPECT_FLOAT_EQ(values[3], static_cast<float>((100 - 123.675) / 58.395));
  EXPECT_FLOAT_EQ(values[4], static_cast<float>((100 - 116.28) / 57.12));
  EXPECT_FLOAT_EQ(values[5], static_cast<float>((100 - 103.53) / 57.375));
}

// What the file tells is used; the option goes before it.
TEST(preprocess, takes_the_normalization_that_the_file_tells) {
  Model model = model_with_input(DataType::float32, {1, 16, 16, 3}, std::nullopt);
  model.normalization = {Normalization{{100, 50, 0}, {2, 4, 8}}};
  const auto values = [&](const std::string& option) {
    const Array array = find_preprocess(model, option).apply(model.graph, image_sample(kPixels));
    const auto all = array.as<float>();
    return std::vector<float>{all[3], all[4], all[5]};
  };
  EXPECT_EQ(values(""), (std::vector<float>{0, 12.5, 12.5}));
  EXPECT_EQ(values("0,1"), (std::vector<float>{100, 100, 100}));
  EXPECT_EQ(find_preprocess(model, "").how,
            "(pixel - [100 50 0]) / [2 4 8], as the file's metadata says");
}

TEST(preprocess, quantizes_what_the_file_tells_for_8_bits) {
  Model model = model_with_input(DataType::int8, {1, 16, 16, 1}, per_tensor(0.5, 3));
  model.normalization = {Normalization{{100}, {4}}};
  // real = -25, 0, 7, 38.75; over 0.5: -50, 0, 14, 77.5 -> 78; plus 3
  EXPECT_EQ(stored(model, image_sample(kPixels)), (Values{-47, 3, 17, 81}));
}

TEST(preprocess, takes_pixels_as_stored_where_the_file_tells_the_same) {
  Model model = model_with_input(DataType::uint8, {1, 16, 16, 1}, per_tensor(1.0F / 128, 128));
  for (const auto& told :
       {Normalization{{127.5}, {127.5}}, Normalization{{128}, {128}}, Normalization{{0}, {1}}}) {
    model.normalization = {told};
    EXPECT_EQ(stored(model, image_sample(kPixels)), (Values{0, 100, 128, 255}));
    EXPECT_TRUE(contains(find_preprocess(model, "").how, "as stored"));
  }
  model.normalization = {Normalization{{125}, {127.5}}};
  EXPECT_NE(stored(model, image_sample(kPixels)), (Values{0, 100, 128, 255}));
}

TEST(preprocess, refuses_an_option_of_other_channels) {
  const Model model = model_with_input(DataType::uint8, {1, 16, 16, 1}, per_tensor(1, 0));
  EXPECT_TRUE(contains(error_of([&] { find_preprocess(model, "imagenet"); }), "3 channels"));
}

TEST(preprocess, asks_where_the_file_does_not_tell) {
  for (const DataType type : {DataType::float32, DataType::int16}) {
    const Model model = model_with_input(type, {1, 16, 16, 3}, std::nullopt);
    EXPECT_TRUE(contains(error_of([&] { find_preprocess(model, ""); }), "--normalize"));
  }
}

TEST(preprocess, keeps_the_real_values_of_the_source_of_a_converted_model) {
  const Model source = model_with_input(DataType::uint8, {1, 16, 16, 1}, per_tensor(1.0F / 255, 0));
  Model result = model_with_input(DataType::int8, {1, 16, 16, 1}, per_tensor(1.0F / 64, 0));
  result.metadata.push_back(*input_metadata(source));
  // real = pixel / 255; over 1/64: 0, 25.098, 32.13, 64
  EXPECT_EQ(stored(result, image_sample(kPixels)), (Values{0, 25, 32, 64}));
  EXPECT_EQ(input_metadata(result), input_metadata(source));
  Array array(DataType::uint8, {1, 256});
  array.as<std::uint8_t>()[1] = 255;
  EXPECT_EQ(stored(result, array_sample(array)), (Values{0, 64, 0, 0}));
}

TEST(convert_input, saturates_to_the_bits_that_the_input_uses) {
  const auto q = per_tensor(0.5F, 0);
  Tensor to{"x", DataType::int8, {4}, q, nullptr, -1};
  to.bits = 4;
  Array array(DataType::int8, {4});
  array.bytes = pack_integers(DataType::int8, Values{-128, -8, 7, 127});
  EXPECT_EQ(stored_integers(convert_input(array, q, to)), (Values{-8, -8, 7, 7}));
  EXPECT_EQ(stored_integers(convert_input(array, per_tensor(1, 0), to)), (Values{-8, -8, 7, 7}));
}

// Pixels of 0..1 as values of -0.5..0.5 keep their steps; those that mean half as much lose one
// bit.
TEST(convert_input, scales_and_shifts_real_values) {
  Tensor to;
  to.type = DataType::int8;
  to.shape = {4};
  to.quantization = per_tensor(1.0F / 256, 0);
  Array array(DataType::uint8, {4});
  const std::uint8_t pixels[] = {0, 1, 131, 255};
  std::copy(std::begin(pixels), std::end(pixels), array.as<std::uint8_t>().begin());
  const auto from = per_tensor(1.0F / 256, 0);
  EXPECT_EQ(stored_integers(convert_input(array, from, to, 1, -0.5)), (Values{-128, -127, 3, 127}));
  EXPECT_EQ(stored_integers(convert_input(array, from, to)), (Values{0, 1, 127, 127}));
  // 0.5, 65.5 and 127.5 are ties
  EXPECT_EQ(stored_integers(convert_input(array, from, to, 0.5)), (Values{0, 0, 66, 127}));
}

TEST(preprocess, refuses_damaged_metadata) {
  Model model = model_with_input(DataType::int8, {1, 16, 16, 1}, per_tensor(1, 0));
  for (const char* text : {"{", "{}", R"({"type":"int8","scale":-1,"zero_point":0})",
                           R"({"type":"int8","scale":1,"zero_point":300})",
                           R"({"type":"float32","scale":1,"zero_point":0})"}) {
    model.metadata = {{"requant.input", text}};
    EXPECT_TRUE(contains(error_of([&] { find_preprocess(model, ""); }), "requant.input")) << text;
  }
}

TEST(preprocess, passes_arrays_that_fit) {
  const Model model = model_with_input(DataType::int8, {1, 3}, per_tensor(0.5, 1));
  Array same(DataType::int8, {3});
  same.as<std::int8_t>()[2] = -7;
  EXPECT_EQ(stored(model, array_sample(same)), (Values{0, 0, -7}));
  Array real(DataType::float32, {1, 3});
  real.as<float>()[0] = 10;
  EXPECT_EQ(stored(model, array_sample(real)), (Values{21, 1, 1}));
  const auto refused = [&](const Array& array) {
    return error_of([&] { find_preprocess(model, "").apply(model.graph, array_sample(array)); });
  };
  EXPECT_TRUE(contains(refused(Array(DataType::int8, {4})), "'x.npy' has the shape 4"));
  EXPECT_TRUE(contains(refused(Array(DataType::int16, {3})), "'x.npy' is of type int16"));
  EXPECT_TRUE(contains(
      error_of([&] { find_preprocess(model, "").apply(model.graph, image_sample(kPixels)); }),
      "'a.png' is an image"));
}

// 0, 1, 2, ... of that shape.
Array counting(const Shape& shape) {
  Array array(DataType::int8, shape);
  auto values = array.as<std::int8_t>();
  std::iota(values.begin(), values.end(), std::int8_t{0});
  return array;
}

// Arrays of NCHW, and of CHW, become the NHWC of the graph where only that fits.
TEST(preprocess, moves_the_channels_of_arrays_that_have_them_first) {
  const Model model = model_with_input(DataType::int8, {1, 2, 3, 2}, per_tensor(1, 0));
  const Preprocess how = find_preprocess(model, "");
  for (const Shape& shape : {Shape{1, 2, 2, 3}, Shape{2, 2, 3}}) {
    const Array array = how.apply(model.graph, array_sample(counting(shape)));
    EXPECT_EQ(array.shape, (Shape{1, 2, 3, 2}));
    EXPECT_EQ(stored_integers(array), (Values{0, 6, 1, 7, 2, 8, 3, 9, 4, 10, 5, 11}));
  }
  const auto same = how.apply(model.graph, array_sample(counting({1, 2, 3, 2})));
  EXPECT_EQ(same, counting({1, 2, 3, 2}));
}

// Where both orders fit, it is the one that the file has.
TEST(preprocess, takes_arrays_in_the_layout_of_the_file) {
  Model model = model_with_input(DataType::int8, {1, 2, 2, 2}, per_tensor(1, 0));
  const auto moved = [&] {
    const Preprocess how = find_preprocess(model, "");
    return stored_integers(how.apply(model.graph, array_sample(counting({1, 2, 2, 2}))));
  };
  EXPECT_EQ(moved(), (Values{0, 1, 2, 3, 4, 5, 6, 7}));
  model.input_layouts = {Layout::channels_last};
  EXPECT_EQ(moved(), (Values{0, 1, 2, 3, 4, 5, 6, 7}));
  model.input_layouts = {Layout::channels_first};
  EXPECT_EQ(moved(), (Values{0, 4, 1, 5, 2, 6, 3, 7}));
}

TEST(preprocess, quantizes_arrays_that_have_channels_first) {
  Model model = model_with_input(DataType::int8, {1, 1, 2, 2}, per_tensor(0.5, 1));
  model.input_layouts = {Layout::channels_first};
  Array real(DataType::float32, {1, 2, 1, 2});
  const float reals[] = {1, 2, 3, 4};
  std::copy(std::begin(reals), std::end(reals), real.as<float>().begin());
  EXPECT_EQ(stored(model, array_sample(real)), (Values{3, 7, 5, 9}));
}

TEST(preprocess, refuses_models_of_several_inputs) {
  Model model = model_with_input(DataType::int8, {1, 3}, per_tensor(1, 0));
  model.graph.inputs.push_back(0);
  EXPECT_TRUE(contains(error_of([&] { find_preprocess(model, ""); }), "2 inputs"));
}

TEST(parse_normalization, takes_names_and_numbers) {
  EXPECT_EQ(parse_normalization("-1..1").mean, std::vector<double>{127.5});
  EXPECT_EQ(parse_normalization("3,4").std, std::vector<double>{4});
  EXPECT_EQ(parse_normalization("1,2,3,4,5,6").mean, (std::vector<double>{1, 2, 3}));
  EXPECT_EQ(parse_normalization("1,2,3,4,5,6").std, (std::vector<double>{4, 5, 6}));
  for (const char* wrong :
       {"", "x", "1", "1,2,3", "1,0", "1,-2", "1,nan", "inf,1", "1,2x", "1,,2"}) {
    EXPECT_TRUE(contains(error_of([&] { parse_normalization(wrong); }), "take raw")) << wrong;
  }
}

}  // namespace
}  // namespace requant::data
