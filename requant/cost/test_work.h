// Layers without a graph, for tests.
#pragma once

#include <string>
#include <utility>

#include "requant/cost/work.h"

namespace requant::cost {

struct LayerShape {
  std::int64_t kernel = 1;
  std::int64_t side = 1;  // of the output
  std::int64_t stride = 1;
  std::int64_t inputs = 1;
  std::int64_t outputs = 1;
};

// A convolution of square images and kernels.
inline Work layer_work(const LayerShape& shape, int weight_bits, int input_bits,
                       std::int64_t batch = 1) {
  Work work;
  work.batch = batch;
  work.height = work.width = shape.side;
  work.kernel_height = work.kernel_width = shape.kernel;
  work.stride_height = work.stride_width = shape.stride;
  work.dilation_height = work.dilation_width = 1;
  work.inputs = shape.inputs;
  work.outputs = shape.outputs;
  work.groups = 1;
  work.weight_bits = weight_bits;
  work.input_bits = input_bits;
  work.output_bits = 8;
  work.weights = shape.kernel * shape.kernel * shape.inputs * shape.outputs;
  work.values_out = batch * shape.side * shape.side * shape.outputs;
  work.macs = work.values_out * shape.kernel * shape.kernel * shape.inputs;
  return work;
}

}  // namespace requant::cost
