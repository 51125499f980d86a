#pragma once

#include "requant/graph/ops/common.h"
#include "requant/graph/ops/infer.h"

namespace requant {

// Mean over each window; positions outside of the image are not counted. Input and output: NHWC
// with the same quantization.
// Constraints: those of infer_pool and window_output.
struct AveragePool2d {
  Window window;                           // dilation 1
  std::array<std::int64_t, 2> size{1, 1};  // height, width of the window
  Activation activation = Activation::none;
  friend bool operator==(const AveragePool2d&, const AveragePool2d&) = default;
};

std::optional<Shape> infer_output(const AveragePool2d& op, NodeCheck& node);

}  // namespace requant
