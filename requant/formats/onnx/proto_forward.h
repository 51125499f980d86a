// The protobuf messages of ONNX by name, for headers; proto.h has them whole.
#pragma once

namespace onnx {
class AttributeProto;
class GraphProto;
class ModelProto;
class NodeProto;
class TensorProto;
}  // namespace onnx

namespace requant::formats::onnx {

namespace proto = ::onnx;

}  // namespace requant::formats::onnx
