// Data of tensors that lies beside the model, in files of its own.
#pragma once

#include <filesystem>

#include "requant/formats/onnx/proto_forward.h"
#include "requant/graph/tensor.h"

namespace requant::formats::onnx {

// The bytes that external_data names (location, offset, length), `expected` many where the length
// is left out. The location is a relative path that stays in `folder`, symbolic links followed.
// Throws Error (source: ONNX docs/ExternalData.md).
Bytes read_external_data(const proto::TensorProto& source, std::size_t expected,
                         const std::filesystem::path& folder);

}  // namespace requant::formats::onnx
