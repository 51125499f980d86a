// What the nodes of an integer graph compute and move, without their values.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "requant/graph/graph.h"

namespace requant::cost {

// One node. The sums of a node without multiply-adds are empty: its extents are 0.
struct Work {
  NodeId node = -1;
  std::string name;  // of the output
  OpKind kind = OpKind::conv2d;
  bool reads_graph_input = false;

  // Of conv2d, depthwise_conv2d and fully_connected; the last are images of one pixel.
  std::int64_t batch = 0;
  std::int64_t height = 0;  // of the output
  std::int64_t width = 0;
  std::int64_t outputs = 0;  // output channels of one group
  std::int64_t inputs = 0;   // input channels of one group
  std::int64_t groups = 0;   // depthwise: input channels
  std::int64_t kernel_height = 0;
  std::int64_t kernel_width = 0;
  std::int64_t stride_height = 0;
  std::int64_t stride_width = 0;
  std::int64_t dilation_height = 0;
  std::int64_t dilation_width = 0;

  int weight_bits = 0;  // 0: no weights
  int input_bits = 0;   // of the first input; of the widest for ops without weights
  int output_bits = 0;

  // Numbers of values.
  std::int64_t weights = 0;
  std::int64_t biases = 0;
  std::int64_t scales = 0;  // of the weights
  std::int64_t values_in = 0;
  std::int64_t values_out = 0;
  std::int64_t macs = 0;

  bool has_macs() const { return macs > 0; }
  friend bool operator==(const Work&, const Work&) = default;
};

// The work of each node, in their order. Widths are Tensor::bits, else those of the type. Throws
// Error that names the node where weights or their data are of floating point.
std::vector<Work> work_of(const Graph& graph);

// The work of requantizing `values` values.
Work requantize_work(std::int64_t values, int input_bits, int output_bits);

}  // namespace requant::cost
