#include "tests/tools/op_cases.h"

namespace requant::test {
namespace {

struct Pool {
  std::string name;
  Shape x;
  Shape y;
  Window window;
  std::array<std::int64_t, 2> size;
};

const std::vector<Pool> kPools{
    {"valid", {1, 8, 8, 5}, {1, 4, 4, 5}, {.stride = {2, 2}}, {2, 2}},
    {"same_odd", {2, 7, 6, 3}, {2, 4, 2, 3}, {.stride = {2, 3}, .padding = Padding::same}, {3, 4}},
    {"global", {1, 5, 7, 4}, {1, 1, 1, 4}, {}, {5, 7}},
};

std::string name_of(DataType type) { return std::string(name(type)); }

void add_pools(std::vector<OpCase>& cases, DataType type) {
  for (const Pool& pool : kPools) {
    const std::int64_t zero = zero_point_of(type, -3);
    for (const Activation activation : {Activation::none, Activation::relu6}) {
      const std::string suffix =
          pool.name + (activation == Activation::none ? "_" : "_relu6_") + name_of(type);
      OpBuilder average(cases.size());
      const TensorId x = average.input(type, pool.x, 0.07F, zero);
      cases.push_back(average.finish("average_pool2d_" + suffix,
                                     AveragePool2d{pool.window, pool.size, activation}, {x},
                                     output_of(type, pool.y, 0.07F, zero)));
      OpBuilder greatest(cases.size());
      const TensorId z = greatest.input(type, pool.x, 0.07F, zero);
      cases.push_back(greatest.finish("max_pool2d_" + suffix,
                                      MaxPool2d{pool.window, pool.size, activation}, {z},
                                      output_of(type, pool.y, 0.07F, zero)));
    }
  }
}

struct Sizes {
  Shape from;
  Shape to;
};
const std::vector<Sizes> kSizes{{{1, 5, 4, 3}, {1, 11, 9, 3}}, {{2, 9, 8, 2}, {2, 4, 3, 2}}};

void add_resizes(std::vector<OpCase>& cases, DataType type) {
  for (const Sizes& size : kSizes) {
    for (const std::string how : {"plain", "corners", "centers"}) {
      const std::string suffix = how + "_" + size.to.text() + "_" + name_of(type);
      const std::int64_t zero = zero_point_of(type, 4);
      const bool corners = how == "corners";
      const bool centers = how == "centers";
      OpBuilder bilinear(cases.size());
      const TensorId x = bilinear.input(type, size.from, 0.5F, zero);
      cases.push_back(bilinear.finish("resize_bilinear_" + suffix, ResizeBilinear{corners, centers},
                                      {x}, output_of(type, size.to, 0.5F, zero)));
      OpBuilder nearest(cases.size());
      const TensorId z = nearest.input(type, size.from, 0.5F, zero);
      cases.push_back(nearest.finish("resize_nearest_" + suffix, ResizeNearest{corners, centers},
                                     {z}, output_of(type, size.to, 0.5F, zero)));
    }
  }
}

}  // namespace

std::vector<OpCase> window_cases() {
  std::vector<OpCase> cases;
  for (const DataType type : {DataType::uint8, DataType::int8, DataType::int16}) {
    add_pools(cases, type);
    add_resizes(cases, type);
  }
  return cases;
}

}  // namespace requant::test
