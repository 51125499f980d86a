// The protobuf messages of ONNX, apart from the names of this project.
#pragma once

#include <onnx/onnx_pb.h>

namespace requant::formats::onnx {

namespace proto = ::onnx;

}  // namespace requant::formats::onnx
