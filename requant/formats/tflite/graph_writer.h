// From a graph to the main subgraph of a file.
#pragma once

#include <memory>
#include <vector>

#include "requant/formats/tflite/buffer_table.h"
#include "requant/formats/tflite/plan_node.h"

namespace requant::formats::tflite {

// Writes one graph into a file, which holds what `base` holds (null and an empty main subgraph for
// a new model). Tensors that nothing needs any more are dropped; those that nothing needed from the
// beginning stay.
class GraphWriter {
 public:
  GraphWriter(const Graph& graph, const File* base, File& file, BufferTable& buffers);

  void write();

 private:
  void plan();
  void find_needed();
  void write_tensors();
  void write_operators();
  void write_signatures();

  bool has_origin(TensorId id) const;
  bool is_kept(TensorId id) const;
  std::int32_t add(std::unique_ptr<schema::TensorT> tensor);
  std::int32_t add_origin(TensorId origin);
  std::int32_t place(const Parameter& parameter);
  std::vector<std::int32_t> places(const std::vector<TensorId>& ids) const;
  void write_signature(std::vector<std::unique_ptr<schema::TensorMapT>>& maps,
                       const std::vector<std::int32_t>& before, const std::vector<TensorId>& now);

  const Graph& graph_;
  const File* base_;
  File& file_;
  schema::SubGraphT& subgraph_;
  BufferTable& buffers_;
  std::vector<PlannedNode> nodes_;
  std::vector<bool> needed_;               // by tensor of the graph
  std::vector<bool> needed_origin_;        // by tensor of the base: as a parameter
  std::vector<bool> needed_before_;        // by tensor of the base: there was a use for it
  std::vector<std::int32_t> place_;        // by tensor of the graph: index in the file, or -1
  std::vector<std::int32_t> from_origin_;  // by tensor of the base: index in the file, or -1
};

}  // namespace requant::formats::tflite
