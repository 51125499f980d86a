#include "requant/formats/onnx/writer.h"

#include <onnx/checker.h>

#include <limits>

#include "requant/base/error.h"
#include "requant/formats/onnx/file_types.h"
#include "requant/formats/onnx/graph_writer.h"
#include "requant/formats/onnx/opset.h"
#include "requant/graph/verify.h"

namespace requant::formats::onnx {
namespace {

// The newest that the checker of Debian's library knows.
constexpr int kCheckedOpset = 17;
constexpr int kCheckedIr = 8;

void add_opset(proto::ModelProto& file, const std::string& domain, int version) {
  auto* import = file.add_opset_import();
  import->set_domain(domain);
  import->set_version(version);
}

void check_message(const proto::ModelProto& file, int opset) {
  if (opset > kCheckedOpset || file.ir_version() > kCheckedIr) return;
  try {
    ::onnx::checker::check_model(file);
  } catch (const std::exception& error) {
    throw Error("the ONNX checker refuses what was written for graph '" + file.graph().name() +
                    "', please report it: " + error.what(),
                Fault::internal);
  }
}

Bytes serialized(const proto::ModelProto& file) {
  const std::size_t size = file.ByteSizeLong();
  if (size > static_cast<std::size_t>(std::numeric_limits<std::int32_t>::max())) {
    throw Error("graph '" + file.graph().name() + "' takes " + std::to_string(size) +
                " bytes, more than the 2 GiB of an ONNX file: reduce its weights");
  }
  Bytes bytes(size);
  if (!file.SerializeToArray(bytes.data(), static_cast<int>(size))) {
    throw Error("graph '" + file.graph().name() + "' cannot be serialized", Fault::internal);
  }
  return bytes;
}

}  // namespace

Bytes write(const Model& model, const WriteOptions& options) {
  Diagnostics diagnostics("the model cannot be written");
  verify(model.graph, diagnostics);
  diagnostics.throw_if_any();
  if (options.form == Form::qoperator) {
    require_whole_types(model.graph, "operators on integers have 8 bits: write the form qdq");
  }
  Model in_types = model;
  if (options.form == Form::qdq) in_types.graph = in_file_types(model.graph);
  const int opset = choose_opset(in_types.graph, options.opset);
  proto::ModelProto file;
  file.set_ir_version(ir_version(opset));
  file.set_producer_name("requant");
  add_opset(file, "", opset);
  GraphWriter writer(in_types, options.form, opset, *file.mutable_graph());
  writer.write();
  for (const std::string& domain : writer.builder().domains()) add_opset(file, domain, 1);
  for (const auto& [key, text] : model.metadata) {
    auto* entry = file.add_metadata_props();
    entry->set_key(key);
    entry->set_value(text);
  }
  check_message(file, opset);
  return serialized(file);
}

}  // namespace requant::formats::onnx
