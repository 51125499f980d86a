// What must hold of one tensor of a file.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "requant/formats/tflite/file.h"

namespace requant::formats::tflite {

// Reports what is wrong with the tensor; true if nothing is. `where` names it in messages.
bool check_tensor(const File& file, const schema::TensorT& tensor, const std::string& where,
                  Diagnostics& diagnostics);

// The data of a constant tensor, null for one that is computed. An empty buffer is the data of a
// tensor without elements only. The tensor's buffer exists.
std::shared_ptr<const Bytes> constant_data(const File& file, const schema::TensorT& tensor);

// The quantized dimension of a tensor that has quantization. It is 0 where there is no other:
// biases of depthwise convolutions come with the dimension of their weights.
int quantized_axis(const schema::TensorT& tensor);

// The elements of a shape without negative dimensions; nothing above the 2^31 - 1 of the format.
std::optional<std::size_t> element_count(const std::vector<std::int32_t>& shape);

}  // namespace requant::formats::tflite
