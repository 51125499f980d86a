#include "requant/formats/onnx/writer.h"

#include "requant/base/error.h"

namespace requant::formats::onnx {

Bytes write(const Model& model, const WriteOptions& /*options*/) {
  throw Error("graph '" + model.graph.name + "' cannot be written as ONNX yet");
}

}  // namespace requant::formats::onnx
