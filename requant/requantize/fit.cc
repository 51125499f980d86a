#include "requant/requantize/fit.h"

#include <algorithm>
#include <cmath>

#include "requant/base/parallel.h"
#include "requant/data/metrics.h"
#include "requant/data/preprocess.h"

namespace requant::requantize {
namespace {

// Enough positions for a well-conditioned moment of the widest layers.
constexpr std::size_t kPositions = 4096;
constexpr std::size_t kDepthwisePositions = 2048;

// The values of one network, for all samples, of the tensors that are still read.
class Lane {
 public:
  Lane(const Graph& graph, const Arithmetic& arithmetic, std::size_t samples,
       exec::Executor executor)
      : graph_(graph),
        arithmetic_(arithmetic),
        executor_(executor),
        values_(graph.tensors.size(), std::vector<Array>(samples)),
        readers_(graph.tensors.size(), 0) {
    for (const Node& n : graph.nodes) {
      for (const TensorId t : n.inputs) {
        if (t != kNoTensor) ++readers_[static_cast<std::size_t>(t)];
      }
    }
  }

  Graph& graph() { return graph_; }
  void set(TensorId id, std::size_t sample, Array value) {
    values_[static_cast<std::size_t>(id)][sample] = std::move(value);
  }

  std::vector<const Array*> values(TensorId id) const {
    std::vector<const Array*> result;
    for (const Array& a : values_[static_cast<std::size_t>(id)]) result.push_back(&a);
    return result;
  }
  bool has(TensorId id) const {
    return !values_[static_cast<std::size_t>(id)].front().bytes.empty();
  }

  // Runs the node on all samples; a node that lacks an input, or cannot run, leaves its outputs
  // empty.
  void run(NodeId id) {
    const Node& node = graph_.node(id);
    if (node.kind() == OpKind::opaque) return;
    for (const TensorId t : node.inputs) {
      if (t != kNoTensor && !graph_.tensor(t).is_constant() && !has(t)) return;
    }
    const auto kernel = exec::prepare_node(graph_, node, arithmetic_, executor_);
    parallel_for(values_.front().size(), [&](std::size_t sample) {
      std::vector<const Array*> inputs;
      for (const TensorId t : node.inputs) {
        inputs.push_back(t == kNoTensor || graph_.tensor(t).is_constant()
                             ? nullptr
                             : &values_[static_cast<std::size_t>(t)][sample]);
      }
      std::vector<Array> outputs = kernel->run(inputs);
      for (std::size_t o = 0; o < outputs.size(); ++o)
        set(node.outputs[o], sample, std::move(outputs[o]));
    });
  }

  // The node has been run by everybody: drops what nobody reads any more.
  void release(NodeId id) {
    for (const TensorId t : graph_.node(id).inputs) {
      if (t == kNoTensor || --readers_[static_cast<std::size_t>(t)] > 0) continue;
      for (Array& a : values_[static_cast<std::size_t>(t)]) a = {};
    }
  }

 private:
  Graph graph_;
  Arithmetic arithmetic_;
  exec::Executor executor_;
  std::vector<std::vector<Array>> values_;
  std::vector<int> readers_;
};

void fit_step(const Draft& draft, const Step& step, Lane& source, Lane& result,
              const Target& target, const NoiseGains& gains, const FitOptions& options) {
  const Layer& layer = draft.layers.at(step.layer);
  const Node& source_node = source.graph().node(step.source);
  const Node& result_node = result.graph().node(step.weighted);
  const auto inputs = source.values(source_node.input(0));
  const std::size_t count =
      layer.kind == OpKind::depthwise_conv2d ? kDepthwisePositions : kPositions;
  const auto positions = sample_positions(source.graph(), source_node, inputs.size(), count);
  const LayerInputs seen{
      gather_patches(result.graph(), result_node, result.values(result_node.input(0)), positions),
      gather_patches(source.graph(), source_node, inputs, positions)};
  const LayerIntegers integers =
      fit_layer(draft, layer, seen, gains.at(step.layer), target, options);
  set_layer(result.graph(), step.weighted, layer, integers, target);
}

// What the result is given where the source is given `input`.
Array result_input(const Draft& draft, TensorId id, const Array& input, const Graph& result) {
  const ActivationPlan& plan = draft.at(id);
  return data::convert_input(input, draft.source.tensor(id).quantization, result.tensor(id),
                             plan.unit, plan.offset);
}

// What the result's tensor is off the source's, in the source's units.
void add_errors(const Draft& draft, TensorId id, Lane& source, Lane& result, data::Sqnr& error) {
  const auto plan = draft.plan.find(id);
  if (plan == draft.plan.end() || !source.has(id) || !result.has(id)) return;
  const auto wanted = source.values(id);
  const auto got = result.values(id);
  for (std::size_t s = 0; s < wanted.size(); ++s) {
    std::vector<double> values = real_values(*got[s], result.graph().tensor(id).quantization);
    for (std::size_t i = 0; i < values.size(); ++i) {
      const auto channel =
          static_cast<std::int64_t>(i) % std::max<std::int64_t>(1, got[s]->shape.last());
      values[i] = (values[i] - plan->second.offset) / plan->second.gain_at(channel);
    }
    error.add_centred(real_values(*wanted[s], source.graph().tensor(id).quantization), values);
  }
}

}  // namespace

Fit fit_layers(const Draft& draft, Skeleton skeleton, const Target& target,
               const Arithmetic& source_arithmetic, std::span<const std::vector<Array>> inputs,
               const NoiseGains& gains, const FitOptions& options, const ProgressSink& progress,
               exec::Executor executor) {
  Lane source(draft.source, source_arithmetic, inputs.size(), executor);
  Lane result(skeleton.graph, target.arithmetic, inputs.size(), executor);
  for (std::size_t k = 0; k < draft.source.inputs.size(); ++k) {
    const TensorId id = draft.source.inputs[k];
    for (std::size_t s = 0; s < inputs.size(); ++s) {
      source.set(id, s, inputs[s][k]);
      result.set(id, s,
                 draft.plan.contains(id) ? result_input(draft, id, inputs[s][k], result.graph())
                                         : inputs[s][k]);
    }
  }
  const std::vector<TensorId> ends = noise_ends(draft);
  data::Sqnr error;
  std::size_t done = 0;
  for (const Step& step : skeleton.steps) {
    const bool fits = step.layer != kNoTensor && gains.contains(step.layer) &&
                      source.has(draft.layers.at(step.layer).input);
    for (const NodeId id : step.result) {
      if (fits && id == step.weighted)
        fit_step(draft, step, source, result, target, gains, options);
      result.run(id);
    }
    source.run(step.source);
    for (const TensorId id : source.graph().node(step.source).outputs) {
      if (std::find(ends.begin(), ends.end(), id) != ends.end())
        add_errors(draft, id, source, result, error);
    }
    source.release(step.source);
    for (const NodeId id : step.result) result.release(id);
    if (progress) progress("fitting layers", ++done, skeleton.steps.size());
  }
  return {std::move(result.graph()), error.db()};
}

}  // namespace requant::requantize
