#include "requant/cost/cost.h"

#include <algorithm>
#include <cmath>
#include <variant>

#include "requant/base/error.h"
#include "requant/base/nearest.h"
#include "requant/cost/traffic.h"

namespace requant::cost {
namespace {

constexpr double kScaleBits = 32;
constexpr double kBiasBits = 32;

// Weights are packed layer by layer.
double stored_bytes(const Work& work) {
  const double weights = std::ceil(static_cast<double>(work.weights) * work.weight_bits / 8);
  return weights + (static_cast<double>(work.biases) * kBiasBits +
                    static_cast<double>(work.scales) * kScaleBits) /
                       8;
}

double energy(const CostModel& model, const Work& work, const Schedule& plan) {
  const EnergyModel& e = model.energy;
  const Traffic& moved = plan.traffic;
  const auto macs = static_cast<double>(work.macs);
  const double sums = static_cast<double>(work.values_out) * model.memory.sum_bits;
  return plan.compute_cycles * e.cycle + (plan.cycles - plan.compute_cycles) * e.stall +
         macs * work.weight_bits * work.input_bits * e.mac_bit +
         macs * work.weight_bits / e.weight_reuse * e.weight_read + moved.weights * e.weight_write +
         macs * work.input_bits / e.input_reuse * e.input_read + moved.inputs * e.input_write +
         (sums + moved.sums_out) * e.output_read + (sums + moved.sums_in) * e.output_write +
         moved.dram() * e.dram;
}

Cost layer(const CostModel& model, const Work& work) {
  const Schedule plan = schedule(model, work);
  Cost result;
  result.cycles = plan.cycles;
  result.compute_cycles = plan.compute_cycles;
  result.memory_cycles = plan.memory_cycles;
  result.energy_pj = energy(model, work, plan);
  result.bytes = stored_bytes(work);
  result.dram_bytes = plan.traffic.dram() / 8;
  result.macs = static_cast<double>(work.macs);
  result.bit_operations = result.macs * work.weight_bits * work.input_bits;
  return result;
}

// Values stream through; nothing is kept. Reshaping moves nothing.
Cost elementwise(const CostModel& model, const Work& work) {
  Cost result;
  if (work.kind == OpKind::reshape) return result;
  const double in = static_cast<double>(work.values_in) * work.input_bits;
  const double out = static_cast<double>(work.values_out) * work.output_bits;
  const auto values = static_cast<double>(std::max(work.values_in, work.values_out));
  result.compute_cycles = std::ceil(values / model.elementwise_per_cycle);
  result.memory_cycles = std::ceil((in + out) / model.memory.dram_bits_per_cycle);
  result.cycles = std::max(result.compute_cycles, result.memory_cycles);
  result.dram_bytes = (in + out) / 8;
  const EnergyModel& e = model.energy;
  result.energy_pj = in * (e.input_write + e.input_read) + out * (e.output_write + e.output_read) +
                     (in + out) * e.dram;
  // Cores compute these as well; an array or a bit-serial engine waits.
  const double busy = std::holds_alternative<SimdEngine>(model.engine) ? result.compute_cycles : 0;
  result.energy_pj += busy * e.cycle + (result.cycles - busy) * e.stall;
  return result;
}

}  // namespace

Cost& Cost::operator+=(const Cost& other) {
  cycles += other.cycles;
  compute_cycles += other.compute_cycles;
  memory_cycles += other.memory_cycles;
  energy_pj += other.energy_pj;
  bytes += other.bytes;
  dram_bytes += other.dram_bytes;
  macs += other.macs;
  bit_operations += other.bit_operations;
  return *this;
}

Cost cost(const CostModel& model, const Work& work) {
  return work.has_macs() ? layer(model, work) : elementwise(model, work);
}

std::vector<LayerCost> layer_costs(const CostModel& model, const Graph& graph) {
  std::vector<LayerCost> result;
  for (Work& work : work_of(graph)) {
    const Cost of = cost(model, work);
    result.push_back({std::move(work), of});
  }
  return result;
}

Cost cost(const CostModel& model, const Graph& graph) {
  Cost sum;
  for (const LayerCost& layer : layer_costs(model, graph)) sum += layer.cost;
  return sum;
}

double seconds(const CostModel& model, const Cost& cost) {
  return cost.cycles / (model.frequency_mhz * 1e6);
}

const CostModel& cost_model(const Target& target) {
  if (target.cost) return *target.cost;
  std::vector<std::string> with;
  for (const std::string& name : target_names()) {
    if (load_target(name).cost) with.push_back(name);
  }
  throw Error("target '" + target.name + "' has no cost model; targets with one: " + joined(with));
}

}  // namespace requant::cost
