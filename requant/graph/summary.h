// What a graph is and costs, in figures.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "requant/graph/graph.h"

namespace requant {

// Multiply-accumulates of a node: those of conv2d, depthwise_conv2d and fully_connected; 0 for
// others. The graph is verified.
std::int64_t macs(const Graph& graph, const Node& node);
// Elements, and bytes, of the constants that the node reads.
std::int64_t parameters(const Graph& graph, const Node& node);
std::int64_t parameter_bytes(const Graph& graph, const Node& node);

// The bits that a tensor uses of its type where these are not all; else 0.
int narrowed_bits(const Tensor& tensor);

// Tensors of one role, taken together.
struct TensorSummary {
  int count = 0;
  std::map<DataType, int> types;
  std::map<int, int> bits;  // of those that use not all bits of their type, by the bits they use
  // Of the tensors that are quantized:
  int quantized = 0;
  int per_channel = 0;
  int symmetric = 0;       // every zero point is the middle of the type: 0, or 128 of uint8
  int zero_is_lowest = 0;  // unsigned with every zero point 0, or signed with the least value
  int powers_of_two = 0;   // every scale is a power of two within 1e-6 of it
  std::int64_t lowest_zero_point = 0;
  std::int64_t highest_zero_point = 0;
  float lowest_scale = 0;
  float highest_scale = 0;
};

struct GraphSummary {
  std::vector<std::pair<std::string, int>> ops;  // name and count, most frequent first
  std::int64_t macs = 0;
  std::int64_t parameters = 0;  // elements of all constants that nodes read, each once
  std::int64_t parameter_bytes = 0;
  std::int64_t activation_peak = 0;  // the most bytes of activations alive while one node runs
  NodeId activation_peak_node = -1;
  TensorSummary activations;  // inputs and results of nodes, without weights and biases
  TensorSummary weights;
  TensorSummary biases;
  // "uint8 asymmetric, uint8 weights asymmetric per tensor", "float32", "float32, int8 weights
  // symmetric per channel (hybrid)", "int8 asymmetric of 2 to 8 bits, int8 weights symmetric per
  // channel of 4 bits"
  std::string scheme;
};

// The graph is verified.
GraphSummary summarize(const Graph& graph);

}  // namespace requant
