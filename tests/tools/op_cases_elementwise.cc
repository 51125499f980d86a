#include "tests/tools/op_cases.h"

namespace requant::test {
namespace {

constexpr DataType kI16 = DataType::int16;

std::string name_of(DataType type) { return std::string(name(type)); }

// A scale for a type: 16-bit types have finer ones.
float fit(DataType type, float scale) { return type == kI16 ? scale / 256 : scale; }

struct Operands {
  std::string name;
  Shape x;
  Shape y;
  Shape output;
};
const std::vector<Operands> kOperands{{"same", {1, 4, 5, 6}, {1, 4, 5, 6}, {1, 4, 5, 6}},
                                      {"channels", {1, 4, 5, 6}, {6}, {1, 4, 5, 6}},
                                      {"both", {2, 1, 5, 1}, {1, 4, 1, 6}, {2, 4, 5, 6}},
                                      {"scalar", {1, 1, 1, 1}, {3, 7, 2, 5}, {3, 7, 2, 5}}};

template <typename O>
void add_binary(std::vector<OpCase>& cases, const std::string& op, DataType type, float y_scale) {
  for (const Operands& o : kOperands) {
    for (const Activation activation : {Activation::none, Activation::relu}) {
      OpBuilder builder(cases.size());
      const TensorId x = builder.input(type, o.x, fit(type, 0.031F), zero_point_of(type, 6));
      const TensorId y = builder.input(type, o.y, fit(type, y_scale), zero_point_of(type, -11));
      cases.push_back(builder.finish(
          op + "_" + o.name + (activation == Activation::none ? "_" : "_relu_") + name_of(type),
          O{activation}, {x, y},
          output_of(type, o.output, fit(type, 0.0437F), zero_point_of(type, 2))));
    }
  }
}

void add_unary(std::vector<OpCase>& cases, const std::string& op_name, Op op, DataType type,
               float input_scale, float output_scale, std::int64_t output_zero_point) {
  OpBuilder builder(cases.size());
  const Shape shape{4, 40000};
  const TensorId x = builder.input(type, shape, input_scale, zero_point_of(type, 7));
  cases.push_back(builder.finish(op_name + "_" + std::to_string(cases.size()) + "_" + name_of(type),
                                 std::move(op), {x},
                                 output_of(type, shape, output_scale, output_zero_point)));
}

void add_functions(std::vector<OpCase>& cases, DataType type) {
  const bool wide = type == kI16;
  const float unit = wide ? 1.0F / 32768 : 1.0F / 256;
  const std::int64_t lowest = wide ? 0 : integer_type(type).min();
  for (const float scale : {0.047F, 0.0031F, 0.11F}) {
    add_unary(cases, "logistic", Logistic{}, type, fit(type, scale), unit, lowest);
    add_unary(cases, "tanh", Tanh{}, type, fit(type, scale), wide ? unit : 1.0F / 128,
              zero_point_of(type, 0));
  }
  if (wide) {
    add_unary(cases, "logistic_power", Logistic{}, type, 1.0F / 4096, unit, 0);
    add_unary(cases, "tanh_power", Tanh{}, type, 1.0F / 2048, unit, 0);
  }
  for (const float alpha : {0.1F, 1.7F}) {
    add_unary(cases, "leaky_relu", LeakyRelu{alpha}, type, fit(type, 0.047F), fit(type, 0.029F),
              zero_point_of(type, -20));
  }
  add_unary(cases, "relu", Relu{Activation::relu}, type, fit(type, 0.047F), fit(type, 0.039F),
            zero_point_of(type, -30));
  add_unary(cases, "relu6", Relu{Activation::relu6}, type, fit(type, 0.06F), fit(type, 0.031F),
            zero_point_of(type, -40));
  if (wide) return;
  add_unary(cases, "relu_n1_to_1", Relu{Activation::relu_n1_to_1}, type, 0.02F, 0.015F,
            zero_point_of(type, 3));
  for (const float scale : {0.01F, 0.047F, 0.2F, 0.7F}) {
    add_unary(cases, "hard_swish", HardSwish{}, type, scale, scale * 0.8F,
              zero_point_of(type, -30));
  }
}

void add_softmaxes(std::vector<OpCase>& cases, DataType type) {
  const bool wide = type == kI16;
  for (const float scale : {0.01F, 0.12F, 1.3F}) {
    for (const std::int64_t depth : {1, 2, 1001}) {
      OpBuilder builder(cases.size());
      const Shape shape{5, depth};
      const TensorId x = builder.input(type, shape, fit(type, scale), zero_point_of(type, 3));
      cases.push_back(builder.finish(
          "softmax_" + std::to_string(cases.size()) + "_" + name_of(type), Softmax{}, {x},
          output_of(type, shape, wide ? 1.0F / 32768 : 1.0F / 256,
                    wide ? 0 : integer_type(type).min())));
    }
  }
}

}  // namespace

std::vector<OpCase> elementwise_cases() {
  std::vector<OpCase> cases;
  for (const DataType type : {DataType::uint8, DataType::int8, DataType::int16}) {
    add_binary<Add>(cases, "add", type, 0.0213F);
    add_binary<Sub>(cases, "sub", type, 0.0413F);
    add_binary<Mul>(cases, "mul", type, 0.0213F);
    add_functions(cases, type);
    add_softmaxes(cases, type);
  }
  return cases;
}

}  // namespace requant::test
