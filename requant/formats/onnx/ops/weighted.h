// What convolutions and matrix products share: weights, bias and what follows them.
#pragma once

#include <optional>
#include <vector>

#include "requant/formats/onnx/node_reader.h"

namespace requant::formats::onnx {

// An operator with weights.
struct Weighted {
  Op op;
  Value x;        // in the layout that the op takes
  Layout layout;  // of the output
  // The weights are a constant: integers with their quantization, or real. Dimension i in the graph
  // is dimension order[i] of the file; then they take `shape`, if it is not empty.
  Value weights;
  std::vector<int> order;
  Shape shape;
  // A constant with one value for each output channel: int32 in units of s_x s_w, or real.
  std::optional<Value> bias;
};

// Integers, quantized as the ending says. Its linear function goes into the scales of the weights
// and the bias, which is rounded to nearest, ties to even.
void emit_weighted(const NodeReader& in, const Weighted& parts, const Ending& ending);
// An operator of floating point: in integers, where x and weights are dequantized and the output is
// quantized; else in floating point.
void compute_weighted(const NodeReader& in, const Weighted& parts, int channel_from_end);
// An operator of integers whose int32 result is cast and scaled (ConvInteger, MatMulInteger).
void emit_integer_product(const NodeReader& in, Weighted parts, int channel_from_end);

// Inputs 0 and 2 of those: the data, whose zero point has to be the one it was quantized with.
Value integer_input(const NodeReader& in);
// Inputs 1 and 3 of those: the weights, with scales of 1.
Value integer_weights(const NodeReader& in, std::int64_t channel_axis);

// The weights as a constant, or Error.
Value constant_weights(const NodeReader& in, const Value& weights);

}  // namespace requant::formats::onnx
