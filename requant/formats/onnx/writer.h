// From a model to the content of an ONNX file.
#pragma once

#include "requant/graph/graph.h"

namespace requant::formats::onnx {

// How quantized ops are written. qdq: float ops between DequantizeLinear and QuantizeLinear.
// qoperator: QLinearConv, QLinearMatMul and those of the com.microsoft domain; what has no such
// operator is written as qdq. qonnx: float operators between Quant nodes (source: qonnx's
// documentation of its operators), which state bit widths; graph inputs and outputs are float.
enum class Form { qdq, qoperator, qonnx };

struct WriteOptions {
  Form form = Form::qdq;
  int opset = 0;  // of the ai.onnx domain; 0: the least that the graph needs, at least 13
};

// Tensors of images are NCHW in the file, as its operators want them; so are the inputs and outputs
// of the graph, unless the model was read from ONNX and its layouts say otherwise. Tensors and
// nodes keep their names. Throws Error on a graph that does not verify or that the format cannot
// express at that opset.
Bytes write(const Model& model, const WriteOptions& options = {});

}  // namespace requant::formats::onnx
