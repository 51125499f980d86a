// Graphs of one op each, for comparisons with another runtime.
#pragma once

#include <string>
#include <vector>

#include "requant/base/random.h"
#include "requant/graph/graph.h"

namespace requant::test {

// A graph of one node and a name that says what is special about it.
struct OpCase {
  std::string name;
  Graph graph;
};

// Builds the tensors of one node; constants are random.
class OpBuilder {
 public:
  explicit OpBuilder(std::uint64_t seed) : random_(seed) {}

  TensorId input(DataType type, Shape shape, float scale, std::int64_t zero_point);
  TensorId float_input(Shape shape);
  // Values uniform in [low, high].
  TensorId constant(DataType type, Shape shape, Quantization quantization, std::int64_t low,
                    std::int64_t high);
  // The node with an output of that kind; the finished case.
  OpCase finish(const std::string& name, Op op, std::vector<TensorId> inputs, Tensor output);

 private:
  Random random_;
  Graph graph_;
};

// An output tensor.
Tensor output_of(DataType type, Shape shape, float scale, std::int64_t zero_point);

// Zero point of the type in the middle of its range: 128 or 0; `offset` is added where the type
// has 8 bits.
std::int64_t zero_point_of(DataType type, std::int64_t offset);

std::vector<OpCase> weighted_cases();     // conv2d, depthwise_conv2d, fully_connected
std::vector<OpCase> window_cases();       // pools, resizes
std::vector<OpCase> elementwise_cases();  // add, sub, mul, functions of one value
std::vector<OpCase> moving_cases();  // concat, pad, reshape, transpose, mean, arg_max, quantize

}  // namespace requant::test
