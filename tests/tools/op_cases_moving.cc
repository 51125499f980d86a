#include "tests/tools/op_cases.h"

namespace requant::test {
namespace {

constexpr DataType kU8 = DataType::uint8;
constexpr DataType kI8 = DataType::int8;
constexpr DataType kI16 = DataType::int16;

std::string name_of(DataType type) { return std::string(name(type)); }

void add_means(std::vector<OpCase>& cases, DataType type) {
  struct Reduction {
    std::vector<std::int64_t> axes;
    bool keep;
    Shape output;
  };
  const Shape input{2, 7, 6, 10};
  for (const Reduction& r : {Reduction{{1, 2}, true, {2, 1, 1, 10}},
                             Reduction{{3}, false, {2, 7, 6}}, Reduction{{2, 1, 3}, false, {2}}}) {
    for (const float scale : {0.02F, 0.0113F, 0.09F}) {
      OpBuilder builder(cases.size());
      const TensorId x = builder.input(type, input, 0.02F, zero_point_of(type, 9));
      cases.push_back(builder.finish("mean_" + std::to_string(cases.size()) + "_" + name_of(type),
                                     Mean{r.axes, r.keep}, {x},
                                     output_of(type, r.output, scale, zero_point_of(type, -4))));
    }
  }
}

void add_concats(std::vector<OpCase>& cases) {
  for (const DataType type : {kU8, kI8, kI16}) {
    // Only uint8 takes unequal scales.
    const float other = type == kU8 ? 0.031F : 0.02F;
    OpBuilder builder(cases.size());
    const TensorId x = builder.input(type, {2, 3, 4, 5}, 0.02F, zero_point_of(type, 3));
    const TensorId y =
        builder.input(type, {2, 3, 4, 7}, other, zero_point_of(type, type == kU8 ? -8 : 3));
    cases.push_back(builder.finish("concat_" + name_of(type), Concat{3}, {x, y},
                                   output_of(type, {2, 3, 4, 12}, 0.02F, zero_point_of(type, 3))));
  }
}

void add_layouts(std::vector<OpCase>& cases, DataType type) {
  const std::int64_t zero = zero_point_of(type, 5);
  OpBuilder pad(cases.size());
  TensorId x = pad.input(type, {1, 3, 4, 2}, 0.1F, zero);
  cases.push_back(pad.finish("pad_" + name_of(type),
                             Pad{.paddings = {{0, 0}, {1, 2}, {0, 3}, {1, 0}}}, {x},
                             output_of(type, {1, 6, 7, 3}, 0.1F, zero)));
  OpBuilder transpose(cases.size());
  x = transpose.input(type, {2, 3, 4, 5}, 0.1F, zero);
  cases.push_back(transpose.finish("transpose_" + name_of(type), Transpose{{3, 0, 2, 1}}, {x},
                                   output_of(type, {5, 2, 4, 3}, 0.1F, zero)));
}

void add_quantizes(std::vector<OpCase>& cases) {
  struct Pair {
    DataType from;
    DataType to;
    float scale;
  };
  const Shape shape{3, 10000};
  for (const Pair& p : {Pair{kU8, kI8, 0.02F}, Pair{kU8, kI8, 0.033F}, Pair{kI8, kU8, 0.011F},
                        Pair{kI8, kI8, 0.05F}, Pair{kI16, kI8, 3.1F}, Pair{kI8, kI16, 0.0003F},
                        Pair{kI16, kI16, 0.017F}}) {
    OpBuilder builder(cases.size());
    const TensorId x = builder.input(p.from, shape, 0.02F, zero_point_of(p.from, 0));
    cases.push_back(builder.finish(
        "quantize_" + name_of(p.from) + "_to_" + name_of(p.to) + "_" + std::to_string(cases.size()),
        Quantize{}, {x}, output_of(p.to, shape, p.scale, zero_point_of(p.to, 0))));
  }
  for (const DataType type : {kU8, kI8, kI16}) {
    OpBuilder from_float(cases.size());
    TensorId x = from_float.float_input(shape);
    const float scale = type == kI16 ? 0.00004F : 0.0101F;
    cases.push_back(from_float.finish("quantize_float_to_" + name_of(type), Quantize{}, {x},
                                      output_of(type, shape, scale, zero_point_of(type, 12))));
    OpBuilder to_float(cases.size());
    x = to_float.input(type, shape, scale, zero_point_of(type, 12));
    cases.push_back(
        to_float.finish("dequantize_" + name_of(type), Dequantize{}, {x},
                        Tensor{"output", DataType::float32, shape, std::nullopt, nullptr, -1}));
  }
}

void add_arg_max(std::vector<OpCase>& cases, DataType type) {
  for (const bool minimum : {false, true}) {
    OpBuilder builder(cases.size());
    const TensorId x = builder.input(type, {3, 50, 7}, 0.1F, zero_point_of(type, 5));
    cases.push_back(builder.finish(
        std::string(minimum ? "arg_min_" : "arg_max_") + name_of(type), ArgMax{1, minimum}, {x},
        Tensor{"output", DataType::int32, {3, 7}, std::nullopt, nullptr, -1}));
  }
}

}  // namespace

std::vector<OpCase> moving_cases() {
  std::vector<OpCase> cases;
  for (const DataType type : {kU8, kI8, kI16}) {
    add_means(cases, type);
    add_layouts(cases, type);
    if (type != kI16) add_arg_max(cases, type);
  }
  add_concats(cases);
  add_quantizes(cases);
  return cases;
}

}  // namespace requant::test
