// What a name in an ONNX graph stands for, while the graph is written.
#pragma once

#include <optional>
#include <string>

#include "requant/graph/tensor.h"

namespace requant::formats::onnx {

// How the elements of a tensor of the graph lie in the file.
enum class Order {
  as_graph,        // as the graph has them
  channels_first,  // NCHW for the graph's NHWC
  flattened,       // [N, C * H * W] for the graph's [N, H * W * C]
};

struct FileValue {
  std::string name;
  DataType type = DataType::float32;
  Shape shape;                               // as in the file
  std::optional<Quantization> quantization;  // its axis counts the dimensions of the file
  Order order = Order::as_graph;
  std::string grid;  // the tensor that scale and zero point are named after

  bool is_quantized() const { return quantization.has_value() && is_integer(type); }
};

}  // namespace requant::formats::onnx
