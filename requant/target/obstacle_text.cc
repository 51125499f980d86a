// The sentences about obstacles.
#include <map>

#include "requant/base/nearest.h"
#include "requant/target/obstacles.h"

namespace requant {
namespace {

std::string types_of(const std::vector<DataType>& types) {
  std::vector<std::string> names;
  for (const DataType type : types) names.emplace_back(name(type));
  return joined(names);
}

std::string values_of(const std::vector<std::int64_t>& values) {
  std::vector<std::string> texts;
  for (const std::int64_t value : values) texts.push_back(std::to_string(value));
  return joined(texts);
}

std::string shifts_of(const Target& target) {
  const auto& rule = target.arithmetic.rule(OpKind::conv2d, target.activation.types.front());
  return std::to_string(rule.rescale.min_right_shift) + " to " +
         std::to_string(rule.rescale.max_right_shift);
}

// What counts, and what is wrong with one and with many.
struct Phrase {
  std::string one;
  std::string many;
  std::string rest;
};

Phrase phrase(ObstacleKind kind, const Target& target) {
  const std::string bits = std::to_string(target.bias.bits) + " bits";
  switch (kind) {
    case ObstacleKind::op:
      return {"node is of a kind", "nodes are of kinds", "that the target does not run"};
    case ObstacleKind::floating_point:
      return {"node computes", "nodes compute", "in floating point"};
    case ObstacleKind::activation_type:
      return {"activation is", "activations are", "not " + types_of(target.activation.types)};
    case ObstacleKind::activation_zero_point:
      return {"activation has", "activations have",
              "a zero point other than " + values_of(target.activation.zero_points)};
    case ObstacleKind::activation_scale:
      return {"activation has", "activations have", "a scale that is no power of two"};
    case ObstacleKind::weight_type:
      return {"weight tensor is", "weight tensors are", "not " + types_of(target.weight.types)};
    case ObstacleKind::weight_zero_point:
      return {"weight tensor has", "weight tensors have",
              "a zero point other than " + values_of(target.weight.zero_points)};
    case ObstacleKind::weight_scale:
      return {"weight tensor has", "weight tensors have", "a scale that is no power of two"};
    case ObstacleKind::weight_granularity:
      return {"weight tensor has", "weight tensors have", "a scale for every channel"};
    case ObstacleKind::weight_range:
      return {"weight tensor holds", "weight tensors hold",
              "the lowest value of the type, which the target does not take"};
    case ObstacleKind::bias_width:
      return {"bias needs", "biases need",
              "more than " + bits + (target.bias.own_shift ? " and a shift" : "")};
    case ObstacleKind::multiplier:
      return {"node has", "nodes have", "a multiplier that is no power of two"};
    case ObstacleKind::shift:
      return {"node needs", "nodes need", "a right shift outside of " + shifts_of(target)};
  }
  return {};
}

std::string sentence(ObstacleKind kind, int count, const Target& target) {
  const Phrase p = phrase(kind, target);
  return std::to_string(count) + " " + (count == 1 ? p.one : p.many) + " " + p.rest;
}

// The end of a long name tells it apart.
std::string quoted(const std::string& text) {
  constexpr std::size_t kLongest = 40;
  if (text.size() <= kLongest) return "'" + text + "'";
  return "'..." + text.substr(text.size() - kLongest + 3) + "'";
}

std::string tensor_or_node(const Obstacle& obstacle, const Graph& graph) {
  if (obstacle.tensor != kNoTensor) return quoted(graph.tensor(obstacle.tensor).name);
  const Node& node = graph.node(obstacle.node);
  return node.outputs.empty() ? "" : quoted(graph.tensor(node.outputs[0]).name);
}

}  // namespace

std::vector<ObstacleGroup> grouped(const std::vector<Obstacle>& obstacles, const Graph& graph,
                                   const Target& target) {
  std::map<ObstacleKind, ObstacleGroup> groups;
  for (const Obstacle& obstacle : obstacles) {
    ObstacleGroup& group = groups[obstacle.kind];
    if (group.count++ > 0) continue;
    group.kind = obstacle.kind;
    group.first = "node " + std::to_string(obstacle.node) + " " +
                  std::string(name(graph.node(obstacle.node).kind())) + " " +
                  tensor_or_node(obstacle, graph) + ", " + obstacle.found;
  }
  std::vector<ObstacleGroup> result;
  for (auto& [kind, group] : groups) {
    group.what = sentence(kind, group.count, target);
    result.push_back(std::move(group));
  }
  return result;
}

std::vector<Problem> obstacles(const Graph& graph, const Target& target) {
  std::vector<Problem> problems;
  for (const Obstacle& obstacle : find_obstacles(graph, target)) {
    const Phrase p = phrase(obstacle.kind, target);
    const std::string where = obstacle.tensor == kNoTensor
                                  ? describe(graph, obstacle.node)
                                  : "node " + std::to_string(obstacle.node) + " (" +
                                        std::string(name(graph.node(obstacle.node).kind())) +
                                        "), tensor '" + graph.tensor(obstacle.tensor).name + "'";
    problems.push_back({where, "this " + p.one + " " + p.rest + " (" + obstacle.found + ")"});
  }
  return problems;
}

}  // namespace requant
