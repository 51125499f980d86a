// A small file that uses much of the format.
#pragma once

#include "requant/formats/tflite/test_file.h"
#include "requant/graph/test_graph.h"

namespace requant::formats::tflite::test {

// Every op once.
inline Bytes own_file() {
  Model model;
  model.graph = requant::test::one_of_each_on_integers();
  return write(model);
}

// One convolution.
inline Bytes small_file() {
  Model model;
  model.graph = requant::test::small_convolution();
  model.metadata = {{"requant.source", "test"}};
  return write(model);
}

// What requant has no use for: other subgraphs, signatures, metadata, unused buffers, an unknown
// custom operator with options, a fused activation that no op has, sparsity, calibration records.
inline File rich_file() {
  File file = unpack_or_throw(small_file());
  auto& model = file.model;
  auto& main = *model.subgraphs[0];
  main.name = "main";
  main.debug_metadata_index = 4;
  main.tensors[0]->shape_signature = {-1, 4, 4, 3};
  main.tensors[0]->quantization->min = {-64};
  main.tensors[0]->quantization->max = {63.5F};

  auto custom = std::make_unique<schema::OperatorCodeT>();
  custom->builtin_code = schema::BuiltinOperator::CUSTOM;
  custom->deprecated_builtin_code = 32;
  custom->custom_code = "Polish";
  custom->version = 7;
  model.operator_codes.push_back(std::move(custom));
  auto op = std::make_unique<schema::OperatorT>();
  op->opcode_index = static_cast<std::uint32_t>(model.operator_codes.size() - 1);
  op->inputs = {0, -1};
  op->outputs = {static_cast<std::int32_t>(main.tensors.size())};
  op->intermediates = {static_cast<std::int32_t>(main.tensors.size()) + 1};
  op->custom_options = {1, 2, 3};
  op->mutating_variable_inputs = {true, false};
  main.operators.push_back(std::move(op));
  for (const char* name : {"polished", "scratch", "sparse", "state"}) {
    main.tensors.push_back(std::make_unique<schema::TensorT>());
    main.tensors.back()->name = name;
    main.tensors.back()->shape = {2};
    main.tensors.back()->has_rank = true;
  }
  auto& sparse = *main.tensors[main.tensors.size() - 2];
  sparse.buffer = static_cast<std::uint32_t>(file.buffers.size());
  sparse.sparsity = std::make_unique<schema::SparsityParametersT>();
  sparse.sparsity->traversal_order = {0};
  sparse.sparsity->dim_metadata.push_back(std::make_unique<schema::DimensionMetadataT>());
  schema::Int32VectorT segments;
  segments.values = {0, 1};
  sparse.sparsity->dim_metadata[0]->array_segments.Set(std::move(segments));
  file.buffers.push_back(std::make_shared<const Bytes>(4));
  main.tensors.back()->is_variable = true;
  main.tensors.back()->quantization = std::make_unique<schema::QuantizationParametersT>();
  schema::BlockwiseQuantizationT blocks;
  blocks.block_size = 32;
  main.tensors.back()->quantization->details.Set(std::move(blocks));

  model.subgraphs.push_back(std::make_unique<schema::SubGraphT>(main));
  model.subgraphs.back()->name = "again";
  file.buffers.push_back(std::make_shared<const Bytes>(Bytes(5, std::byte{9})));  // unused
  file.buffers.push_back(std::make_shared<const Bytes>());  // present, without bytes
  auto metadata = std::make_unique<schema::MetadataT>();
  metadata->name = "TFLITE_METADATA";
  metadata->buffer = static_cast<std::uint32_t>(file.buffers.size());
  model.metadata.push_back(std::move(metadata));
  file.buffers.push_back(std::make_shared<const Bytes>(Bytes(3, std::byte{7})));
  auto signature = std::make_unique<schema::SignatureDefT>();
  signature->signature_key = "serving_default";
  signature->inputs.push_back(std::make_unique<schema::TensorMapT>());
  signature->inputs[0]->name = "image";
  model.signature_defs.push_back(std::move(signature));
  model.metadata_buffer = {1};
  return file;
}

}  // namespace requant::formats::tflite::test
