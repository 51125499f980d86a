// A TFLite file in memory.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "requant/base/error.h"
#include "requant/formats/tflite/schema/model_generated.h"
#include "requant/graph/graph.h"

namespace requant::formats::tflite {

// The version of the schema, which every file states.
inline constexpr std::uint32_t kSchemaVersion = 3;

// All tables of a file as objects, and its buffers apart, so that the tensors of a graph share
// them. It is the state that a model read from a file carries along for the writer.
struct File : FormatState {
  schema::ModelT model;  // model.buffers: one for each of `buffers`, without data
  std::vector<std::shared_ptr<const Bytes>> buffers;  // null: a buffer without data
  Graph graph;  // as it was read, by which the writer finds what has changed
};

// The tables of a file. Problems of its structure (offsets outside, unknown kinds of tables, data
// that many tables share so that it would grow in memory) go to `diagnostics`; the result is then
// incomplete. Large data beyond the tables, at an offset of the file, is taken in.
File unpack(std::span<const std::byte> content, Diagnostics& diagnostics);

// The file of these tables and buffers. Throws Error where it would exceed the 2 GB of the format.
Bytes pack(const schema::ModelT& model, std::span<const std::shared_ptr<const Bytes>> buffers);

// Whether the content begins like a TFLite file (file identifier "TFL3").
bool is_tflite(std::span<const std::byte> content);

// The operator that a code stands for: old files have it in the first field, of 8 bits.
schema::BuiltinOperator builtin_operator(const schema::OperatorCodeT& code);
// "CONV_2D", "CUSTOM xyz", or "BUILTIN 300" for one that the schema does not know.
std::string operator_name(const schema::OperatorCodeT& code);

}  // namespace requant::formats::tflite
