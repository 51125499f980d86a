// How each op is written.
#pragma once

#include "requant/formats/onnx/node_writer.h"

namespace requant::formats::onnx {

// Every op of the graph has a write_op, in the file of its name (the arithmetic of two operands in
// binary.cc, the functions of one value in unary.cc). They throw Error on what ONNX cannot express.
void write_op(const Add& op, NodeWriter& out);
void write_op(const ArgMax& op, NodeWriter& out);
void write_op(const AveragePool2d& op, NodeWriter& out);
void write_op(const BatchNorm& op, NodeWriter& out);
void write_op(const Concat& op, NodeWriter& out);
void write_op(const Conv2d& op, NodeWriter& out);
void write_op(const DepthwiseConv2d& op, NodeWriter& out);
void write_op(const Dequantize& op, NodeWriter& out);
void write_op(const FullyConnected& op, NodeWriter& out);
void write_op(const HardSwish& op, NodeWriter& out);
void write_op(const LeakyRelu& op, NodeWriter& out);
void write_op(const Logistic& op, NodeWriter& out);
void write_op(const MaxPool2d& op, NodeWriter& out);
void write_op(const Maximum& op, NodeWriter& out);
void write_op(const Mean& op, NodeWriter& out);
void write_op(const Minimum& op, NodeWriter& out);
void write_op(const Mul& op, NodeWriter& out);
void write_op(const Opaque& op, NodeWriter& out);
void write_op(const Pad& op, NodeWriter& out);
void write_op(const Quantize& op, NodeWriter& out);
void write_op(const Relu& op, NodeWriter& out);
void write_op(const Reshape& op, NodeWriter& out);
void write_op(const ResizeBilinear& op, NodeWriter& out);
void write_op(const ResizeNearest& op, NodeWriter& out);
void write_op(const Softmax& op, NodeWriter& out);
void write_op(const Sub& op, NodeWriter& out);
void write_op(const Tanh& op, NodeWriter& out);
void write_op(const Transpose& op, NodeWriter& out);

}  // namespace requant::formats::onnx
