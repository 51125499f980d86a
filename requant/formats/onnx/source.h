// A parsed ONNX file, with what it names in reach.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "requant/base/error.h"
#include "requant/formats/onnx/proto_forward.h"
#include "requant/graph/tensor.h"

namespace requant::formats::onnx {

// The opsets of the ai.onnx domain that requant reads.
inline constexpr int kOldestReadOpset = 7;
inline constexpr int kNewestReadOpset = 28;

struct Source {
  std::shared_ptr<const proto::ModelProto> model;
  int opset = 0;                                                // of the ai.onnx domain
  std::unordered_map<std::string, Tensor> constants;            // initializers and Constant nodes
  std::unordered_map<std::string, std::vector<int>> consumers;  // by value: the nodes that read it
  std::unordered_map<std::string, int> producers;               // by value: the node that writes it
  std::vector<bool> sound;  // by node: all its inputs are there before it, its outputs are its own

  const proto::GraphProto& graph() const;
  const proto::NodeProto& node(int i) const;
  bool is_output(const std::string& value) const;
  // The constant of that name, or null.
  const Tensor* constant(const std::string& value) const;
};

// "node 7 (Conv 'conv1')", for messages.
std::string describe(const proto::NodeProto& node, int index);
// The domain of a node, where "ai.onnx" is spelled as "".
std::string_view domain(const proto::NodeProto& node);

// What becomes of a walk at a node: on to the readers of its outputs, not beyond it, or no further
// anywhere.
enum class Walk { on, not_beyond, end };
// Visits the nodes that read a value, then those that read their outputs, and so on, the nearest
// first: visit(node, value that it reads). It ends after 1,000 values.
void walk_readers(const Source& source, const std::string& value,
                  const std::function<Walk(const proto::NodeProto&, const std::string&)>& visit);

// Parses and checks the structure: versions, initializers, names that are written once and before
// they are read. Problems go to `diagnostics`; the result then lacks what they concern.
Source parse(std::span<const std::byte> content, const std::filesystem::path& folder,
             Diagnostics& diagnostics);

}  // namespace requant::formats::onnx
