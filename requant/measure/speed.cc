#include "requant/measure/speed.h"

#include <algorithm>
#include <chrono>
#include <limits>
#include <map>

#include "requant/base/parallel.h"
#include "requant/base/random.h"
#include "requant/graph/summary.h"

namespace requant::measure {
namespace {

using Clock = std::chrono::steady_clock;

constexpr double kLeastSeconds = 0.5;
constexpr std::uint64_t kSeed = 1;

double since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

// Sets the number of threads for as long as it lives.
class ThreadScope {
 public:
  ThreadScope() : before_(thread_count()) {}
  ~ThreadScope() { set_thread_count(before_); }
  int before() const { return before_; }

 private:
  int before_;
};

std::vector<Array> random_inputs(const Graph& graph) {
  Random random(kSeed);
  std::vector<Array> inputs;
  for (const TensorId id : graph.inputs) {
    Array& array = inputs.emplace_back(graph.tensor(id).type, graph.tensor(id).shape);
    if (array.type == DataType::float32) {
      for (float& value : array.as<float>()) value = static_cast<float>(random.normal());
    } else {
      for (std::byte& byte : array.bytes) byte = static_cast<std::byte>(random.integer(0, 255));
    }
  }
  return inputs;
}

Latency latency_of(const exec::Program& program, const std::vector<Array>& inputs, std::size_t runs,
                   int threads) {
  set_thread_count(threads);
  program.run(inputs);
  std::vector<double> times;
  const auto start = Clock::now();
  while (times.size() < runs || since(start) < kLeastSeconds) {
    const auto begin = Clock::now();
    program.run(inputs);
    times.push_back(since(begin));
  }
  std::sort(times.begin(), times.end());
  return {threads, times.front(), times[times.size() / 2]};
}

double throughput(const exec::Program& program, const std::vector<Array>& inputs, std::size_t runs,
                  double latency, int threads) {
  set_thread_count(threads);
  const auto enough = static_cast<std::size_t>(2 * kLeastSeconds * threads / latency);
  const std::size_t count = std::max(runs, enough);
  const auto start = Clock::now();
  parallel_for(count, [&](std::size_t) { program.run(inputs); });
  return static_cast<double>(count) / since(start);
}

std::vector<OpTime> op_times(const Graph& graph, const exec::Program& program,
                             const std::vector<Array>& inputs, std::size_t runs) {
  set_thread_count(1);
  std::vector<double> least(graph.nodes.size(), std::numeric_limits<double>::max());
  for (std::size_t run = 0; run < runs; ++run) {
    std::vector<double> seconds(graph.nodes.size(), 0);
    if (!program.profile(inputs, seconds)) return {};
    for (std::size_t n = 0; n < least.size(); ++n) least[n] = std::min(least[n], seconds[n]);
  }
  std::map<std::string, OpTime> by_op;
  for (std::size_t n = 0; n < least.size(); ++n) {
    const Node& node = graph.nodes[n];
    OpTime& time = by_op[std::string(name(node.kind()))];
    ++time.nodes;
    time.macs += static_cast<double>(macs(graph, node));
    time.seconds += least[n];
  }
  std::vector<OpTime> result;
  for (auto& [op, time] : by_op) {
    time.op = op;
    result.push_back(time);
  }
  std::stable_sort(result.begin(), result.end(),
                   [](const OpTime& a, const OpTime& b) { return a.seconds > b.seconds; });
  return result;
}

}  // namespace

Speed measure_speed(const Graph& graph, const exec::Program& program, std::size_t runs) {
  const ThreadScope scope;
  const std::vector<Array> inputs = random_inputs(graph);
  Speed speed;
  for (int threads = 1; threads < scope.before(); threads *= 2) {
    speed.latencies.push_back(latency_of(program, inputs, runs, threads));
  }
  speed.latencies.push_back(latency_of(program, inputs, runs, scope.before()));
  const double single = speed.latencies.front().median_seconds;
  speed.single_images_per_second = throughput(program, inputs, runs, single, 1);
  speed.images_per_second = throughput(program, inputs, runs, single, scope.before());
  for (const Node& node : graph.nodes) speed.macs += static_cast<double>(macs(graph, node));
  speed.ops = op_times(graph, program, inputs, runs);
  return speed;
}

}  // namespace requant::measure
