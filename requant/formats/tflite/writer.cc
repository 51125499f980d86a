#include "requant/formats/tflite/writer.h"

#include "requant/formats/tflite/explicit_pads.h"
#include "requant/formats/tflite/file_types.h"
#include "requant/formats/tflite/graph_writer.h"
#include "requant/formats/tflite/metadata.h"
#include "requant/formats/tflite/operator_codes.h"
#include "requant/graph/verify.h"

namespace requant::formats::tflite {
namespace {

// A file with an empty main subgraph, and the empty buffer that tensors without data refer to.
File new_file() {
  File file;
  file.model.version = kSchemaVersion;
  file.model.description = "requant";
  file.model.subgraphs.push_back(std::make_unique<schema::SubGraphT>());
  file.buffers.push_back(nullptr);
  return file;
}

// Everything but the graph.
File copy_of(const File& base) {
  File file;
  file.model = base.model;
  file.buffers = base.buffers;
  return file;
}

}  // namespace

Bytes write(const Model& model) {
  Diagnostics diagnostics("the model cannot be written");
  verify(model.graph, diagnostics);
  diagnostics.throw_if_any();
  const auto* base = dynamic_cast<const File*>(model.rest.get());
  File file = base == nullptr ? new_file() : copy_of(*base);
  const std::vector<bool> used_before = used_codes(file.model);
  BufferTable buffers(file);
  GraphWriter(with_pad_nodes(in_file_types(model.graph)), base, file, buffers).write();
  remove_unused_codes(file.model, used_before);
  write_metadata(model.metadata, file);
  buffers.release_unused();
  return pack(file.model, file.buffers);
}

}  // namespace requant::formats::tflite
