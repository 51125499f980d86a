// What must hold of the tables of a file before a graph can be made of them.
#pragma once

#include <string>
#include <vector>

#include "requant/formats/tflite/file.h"

namespace requant::formats::tflite {

// Which tensors and operators of the main subgraph can be looked at further.
struct Sound {
  std::vector<bool> tensors;
  std::vector<bool> operators;
};

// Reports indices outside of their tables, unknown types, shapes that are negative or too large,
// data that does not match type and shape, quantization that makes no sense, data in other files,
// in every subgraph, signature and metadata entry.
Sound check(const File& file, Diagnostics& diagnostics);

// "tensor 5 ('name')", "subgraph 1, tensor 5 ('name')"; long names are cut.
std::string tensor_label(std::size_t subgraph, std::size_t index, const std::string& name);
// "node 7 (CONV_2D)", "subgraph 1, node 7".
std::string node_label(std::size_t subgraph, std::size_t index, const std::string& op);

}  // namespace requant::formats::tflite
