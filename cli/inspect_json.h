// What `requant inspect` finds, and its JSON.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "cli/output.h"
#include "requant/graph/graph.h"
#include "requant/graph/summary.h"
#include "requant/target/obstacles.h"

namespace requant::cli {

struct TargetFit {
  std::string target;
  std::vector<ObstacleGroup> groups;  // empty where the target takes the model as it is
};

struct Inspection {
  std::filesystem::path path;
  std::int64_t file_bytes = 0;
  Model model;
  GraphSummary summary;
  std::vector<TargetFit> fits;
};

// Keys: file, format, bytes, scheme, nodes, ops {name: count}, macs, parameters, parameter_bytes,
// activation_peak_bytes, inputs and outputs [{name, shape, type, scale, zero_point; an input also
// normalization {mean, std} where the file tells it}], tensors
// {activations, weights, biases: {count, types, quantized, per_channel, symmetric, powers_of_two,
// zero_point [least, greatest], scale [least, greatest]}}, targets {name: {fits, obstacles [{count,
// what, first}]}}, and with `layers`: layers [{node, op, output, shape, type, scale, zero_point,
// weight_scale, weight_zero_point, macs, parameters}]. Scales and zero points are lists.
Json to_json(const Inspection& inspection, bool layers);

}  // namespace requant::cli
