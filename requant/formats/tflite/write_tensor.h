// From a tensor of the graph to a tensor of the file.
#pragma once

#include "requant/formats/tflite/buffer_table.h"
#include "requant/graph/tensor.h"

namespace requant::formats::tflite {

// Brings `target` from what it was read as to what the tensor is now; `before` is null for a new
// one. What has not changed stays as the file had it. Throws Error on a type that the format lacks.
void write_tensor(const Tensor& tensor, const Tensor* before, schema::TensorT& target,
                  BufferTable& buffers);

// Whether two constants hold the same bytes (or both tensors hold none).
bool same_data(const Tensor& a, const Tensor& b);

}  // namespace requant::formats::tflite
