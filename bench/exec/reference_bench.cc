// How fast the reference executor's kernels are, on layers of MobileNetV2's sizes (int8, TFLite's
// arithmetic, one thread). Items are multiply-accumulates, or elements for add.
#include <benchmark/benchmark.h>

#include <cstdint>
#include <utility>
#include <vector>

#include "requant/base/random.h"
#include "requant/exec/reference/reference.h"

namespace requant::exec {
namespace {

std::vector<std::int64_t> random_integers(const Shape& shape, std::uint64_t seed) {
  Random random(seed);
  std::vector<std::int64_t> values(static_cast<std::size_t>(shape.count()));
  for (auto& value : values) value = random.integer(-127, 127);
  return values;
}

Array random_array(const Shape& shape) {
  Array array(DataType::int8, shape);
  array.bytes = pack_integers(DataType::int8, random_integers(shape, 1));
  return array;
}

TensorId activation(Graph& graph, const Shape& shape, float scale) {
  return graph.add_tensor({"x", DataType::int8, shape, per_tensor(scale, 3), nullptr, -1});
}

TensorId weights(Graph& graph, const Shape& shape) {
  auto data = std::make_shared<Bytes>(pack_integers(DataType::int8, random_integers(shape, 2)));
  return graph.add_tensor({"w", DataType::int8, shape, per_tensor(0.01F, 0), data, -1});
}

// Runs a graph of one node over and over on one random input for each of its graph inputs.
void run_node(benchmark::State& state, const Graph& graph, std::int64_t items) {
  const auto kernel = reference::prepare_node(graph, graph.node(0), Arithmetic{});
  std::vector<Array> arrays;
  for (const TensorId id : graph.inputs) arrays.push_back(random_array(graph.tensor(id).shape));
  std::vector<const Array*> inputs;
  for (const Array& array : arrays) inputs.push_back(&array);
  inputs.resize(graph.node(0).inputs.size(), nullptr);
  for (auto _ : state) benchmark::DoNotOptimize(kernel->run(inputs));
  state.SetItemsProcessed(state.iterations() * items);
}

// One node with weights, from `in` to `out`.
Graph layer(Op op, const Shape& in, const Shape& weight, const Shape& out) {
  Graph graph;
  const TensorId x = activation(graph, in, 0.02F);
  const TensorId w = weights(graph, weight);
  const TensorId y = activation(graph, out, 0.05F);
  graph.nodes.push_back({std::move(op), {x, w}, {y}, -1});
  graph.inputs = {x};
  graph.outputs = {y};
  return graph;
}

void conv2d_pointwise(benchmark::State& state) {
  run_node(state, layer(Conv2d{}, {1, 14, 14, 64}, {384, 1, 1, 64}, {1, 14, 14, 384}),
           14 * 14 * 64 * 384);
}

void conv2d_first(benchmark::State& state) {
  Conv2d op;
  op.window = {.stride = {2, 2}, .padding = Padding::same};
  run_node(state, layer(op, {1, 224, 224, 3}, {32, 3, 3, 3}, {1, 112, 112, 32}),
           112 * 112 * 32 * 27);
}

void depthwise_conv2d(benchmark::State& state) {
  DepthwiseConv2d op;
  op.window.padding = Padding::same;
  run_node(state, layer(op, {1, 28, 28, 192}, {1, 3, 3, 192}, {1, 28, 28, 192}), 28 * 28 * 192 * 9);
}

void fully_connected(benchmark::State& state) {
  run_node(state, layer(FullyConnected{}, {1, 1280}, {1001, 1280}, {1, 1001}), 1280 * 1001);
}

void add(benchmark::State& state) {
  Graph graph;
  const Shape shape{1, 28, 28, 32};
  const TensorId x = activation(graph, shape, 0.02F);
  const TensorId y = activation(graph, shape, 0.03F);
  const TensorId sum = activation(graph, shape, 0.04F);
  graph.nodes.push_back({Add{}, {x, y}, {sum}, -1});
  graph.inputs = {x, y};
  graph.outputs = {sum};
  run_node(state, graph, shape.count());
}

BENCHMARK(conv2d_first)->Unit(benchmark::kMillisecond);
BENCHMARK(conv2d_pointwise)->Unit(benchmark::kMillisecond);
BENCHMARK(depthwise_conv2d)->Unit(benchmark::kMillisecond);
BENCHMARK(fully_connected)->Unit(benchmark::kMillisecond);
BENCHMARK(add)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace requant::exec
